"""Where the command begins: an interruption while modules are still loading is one as well."""

import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command and leave with its exit code."""
    try:
        from lianfang.cli.main import run

        sys.exit(run())
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
