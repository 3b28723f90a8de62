"""Fetch the browser's libraries with `npm pack`, check them, and lay them under the web's static folder.

Run again only to change a version: `python tools/vendor_web.py`. Needs npm; the running product never does.
"""

import base64
import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "src/lianfang/web/static/vendor"
FOR_TESTS = ROOT / "tests/journeys/vendor"
SQUEEZE_ABOVE = 20_000  # bytes: smaller files gain nothing from a packed twin


@dataclass(frozen=True)
class Library:
    """One npm package at one version: the files we take (path in the package → our name) and why."""

    package: str
    version: str
    folder: str
    licence: str
    integrity: str
    why: str
    files: dict[str, str]
    into: Path = STATIC


LIBRARIES = (
    Library(
        "htmx.org",
        "2.0.11",
        "htmx-2.0.11",
        "0BSD",
        "Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
        "changes part of a page in place",
        {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"},
    ),
    Library(
        "bootstrap",
        "5.3.9",
        "bootstrap-5.3.9",
        "MIT",
        "20cU0rcfw8WdxtVbmfU+xT2EjvVTw9Ror/h1Qvd7DXCujRg8OO9mdBCsmTHdJFf3BuadmBNJtgIuUXsBqSkk/w==",
        "resets, forms and grid under our tokens",
        {"dist/css/bootstrap.min.css": "bootstrap.min.css", "LICENSE": "LICENSE"},
    ),
    Library(
        "echarts",
        "6.1.0",
        "echarts-6.1.0",
        "Apache-2.0",
        "q0yaFPggC9FUdsWH4blavRWFmxdrIodbkoKNAjJudAI6CA9gNPxHtV2RcZNEepZVlk4yvBYkOkbk6HIVpIyHZA==",
        "draws the maps",
        {"dist/echarts.min.js": "echarts.min.js", "LICENSE": "LICENSE", "NOTICE": "NOTICE"},
    ),
    Library(
        "echarts",
        "4.9.0",
        "echarts-maps-4.9.0",
        "Apache-2.0",
        "+ugizgtJ+KmsJyyDPxaw2Br5FqzuBnyOWwcxPKO6y0gc5caYcfnEUIlNStx02necw8jmKmTafmpHhGo4XDtEIA==",
        "outlines of the provinces and of Beijing's districts (version 6 ships none)",
        {
            "map/json/china.json": "china.json",
            "map/json/province/beijing.json": "beijing.json",
            "LICENSE": "LICENSE",
            "NOTICE": "NOTICE",
        },
    ),
    Library(
        "axe-core",
        "4.14.1",
        "axe-core-4.14.1",
        "MPL-2.0",
        "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        "checks accessibility in the journeys; never shipped to users",
        {"axe.min.js": "axe.min.js", "LICENSE": "LICENSE", "LICENSE-3RD-PARTY.txt": "LICENSE-3RD-PARTY.txt"},
        into=FOR_TESTS,
    ),
)


def main() -> int:
    """Vendor every library; 1 when npm is missing or a package is not the one we pinned."""
    if shutil.which("npm") is None:
        print("npm is not installed. Install Node.js with npm, then run this again.", file=sys.stderr)
        return 1
    for library in LIBRARIES:
        with tempfile.TemporaryDirectory() as folder:
            packed = _pack(library, Path(folder))
            if _integrity(packed) != library.integrity:
                print(
                    f"{library.package} {library.version} is not the package we pinned; nothing taken from it.",
                    file=sys.stderr,
                )
                return 1
            _lay(library, packed)
        print(f"{library.folder}: {len(library.files)} files")
    for into in (STATIC, FOR_TESTS):
        _write_manifest(into)
    return 0


def _pack(library: Library, folder: Path) -> Path:
    wanted = f"{library.package}@{library.version}"
    subprocess.run(["npm", "pack", wanted, "--silent"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.tgz"))


def _integrity(packed: Path) -> str:
    return base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()


def _lay(library: Library, packed: Path) -> None:
    target = library.into / library.folder
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    with tarfile.open(packed) as archive:
        for inside, name in library.files.items():
            member = archive.extractfile(f"package/{inside}")
            if member is None:
                raise FileNotFoundError(f"{library.package} {library.version} has no {inside}")
            content = member.read()
            (target / name).write_bytes(content)
            if library.into == STATIC and len(content) > SQUEEZE_ABOVE:
                (target / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))


def _write_manifest(into: Path) -> None:
    rows = [
        {
            "folder": library.folder,
            "package": library.package,
            "version": library.version,
            "licence": library.licence,
            "why": library.why,
            "integrity": f"sha512-{library.integrity}",
            "files": {
                path.name: hashlib.sha256(path.read_bytes()).hexdigest()
                for path in sorted((into / library.folder).iterdir())
            },
        }
        for library in LIBRARIES
        if library.into == into
    ]
    (into / "manifest.json").write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
