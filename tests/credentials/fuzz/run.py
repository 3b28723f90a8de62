"""The fuzzer, with libFuzzer's own options. By hand, after sh tools/environment.sh fuzz:

.venv/bin/python -m tests.credentials.fuzz.run -max_total_time=60 NEW_FOLDER tests/credentials/fuzz/corpus
"""

import sys

import atheris

with atheris.instrument_imports(include=["lianfang.credentials"]):
    from tests.credentials.fuzz.target import try_one


def main() -> None:
    """Fuzz until an option ends it, or an input makes a reader fall over."""
    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
