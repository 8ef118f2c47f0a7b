"""Word templates: judged before they are taken, filled with a paper's facts.

A template is written by people of the office and filled on the server, so it may show fields, repeat a
list and leave a part out, and nothing else: no calls, no arithmetic, no attributes of anything but
facts. What the language knows is listed here; all else is refused in words. What would make Word or
LibreOffice fetch something from elsewhere when the paper is opened is refused too.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import segno
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from docx.oxml.parser import parse_xml
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError, nodes
from jinja2.runtime import LoopContext, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import QName, XMLSyntaxError

QR_WIDTH = Mm(20)
# What XML cannot hold, and what Word templates read as a command of their own (\a begins a paragraph).
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
FILTERS = ("join", "length", "default", "first", "last", "upper", "lower", "trim")
DEEPEST = 3
# The fields of Word that stay within the paper.
FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES", "HYPERLINK", "REF", "PAGEREF", "TOC", "SEQ", "STYLEREF", "QUOTE"}  # fmt: skip
# Parts that are no XML: pictures and fonts. Whatever they are called, XML in them is read as such.
INERT = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".odttf")
# Far above any template; parsed, XML takes some thirty times its size.
MOST_XML = 8 * 1024 * 1024
# What a part is to another, by the end of the relation's type: other documents, programs, controls.
FOREIGN_LINKS = (
    "/afchunk",
    "/oleobject",
    "/package",
    "/control",
    "/subdocument",
    "/frame",
    "/vbaproject",
)

# The parts of the template language that a paper needs.
KNOWN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const,
    nodes.For, nodes.If, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.CondExpr, nodes.Keyword,
)  # fmt: skip


class TemplateRefused(Exception):
    """The template cannot be used; the message says why, in words."""


class Facts(SandboxedEnvironment):
    """The template language, cut down to showing facts."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.unknown: set[str] = set()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in _below(tree):
            if not isinstance(node, KNOWN) or isinstance(node, nodes.Name) and node.name == "self":
                raise TemplateRefused(
                    _("Line “%(text)s”: a template may show fields, repeat lists and leave parts out, and nothing else.")
                    % {"text": _excerpt(source, node.lineno)}
                )  # fmt: skip
            if isinstance(node, nodes.For) and (node.recursive or _depth(node) > DEEPEST):
                raise TemplateRefused(_("Lists are repeated inside each other too often."))
            if isinstance(node, nodes.For) and not isinstance(
                node.iter, nodes.Name | nodes.Getattr
            ):
                raise TemplateRefused(_("Only a list of the paper can be repeated."))
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a fact, or the place in a repeated list; nothing else has attributes here."""
        if isinstance(obj, Mapping):
            if attribute in obj:
                return obj[attribute]
        elif isinstance(obj, LoopContext) and attribute in {"index", "first", "last", "length"}:
            return getattr(obj, attribute)
        self.unknown.add(attribute)
        return self.undefined(name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The same for {{ case["field"] }}, and the place in a list."""
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, list) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        return self.undefined(name=str(argument))


