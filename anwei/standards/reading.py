"""YAML read into checked values: every fault at once, each by file and line, in words.

A *shape* is a function `(node, page) -> value`. What is wrong is told to the page, and the shape
answers `None`, so that reading goes on to the next fault.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

Shape = Callable[[yaml.Node, "Page"], Any]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong, and where."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.words}"


@dataclass
class Page:
    """One file being read, and what is wrong with it."""

    file: str
    languages: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)

    def fault(self, where: yaml.Node | int, words: str) -> None:
        """Note a fault at a node or a line."""
        line = where if isinstance(where, int) else line_of(where)
        self.faults.append(Fault(self.file, line, words))


def fault_at(at: tuple[str, int], words: str) -> Fault:
    """A fault of a row that was read before, by its `_at`."""
    file, line = at
    return Fault(file, line, words)


def line_of(node: yaml.Node) -> int:
    """The line a node begins on, counted from 1."""
    return node.start_mark.line + 1


def read(path: Path, shape: Shape, page: Page) -> Any:
    """The file's content in this shape, or None where it cannot be read at all."""
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=_LOADER)
    except FileNotFoundError:
        return page.fault(1, "the file is missing.")
    except UnicodeDecodeError:
        return page.fault(1, "the file is not UTF-8.")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        return page.fault(mark.line + 1 if mark else 1, f"this is not YAML: {problem}.")
    if node is None:
        return page.fault(1, "the file is empty.")
    return shape(node, page)


def text(node: yaml.Node, page: Page) -> str | None:
    """Some text, not empty."""
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        return page.fault(node, "text is expected here.")
    return node.value.strip()


def code(node: yaml.Node, page: Page) -> str | None:
    """A short name without spaces."""
    value = text(node, page)
    if value is not None and any(c.isspace() for c in value):
        return page.fault(node, f"a code has no spaces: {value!r}.")
    return value


def whole(node: yaml.Node, page: Page) -> int | None:
    """A whole number from 0."""
    if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":int") and node.value.isdigit():
        return int(node.value)
    return page.fault(node, "a whole number is expected here.")


def flag(node: yaml.Node, page: Page) -> bool | None:
    """true or false."""
    if isinstance(node, yaml.ScalarNode) and node.value in {"true", "false"}:
        return node.value == "true"
    return page.fault(node, "true or false is expected here.")


def day(node: yaml.Node, page: Page) -> date | None:
    """A date written 2026-11-23."""
    try:
        return date.fromisoformat(node.value)
    except (TypeError, ValueError):
        return page.fault(node, f"a date like 2026-11-23 is expected here, not {_shown(node)}.")


def _shown(node: yaml.Node) -> str:
    return repr(node.value) if isinstance(node, yaml.ScalarNode) else "a list or group"


def choice(*allowed: str) -> Shape:
    """One of these words."""

    def shape(node: yaml.Node, page: Page) -> str | None:
        if isinstance(node, yaml.ScalarNode) and node.value in allowed:
            return node.value
        return page.fault(
            node, f"one of {', '.join(allowed)} is expected here, not {_shown(node)}."
        )

    return shape


def label(node: yaml.Node, page: Page) -> dict[str, str] | None:
    """A text in every language of the pack."""
    texts = mapping(text)(node, page)
    if texts is None:
        return None
    for language in page.languages:
        if language not in texts:
            page.fault(node, f"the text in {language!r} is missing.")
    for language in texts.keys() - set(page.languages):
        page.fault(node, f"{language!r} is not a language of the pack.")
    return texts


def several(item: Shape) -> Shape:
    """A list; what cannot be read is left out (and told)."""

    def shape(node: yaml.Node, page: Page) -> list[Any] | None:
        if not isinstance(node, yaml.SequenceNode):
            return page.fault(node, "a list is expected here.")
        values = [item(child, page) for child in node.value]
        return [value for value in values if value is not None]

    return shape


def mapping(item: Shape, key: Shape = text) -> Shape:
    """Names with values of one shape; a name given twice is a fault."""

    def shape(node: yaml.Node, page: Page) -> dict[Any, Any] | None:
        if not isinstance(node, yaml.MappingNode):
            return page.fault(node, "names with values are expected here.")
        found: dict[Any, Any] = {}
        for name, child in node.value:
            read_key, value = key(name, page), item(child, page)
            if read_key in found:
                page.fault(name, f"{name.value!r} is given twice.")
            elif read_key is not None and value is not None:
                found[read_key] = value
        return found

    return shape


def record(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """A group of named fields; `_at` tells file and line. Missing and unknown names are faults."""
    shapes = {**required, **(optional or {})}

    def shape(node: yaml.Node, page: Page) -> dict[str, Any] | None:
        if not isinstance(node, yaml.MappingNode):
            return page.fault(node, "a group of fields is expected here.")
        found: dict[str, Any] = {"_at": (page.file, line_of(node))}
        for name, child in node.value:
            _field(found, shapes, name, child, page)
        for name in required:
            if name not in found:
                page.fault(node, f"{name!r} is missing.")
        return found

    return shape


def _field(
    found: dict[str, Any],
    shapes: Mapping[str, Shape],
    name: yaml.Node,
    child: yaml.Node,
    page: Page,
) -> None:
    if name.value not in shapes:
        page.fault(name, f"{name.value!r} is not known here.")
    elif name.value in found:
        page.fault(name, f"{name.value!r} is given twice.")
    else:
        found[name.value] = shapes[name.value](child, page)
