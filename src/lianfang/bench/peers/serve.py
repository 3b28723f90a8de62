"""Runs another engine on one core for the benchmark: `serve.py SCRIPT ROWS COLOURS`, in its own environment.

Says it is ready; then for each line on standard input decides for every row of the Parquet file ROWS, writes the
colours to COLOURS and says how many seconds reading, deciding and writing took.
"""

import json
import runpy
import sys
import time

import pyarrow as pa
from pyarrow import parquet


def serve(script: str, rows: str, colours: str) -> None:
    """Answer rounds until standard input ends."""
    pa.set_cpu_count(1)
    decide = runpy.run_path(script)["decide"]
    answer({"ready": True})
    for _ in sys.stdin:
        began = time.perf_counter()
        table = parquet.read_table(rows, use_threads=False)
        found = pa.array(decide(table), type=pa.int8())
        parquet.write_table(pa.table({"person": table["person"], "colour": found}), colours, compression="zstd")
        answer({"seconds": time.perf_counter() - began})


def answer(said: dict[str, float]) -> None:
    """One line of JSON on standard output."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve(*sys.argv[1:])
