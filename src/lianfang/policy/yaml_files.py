"""YAML with line numbers: every mapping, list and text remembers where it stands."""

from pathlib import Path
from typing import Any

import yaml

from lianfang.policy.faults import Faults, Place


class Map(dict[str, Any]):
    """A mapping that knows the line of each key."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.lines: dict[str, int] = {}

    def at(self, key: str) -> Place:
        """Where `key` stands, or the mapping itself when it is missing."""
        return Place(self.place.file, self.lines.get(key, self.place.line))


class Seq(list[Any]):
    """A list that knows the line of each item."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.lines: list[int] = []

    def at(self, index: int) -> Place:
        """Where item `index` stands."""
        return Place(self.place.file, self.lines[index])


_INT, _BOOL, _NULL = "tag:yaml.org,2002:int", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"
_MERGE = "tag:yaml.org,2002:merge"


def read_yaml(path: Path, *, name: str, faults: Faults) -> Any:
    """The content of a YAML file; None, with a fault noted, when it is not YAML or not UTF-8.

    Dates and times stay text: the pack says what they mean, not YAML.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        faults.add(Place(name, 1), f"The file is not UTF-8 (byte {error.start}).", "Save it as UTF-8.")
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "it cannot be read"
        faults.add(Place(name, line), f"This is not YAML: {problem}.", "Check the indentation and the quotes.")
        return None
    return None if root is None else _Reader(name, faults).value(root, depth=0)


class _Reader:
    def __init__(self, name: str, faults: Faults) -> None:
        self.name, self.faults = name, faults

    def place(self, node: yaml.Node) -> Place:
        return Place(self.name, node.start_mark.line + 1)

    def value(self, node: yaml.Node, *, depth: int) -> Any:
        if depth > 30:
            self.faults.add(self.place(node), "This is nested too deeply.", "Write it flatter.")
            return None
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return self.sequence(node, depth)
        return self.scalar(node)

    def mapping(self, node: yaml.MappingNode, depth: int) -> Map:
        result = Map(self.place(node))
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in result:
                self.faults.add(self.place(key_node), f"“{key}” is written twice.", "Keep one of them.")
            result[key] = self.value(value_node, depth=depth + 1)
            result.lines[key] = key_node.start_mark.line + 1
        return result

    def sequence(self, node: yaml.SequenceNode, depth: int) -> Seq:
        result = Seq(self.place(node))
        for item in node.value:
            result.append(self.value(item, depth=depth + 1))
            result.lines.append(item.start_mark.line + 1)
        return result

    def scalar(self, node: yaml.Node) -> bool | int | str | None:
        text = str(node.value)
        if node.tag == _NULL:
            return None
        if node.tag == _BOOL:
            return text.lower() in ("true", "yes", "on")
        if node.tag == _INT and text.lstrip("-+").isdigit():
            return int(text)
        return text
