#!/bin/sh
# Writes the locks: hashed requirements for every platform and Python >= 3.11, without addresses of any index.
# The dev lock is made first and the others follow it, so that all agree in one .venv.
set -eu
cd "$(dirname "$0")/.."
sh tools/environment.sh tools
export UV_CUSTOM_COMPILE_COMMAND="make lock"

compile() {
    out=$1
    shift
    echo "Writing $out"
    .venv-boot/bin/uv pip compile --quiet --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-annotate -o "$out" "$@"
}

compile requirements-dev.lock pyproject.toml --group dev
compile requirements.lock pyproject.toml -c requirements-dev.lock
compile requirements-spark.lock pyproject.toml --extra spark -c requirements-dev.lock
compile requirements-browser.lock --group browser -c requirements-dev.lock
compile requirements-fuzz.lock --group fuzz -c requirements-dev.lock
echo "hatchling
editables" | compile requirements-build.lock - -c requirements-dev.lock
echo "uv" | compile requirements-uv.lock -
