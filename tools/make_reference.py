"""Write the generated pages of docs/reference: the refusals, the settings, the vectors of the signed code.

Usage, from the project's root: `make docs`. A test says when they are out of date.
"""

import ast
import importlib
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import PydanticUndefined

from lianfang.kernel.config import PREFIX, Config
from lianfang.kernel.words import Words
from tools import signed_code_vectors

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "lianfang"
REFERENCE = ROOT / "docs" / "reference"
ABOUT_ERRORS = (
    "When the platform says no, it says why and what to do next. Codes never change once released. "
    "Words in braces are filled in. *Made by `make docs`; do not edit.*"
)
ABOUT_SETTINGS = (
    "Read from the environment when the platform starts. All problems are told at once, and no value is shown. "
    "*Made by `make docs`; do not edit.*"
)
TOLD = ("code", "says", "remedy", "status")


@dataclass(frozen=True, slots=True)
class Told:
    """What one refusal tells people: its texts as they are written, with their blanks in braces."""

    code: str
    says: Words
    remedy: Words
    status: int


@dataclass(frozen=True, slots=True)
class Declared:
    """A class as it is written, and the module it is written in."""

    module: str
    node: ast.ClassDef


def refusals() -> dict[str, Told]:
    """Every refusal by code, read from the source, so that neither Spark nor Django has to be installed."""
    classes = [declared for path in sorted(SOURCE.rglob("*.py")) for declared in _classes(path)]
    by_name = {declared.node.name: declared for declared in classes}
    lines = [_line(declared, by_name) for declared in classes if declared.node.name != "Refusal"]
    found = [_told(line) for line in lines if line[-1].node.name == "Refusal"]
    return {told.code: told for told in sorted(found, key=lambda told: told.code)}


def _classes(path: Path) -> list[Declared]:
    module = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [Declared(module, node) for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]


def _line(declared: Declared, by_name: dict[str, Declared]) -> list[Declared]:
    """A class and what it first descends from, nearest first."""
    line = [declared]
    while (bases := line[-1].node.bases) and isinstance(bases[0], ast.Name) and bases[0].id in by_name:
        line.append(by_name[bases[0].id])
    return line


def _told(line: list[Declared]) -> Told:
    values: dict[str, object] = {}
    for ancestor in reversed(line):
        values.update(_texts(ancestor))
    says, remedy = (
        value if isinstance(value := values[name], Words) else Words(str(value), str(value))
        for name in ("says", "remedy")
    )
    return Told(str(values["code"]), says, remedy, int(str(values["status"])))


def _words(text: object) -> Words:
    return text if isinstance(text, Words) else Words(str(text), str(text))


def _texts(declared: Declared) -> dict[str, object]:
    """What the class's own body gives to the names a refusal tells by."""
    return {
        target.id: _value(declared, target.id, statement.value)
        for statement in declared.node.body
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
        if isinstance(target, ast.Name) and target.id in TOLD
    }


def _value(declared: Declared, name: str, node: ast.expr) -> object:
    """A text as it is written; one that is put together is asked of the module itself."""
    try:
        if isinstance(node, ast.Call):
            return Words(*map(ast.literal_eval, node.args))
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return getattr(getattr(importlib.import_module(declared.module), declared.node.name), name)


def errors_page() -> str:
    """docs/reference/errors.md: one heading per code, what it says and what to do."""
    parts = ["# Refusals", ABOUT_ERRORS]
    for told in refusals().values():
        parts += [
            f"## {told.code}",
            _quoted(told.says.en),
            f"Next step: {told.remedy.en}",
            _quoted(told.says.zh),
            f"下一步：{told.remedy.zh}",
            f"Status through a web door: {told.status}.",
        ]
    return "\n\n".join(parts) + "\n"


def _quoted(text: str) -> str:
    return "> " + text.strip().replace("\n", "\n> ")


def settings_page() -> str:
    """docs/reference/settings.md: every setting, its default and what it is for."""
    lines = ["# Settings", "", ABOUT_SETTINGS, "", "| Setting | Default | What it is for |", "|---|---|---|"]
    for name, field in Config.model_fields.items():
        lines.append(f"| `{PREFIX}{name.upper()}` | {_default(field.default)} | {field.description} |")
    return "\n".join(lines) + "\n"


def _default(value: object) -> str:
    if value is None or value is PydanticUndefined:
        return "—"
    if isinstance(value, tuple):
        return f"`{','.join(map(str, value))}`"
    human = getattr(value, "human_readable", None)
    text = human() if human else getattr(value, "isoformat", lambda: str(value))()
    return f"`{text.lower() if isinstance(value, bool) else text}`"


PAGES = {"errors.md": errors_page, "settings.md": settings_page, "signed-code-vectors.json": signed_code_vectors.page}


def main() -> None:
    """Write all pages."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
