"""What stands on a machine: the policy beside the program, and the facts in the data folder."""

from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from lianfang.decisions.releases import Releases
from lianfang.facts.demo import MARKER
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words
from lianfang.policy.model import Pack
from lianfang.policy.packs import read_pack

CITY_FOLDER = "city"
LAKE_FOLDER, RELEASES_FOLDER = "lake", "releases"
DEFAULT_PACK = "beijing"


class NoPolicy(Refusal):
    code = "no-policy"
    says = Words("程序旁边没有找到政策包“{name}”。", "The policy pack “{name}” was not found beside the program.")
    remedy = Words(
        "请重新安装联防，或者在完整的源代码目录里运行。",
        "Install Lianfang again, or run it from a full copy of its source.",
    )
    status = 503


def facts_folder(data_dir: Path) -> Path:
    """Where the tables are: the folder itself when it was made by `demo-city`, else its `city` folder."""
    return data_dir if (data_dir / MARKER).exists() else data_dir / CITY_FOLDER


def pack_folder(name: str = DEFAULT_PACK) -> Path:
    """The folder of a policy pack: inside an installed wheel, else in the source tree."""
    package = Path(str(files("lianfang")))
    for folder in (package / "_policies" / name, package.parents[1] / "policies" / name):
        if (folder / "pack.yaml").exists():
            return folder
    raise NoPolicy(name=name)


def installed_releases(data_dir: Path) -> Releases:
    """The releases in force on this machine: the one pointer that every channel reads."""
    return Releases(lake_folder(data_dir) / RELEASES_FOLDER)


def lake_folder(data_dir: Path) -> Path:
    """Where facts are kept through time."""
    return data_dir / LAKE_FOLDER


def pack_in_force(data_dir: Path, moment: datetime) -> Pack:
    """The policy in force at a moment: the release staged for it, else the pack beside the program."""
    releases = installed_releases(data_dir)
    begun = [each for each in releases.all() if each.starts <= moment]
    return releases.pack(begun[-1]) if begun else _beside_the_program()


@cache
def _beside_the_program() -> Pack:
    return read_pack(pack_folder())
