"""The text of a saved page: what a reader sees of it, a line for every block."""

from html.parser import HTMLParser

# Nothing in these is part of the paper.
SKIPPED = {
    "script", "style", "noscript", "template", "nav", "footer", "iframe", "svg", "select", "button", "form", "textarea", "head",
}  # fmt: skip
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "figure", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "thead", "tr", "ul", "br", "title",
}  # fmt: skip
VOID = {
    "br",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "area",
    "base",
    "col",
    "embed",
    "source",
    "track",
    "wbr",
}
# A page may leave these open: the next of their kind closes them.
LEFT_OPEN = {"p", "li", "tr", "td", "dd", "dt", "option"}
HIDING = {"hidden", "hide", "sr-only", "visually-hidden", "d-none", "invisible"}


class _Page(HTMLParser):
    """Gathers visible text; `skipping` is the element that hides what it holds, and how deep in it we are."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.title = ""
        self.skipping = ""
        self.depth = 0
        self.in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self.in_title = not self.title
            return
        if self.skipping:
            if tag == self.skipping in LEFT_OPEN:
                self.skipping = ""
            else:
                self.depth += tag == self.skipping
                return
        if tag not in VOID and (tag in SKIPPED or _hides(dict(attrs))):
            self.skipping, self.depth = tag, 1
        elif tag in BLOCKS:
            self._new_line()
        elif tag in {"td", "th"} and self.lines[-1].strip():
            self.lines[-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.in_title = False
        elif self.skipping:
            self.depth -= tag == self.skipping
            # A head that was never closed ends where the body does.
            if not self.depth or tag in {"body", "html"}:
                self.skipping = ""
        elif tag in BLOCKS:
            self._new_line()

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.title += data
        elif not self.skipping:
            self.lines[-1] += " ".join(data.split()) if data.strip() else " "

    def _new_line(self) -> None:
        if self.lines[-1].strip():
            self.lines.append("")


def _hides(attrs: dict[str, str | None]) -> bool:
    style = "".join((attrs.get("style") or "").lower().split())
    return (
        "hidden" in attrs
        or attrs.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
        or bool(HIDING & set((attrs.get("class") or "").lower().split()))
    )


def text_of(markup: str) -> str:
    """What a reader sees of a page, its title first where the page does not say it again."""
    page = _Page()
    page.feed(markup)
    page.close()
    lines = [line for line in (" ".join(line.split()) for line in page.lines) if line]
    # "Meeting held - Zone News": what stands before the name of the site.
    title = " ".join(page.title.split())
    if title and not any(line in title or title in line for line in lines if len(line) > 5):
        lines.insert(0, title)
    return "\n".join(lines)
