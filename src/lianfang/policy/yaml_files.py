"""YAML with line numbers: every mapping, list and text remembers where it stands."""

from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.resolver import Resolver

from lianfang.kernel.reasons import reason
from lianfang.kernel.words import Words
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
LARGEST = 1_000_000
DEEPEST = 30
_LONGEST_NUMBER = 18
MAY_READ = Words("请检查谁可以读它。", "Check who may read it.")


class _TooMuch(yaml.MarkedYAMLError):
    """A thing YAML allows and a pack does without."""

    def __init__(self, says: Words, mark: Any, suggestion: Words) -> None:
        super().__init__(problem=says.en, problem_mark=mark)
        self.says, self.suggestion = says, suggestion


class _Loader(Composer, Resolver):
    """Composes nodes, but refuses aliases (a few lines could stand for billions) and deep nesting, at once.

    Events come from libyaml, which is several times faster, where PyYAML was built with it.
    """

    def __init__(self, text: str) -> None:
        Composer.__init__(self)
        Resolver.__init__(self)
        events: Any = yaml.CSafeLoader(text) if yaml.__with_libyaml__ else yaml.SafeLoader(text)
        self.check_event, self.peek_event, self.get_event = events.check_event, events.peek_event, events.get_event
        self.depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        mark = self.peek_event().start_mark
        if self.check_event(yaml.AliasEvent):
            says = Words(
                "这是别名（*name）；政策包要在原处把话写全。",
                "This is an alias (*name); a pack says everything where it stands.",
            )
            raise _TooMuch(says, mark, Words("请把原文再写一遍。", "Write the words out again."))
        if self.depth > DEEPEST:
            says = Words("这里嵌套太深。", "This is nested too deeply.")
            raise _TooMuch(says, mark, Words("请写得平一些。", "Write it flatter."))
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def read_yaml(path: Path, *, name: str, faults: Faults) -> Any:
    """The content of a YAML file; None, with a fault noted, when it is not YAML or not UTF-8.

    Dates and times stay text: the pack says what they mean, not YAML.
    """
    try:
        root = _Loader(_text(path)).get_single_node()
    except UnicodeDecodeError as error:
        says = Words(f"文件不是 UTF-8（第 {error.start} 字节）。", f"The file is not UTF-8 (byte {error.start}).")
        faults.add(Place(name, 1), says, Words("请另存为 UTF-8。", "Save it as UTF-8."))
    except OSError as error:
        says = Words("文件读不了（{why}）。", "The file cannot be read ({why}).").filled(why=reason(error))
        faults.add(Place(name, 1), says, MAY_READ)
    except _TooMuch as error:
        faults.add(_place(name, error), error.says, error.suggestion)
    except yaml.YAMLError as error:
        quoted = getattr(error, "problem", None) or getattr(error, "reason", None)
        why = Words(quoted, quoted) if quoted else Words("读不出来", "it cannot be read")
        says = Words("这不是 YAML：{why}。", "This is not YAML: {why}.").filled(why=why)
        faults.add(_place(name, error), says, Words("请检查缩进和引号。", "Check the indentation and the quotes."))
    else:
        return None if root is None else _Reader(name, faults).value(root)
    return None


def _text(path: Path) -> str:
    """The text of a file; what lies beyond the largest size is not read (the folder's look-over refuses it)."""
    with path.open("rb") as file:
        return file.read(LARGEST).decode("utf-8-sig")


def _place(name: str, error: yaml.YAMLError) -> Place:
    mark = getattr(error, "problem_mark", None)
    return Place(name, mark.line + 1 if mark else 1)


class _Reader:
    def __init__(self, name: str, faults: Faults) -> None:
        self.name, self.faults = name, faults

    def place(self, node: yaml.Node) -> Place:
        return Place(self.name, node.start_mark.line + 1)

    def value(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node)
        if isinstance(node, yaml.SequenceNode):
            return self.sequence(node)
        return self.scalar(node)

    def mapping(self, node: yaml.MappingNode) -> Map:
        result = Map(self.place(node))
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            if key in result:
                says = Words(f"“{key}”写了两次。", f"“{key}” is written twice.")
                self.faults.add(self.place(key_node), says, Words("请只留一个。", "Keep one of them."))
            result[key] = self.value(value_node)
            result.lines[key] = key_node.start_mark.line + 1
        return result

    def sequence(self, node: yaml.SequenceNode) -> Seq:
        result = Seq(self.place(node))
        for item in node.value:
            result.append(self.value(item))
            result.lines.append(item.start_mark.line + 1)
        return result

    def scalar(self, node: yaml.Node) -> bool | int | str | None:
        text = str(node.value)
        if node.tag == _NULL:
            return None
        if node.tag == _BOOL:
            return text.lower() in ("true", "yes", "on")
        if node.tag == _INT and text.lstrip("-+").isdigit() and len(text) <= _LONGEST_NUMBER:
            return int(text)
        return text
