"""One design language: tokens in one file, vendored files as published, shape beside every colour."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from lianfang import web

STATIC = Path(web.__file__).parent / "static"
CSS = sorted((STATIC / "css").glob("*.css"))
TOKENS = (STATIC / "css/tokens.css").read_text("utf-8")
READABLE, LARGE = 4.5, 3.0


def block(selector: str) -> dict[str, str]:
    inside = TOKENS[TOKENS.index(selector) :]
    return dict(re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]{6});", inside[: inside.index("}")]))


LIGHT, DARK = block(":root {"), block(':root[data-look="dark"]')


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_dark_by_choice_and_dark_by_the_machine_are_the_same() -> None:
    assert block(':root[data-look="auto"]') == DARK
    assert set(DARK) <= set(LIGHT)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground(look: dict[str, str]) -> None:
    for ink in ("--ink", "--soft", "--faint", "--brand", "--go", "--wait", "--stop", "--note"):
        for ground in ("--paper", "--card", "--sunk"):
            assert contrast(look[ink], look[ground]) >= READABLE, (ink, ground)
    for tone in ("go", "wait", "stop", "note"):
        assert contrast(look[f"--{tone}"], look[f"--{tone}-wash"]) >= READABLE, tone
    assert contrast(look["--brand-ink"], look["--brand"]) >= READABLE
    assert contrast(look["--edge"], look["--card"]) >= LARGE


def test_colours_are_numbers_in_one_file_only() -> None:
    for file in CSS:
        if file.name != "tokens.css":
            text = file.read_text("utf-8").split("@media print")[0]
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?!-)|rgba?\(|hsl", re.sub(r"#[a-z][a-z-]*[:\s{]", "", text)), (
                file.name
            )


def test_every_token_used_is_declared() -> None:
    declared = set(re.findall(r"(--[a-z0-9-]+)\s*:", "\n".join(file.read_text("utf-8") for file in CSS)))
    used = {name for file in CSS for name in re.findall(r"var\((--[a-z0-9-]+)\)", file.read_text("utf-8"))}

    assert used <= declared


def test_motion_stays_under_200_ms_and_stops_when_asked() -> None:
    assert all(int(found) <= 200 for found in re.findall(r"--quick: (\d+)ms", TOKENS))
    assert "prefers-reduced-motion: reduce" in TOKENS


@pytest.mark.parametrize(
    "row", json.loads((STATIC / "vendor/manifest.json").read_text("utf-8")), ids=lambda row: row["folder"]
)
def test_vendored_files_are_as_published_and_carry_their_licence(row: dict[str, dict[str, str]]) -> None:
    folder = STATIC / "vendor" / str(row["folder"])

    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}

    assert found == row["files"]
    assert "LICENSE" in found