def _below(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _below(child)


def _depth(loop: nodes.For) -> int:
    return 1 + max((_depth(inner) for inner in loop.find_all(nodes.For)), default=0)


def _excerpt(source: str, line: int) -> str:
    lines = source.splitlines() or [""]
    text = re.sub(r"<[^>]+>", "", lines[min(line, len(lines)) - 1])
    found = re.search(r"\{[{%].*", text)
    return (found.group() if found else text)[:80]


def check(template: bytes, sample: Mapping[str, Any]) -> None:
    """Refuse, in words, a template that does not fill with the facts of its kind. Raises TemplateRefused."""
    _refuse_foreign(template)
    render(template, sample, address="https://example.org/papers/x/")


def render(template: bytes, facts: Mapping[str, Any], *, address: str) -> bytes:
    """The template filled with the facts; `address` becomes the QR code. Raises TemplateRefused."""
    language = Facts()
    with _told_in_words(language, facts):
        word = DocxTemplate(BytesIO(template))
        code = BytesIO()
        segno.make(address, error="m").save(code, kind="png", scale=8, border=2)
        picture = InlineImage(word, code, width=QR_WIDTH)
        word.render({**printable(facts), "qr": picture}, language)
        out = BytesIO()
        word.save(out)
    return out.getvalue()


def printable(value: Any) -> Any:
    """The facts without marks that no paper can show."""
    if isinstance(value, str | Promise):
        return UNPRINTABLE.sub("", str(value))
    if isinstance(value, Mapping):
        return {str(key): printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    return value


@contextmanager
def _told_in_words(language: Facts, facts: Mapping[str, Any]) -> Iterator[None]:
    """Whatever goes wrong with a template is the template's, and is said so that its author finds it."""
    try:
        yield
    except TemplateRefused:
        raise
    except TemplateError as fault:
        raise TemplateRefused(_why(fault, language, facts)) from fault
    except (XMLSyntaxError, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, RecursionError) as fault:  # fmt: skip
        raise TemplateRefused(
            _("The template cannot be filled. Mend it in Word and save it again: %(fault)s")
            % {"fault": str(fault)[:200]}
        ) from fault


def _why(fault: TemplateError, language: Facts, facts: Mapping[str, Any]) -> str:
    missing = re.match(r"'(\w+)' is undefined", str(fault))
    if missing is None:
        return _("The template has a mistake: %(fault)s") % {"fault": str(fault)[:200]}
    known = sorted({*facts, "qr"})
    return _("The template asks for “%(field)s”, which this paper does not have. It has: %(known)s.") % {
        "field": missing.group(1),
        "known": ", ".join(known),
    }  # fmt: skip


def _refuse_foreign(template: bytes) -> None:
    """Refuse what reaches out of the file: linked pictures, foreign fields, embedded programs."""
    left = MOST_XML
    with zipfile.ZipFile(BytesIO(template)) as archive:
        for part in archive.infolist():
            low = part.filename.lower()
            # Programs may call a part as they like: what it is, is told by its content.
            if low.endswith(INERT) and not _is_xml(archive, part):
                continue
            if not low.endswith((*INERT, ".xml", ".rels")):
                raise TemplateRefused(
                    _("The template holds “%(name)s”, which is neither text nor a picture. Take it out and save it again.")
                    % {"name": part.filename[:80]}
                )  # fmt: skip
            left -= part.file_size
            if left < 0:
                raise TemplateRefused(_("The template is too large to be filled."))
            tree = _tree(archive.read(part))
            _refuse_links(tree) if low.endswith(".rels") else _refuse_fields(tree)


def _is_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether it begins like XML, in whatever encoding."""
    with archive.open(part) as file:
        return file.read(64).lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def _tree(data: bytes) -> Any:
    try:
        tree = parse_xml(data)
    except (XMLSyntaxError, ValueError):
        raise TemplateRefused(_("The template is damaged: it cannot be opened.")) from None
    if tree.getroottree().docinfo.doctype:
        raise TemplateRefused(_("The template is no plain Word file."))
    return tree


def _refuse_links(tree: Any) -> None:
    for row in tree.iter("{*}Relationship"):
        kind = str(row.get("Type", "")).lower()
        if kind.endswith(FOREIGN_LINKS):
            raise TemplateRefused(
                _("The template holds an embedded object. Take it out and save it again.")
            )
        outside = str(row.get("TargetMode", "")).lower() == "external"
        if outside and not kind.endswith("/hyperlink"):
            raise TemplateRefused(
                _("The template links to “%(target)s” outside of the file. Put the picture or text into the file itself.")
                % {"target": str(row.get("Target"))[:80]}
            )  # fmt: skip


def _refuse_fields(tree: Any) -> None:
    for code in _fields(tree):
        name = (code.split() or ["?"])[0].upper()
        if name not in FIELDS:
            raise TemplateRefused(
                _("The template holds the Word field “%(name)s”. Only page numbers, links and references within the paper are taken.")
                % {"name": name[:40]}
            )  # fmt: skip


def _fields(tree: Any) -> Iterator[str]:
    """The code of every field; Word may cut one into many runs, and put one into another."""
    codes: list[str] = []
    # By their local names: a file in the strict form of the standard has another namespace.
    for node in tree.iter("{*}fldSimple", "{*}fldChar", "{*}instrText"):
        name = QName(node).localname
        if name == "fldSimple":
            yield _said(node, "instr")
        elif name == "instrText":
            if not codes:
                codes.append("")
            codes[-1] += node.text or ""
        elif _said(node, "fldCharType") == "begin":
            codes.append("")
        elif _said(node, "fldCharType") == "end" and codes:
            yield codes.pop()
    yield from codes


def _said(node: Any, attribute: str) -> str:
    return next((str(text) for key, text in node.items() if QName(key).localname == attribute), "")
