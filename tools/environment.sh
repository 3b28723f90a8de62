#!/bin/sh
# Makes .venv and fills it from one of the locks. Quick when nothing changed.
#
#   sh tools/environment.sh run      what the product needs        requirements.lock
#   sh tools/environment.sh dev      that, and the tests' tools    requirements-dev.lock
#   sh tools/environment.sh spark    the Spark engine              requirements-spark.lock
#   sh tools/environment.sh browser  tests through a browser       requirements-browser.lock
#   sh tools/environment.sh fuzz     the fuzzer                    requirements-fuzz.lock
#   sh tools/environment.sh tools    only uv, which makes the locks
set -eu
cd "$(dirname "$0")/.."

BOOT=.venv-boot
UV=$BOOT/bin/uv

fail() {
    echo "$1" >&2
    exit 2
}

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            "$name" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    fail "Python 3.11 or newer was not found. Install it (on Debian or Ubuntu: apt install python3 python3-venv) and try again."
}

# A virtual environment holds absolute paths: one that was copied or moved is made again.
at_home() {
    [ -x "$1/bin/python" ] && [ "$(cat "$1/made-for" 2>/dev/null)" = "$PWD" ]
}

make_boot() {
    if at_home "$BOOT" && [ -x "$UV" ] && [ "$(cat "$BOOT/installed")" = "$(cksum <requirements-uv.lock)" ]; then
        return
    fi
    python=$(find_python)
    echo "Fetching uv, which installs the rest, into $BOOT (with $python)"
    rm -rf "$BOOT"
    "$python" -m venv "$BOOT" >"$BOOT.log" 2>&1 || {
        rm -rf "$BOOT"
        fail "Python's venv module is not whole here. Install it (on Debian or Ubuntu: apt install python3-venv) and try again; $BOOT.log says more."
    }
    rm -f "$BOOT.log"
    "$BOOT/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock ||
        fail "uv could not be fetched from PyPI. Check that this machine reaches its package index and try again."
    cksum <requirements-uv.lock >"$BOOT/installed"
    echo "$PWD" >"$BOOT/made-for"
}

make_venv() {
    if [ -x .venv/bin/python ] && { [ ! -e .venv/made-for ] || at_home .venv; }; then
        return
    fi
    echo "Making .venv"
    rm -rf .venv
    "$UV" venv --quiet --python "$BOOT/bin/python" .venv
    echo "$PWD" >.venv/made-for
}

# install NAME LOCK: everything the lock names, by hash, unless that was done already.
install() {
    wanted=$(cat "$2" requirements-build.lock pyproject.toml | cksum)
    if at_home .venv && [ "$(cat ".venv/installed-$1" 2>/dev/null)" = "$wanted" ]; then
        return
    fi
    make_boot
    make_venv
    echo "Installing what $2 lists into .venv"
    "$UV" pip install --quiet --python .venv/bin/python --require-hashes -r "$2" ||
        fail "Something $2 lists could not be installed; the lines above say what. Mend that and try again."
    "$UV" pip install --quiet --python .venv/bin/python --no-deps --build-constraints requirements-build.lock -e . ||
        fail "The project itself could not be installed into .venv; the lines above say why."
    echo "$PWD" >.venv/made-for
    echo "$wanted" >".venv/installed-$1"
}

case "${1:-}" in
    run) install run requirements.lock ;;
    dev | spark | browser | fuzz) install "$1" "requirements-$1.lock" ;;
    tools) make_boot ;;
    *) fail "Say what to install: run, dev, spark, browser, fuzz or tools." ;;
esac
