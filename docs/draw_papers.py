"""Makes the Word templates of the pack's papers (anwei/standards/packs/cn/papers); `./dev docs` runs it.

Measures after GB/T 9704-2012: A4, 37 mm above and 28 mm left of a text area of 156 x 225 mm, 28 points from
line to line, which is 22 lines a page; body 3号 (16 pt) 仿宋, title 2号 (22 pt) 小标宋, headings 黑体,
page numbers 4号 (14 pt) between dashes, on the outer side. The official faces are named; where a computer does
not have them, Word and LibreOffice take another (anwei/documents/data/fonts.conf says which one the server takes).
English papers keep page and place of everything, in 12 points. A guard test fails while the files are stale.
"""

import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FOLDER = Path(__file__).resolve().parents[1] / "anwei" / "standards" / "packs" / "cn" / "papers"
RED = RGBColor(0xC8, 0x10, 0x1E)
LATIN = "Times New Roman"
BODY, BOLD, TITLE, SMALL = "仿宋_GB2312", "黑体", "方正小标宋简体", "宋体"
Pair = tuple[str, str]


class Sheet:
    """One template being written; every text is a pair, Chinese and English."""

    def __init__(self, language: str) -> None:
        self.chinese = language == "zh"
        self.size, self.pitch = (16, 28) if self.chinese else (12, 20)
        self.word = Document()
        self._page()
        self._styles()
        self._numbers()

    def say(self, pair: Pair) -> str:
        return pair[0 if self.chinese else 1]

    def _page(self) -> None:
        page = self.word.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin = Mm(37), Mm(35)
        page.left_margin, page.right_margin = Mm(28), Mm(26)
        # The page number stands 7 mm below the text.
        page.footer_distance = Mm(23)
        self.word.settings.odd_and_even_pages_header_footer = True

    def _styles(self) -> None:
        normal = self.word.styles["Normal"]
        face(normal, BODY, self.size)
        form = normal.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(self.pitch)
        form.widow_control = False

    def _numbers(self) -> None:
        page = self.word.sections[0]
        for foot, side in ((page.footer, ALIGN.RIGHT), (page.even_page_footer, ALIGN.LEFT)):
            line = foot.paragraphs[0]
            line.alignment = side
            indent = line.paragraph_format
            # One character away from the edge of the text.
            indent.left_indent, indent.right_indent = (
                (Pt(14), None) if side == ALIGN.LEFT else (None, Pt(14))
            )
            for text in ("— ", None, " —"):
                run = line.add_run(text or "")
                face(run, SMALL, 14, latin=SMALL if self.chinese else LATIN)
                if text is None:
                    page_number(run)

    def line(
        self,
        text: Pair | str,
        *,
        look: str = BODY,
        size: float | None = None,
        align: Any = None,
        indent: bool = False,
        keep: bool = False,
    ) -> Any:
        """One paragraph; runs of a different look are put between ** and **."""
        paragraph = self.word.add_paragraph()
        self.write(paragraph, text, look=look, size=size)
        paragraph.alignment = align
        if indent:
            first_line(paragraph, self.size)
        paragraph.paragraph_format.keep_with_next = keep
        return paragraph

    def write(
        self, paragraph: Any, text: Pair | str, *, look: str = BODY, size: float | None = None
    ) -> None:
        said = text if isinstance(text, str) else self.say(text)
        for place, part in enumerate(said.split("**")):
            run = paragraph.add_run(part)
            chosen = BOLD if place % 2 else look
            face(run, chosen, size or self.size)
            if chosen in {BOLD, TITLE} and not self.chinese:
                run.font.bold = True

    def gap(self, lines: float = 1) -> None:
        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.line_spacing = Pt(self.pitch * lines)

    def command(self, text: str) -> None:
        """A command of the template on a line of its own, which leaves no line behind."""
        self.word.add_paragraph(text)

    def head(self, below: float = 2) -> None:
        """The red head: who issues, the number, and the line below."""
        name = self.line(
            "{{ office }}", look=TITLE, size=28 if self.chinese else 22, align=ALIGN.CENTER
        )
        name.paragraph_format.line_spacing = Pt(40 if self.chinese else 30)
        for run in name.runs:
            run.font.color.rgb = RED
        self.gap()
        number = self.line("{{ number }}", align=ALIGN.CENTER)
        border(number, "bottom", size=18, colour=str(RED), space=8)
        self.gap(below if self.chinese else 1)

    def title(self, text: Pair, below: float = 1) -> None:
        for paragraph in (
            self.line(text, look=TITLE, size=22 if self.chinese else 17, align=ALIGN.CENTER),
        ):
            paragraph.paragraph_format.line_spacing = Pt(34 if self.chinese else 24)
        self.command("{%p if replaces %}")
        self.line(
            ("（本件代替{{ replaces }}）", "(in place of {{ replaces }})"), align=ALIGN.CENTER
        )
        self.command("{%p endif %}")
        self.gap(below)

    def part(self, text: Pair) -> None:
        """A heading of the first level."""
        self.line(text, look=BOLD, indent=True, keep=True)

    def body(self, text: Pair, *, only_if: str = "", each: str = "") -> None:
        """A paragraph; `only_if` a field has something, or once for `each` line of a list."""
        for word in (only_if and f"{{%p if {only_if} %}}", each and f"{{%p for one in {each} %}}"):
            if word:
                self.command(word)
        self.line(text, align=ALIGN.JUSTIFY if self.chinese else None, indent=True)
        for word in (each and "{%p endfor %}", only_if and "{%p endif %}"):
            if word:
                self.command(word)

    def sign(self) -> None:
        """Below the text, kept together: the QR code on the left, who issues and on which day on the right."""
        # The last paragraphs, any of which may be left out, stay with it: no signature without a word of the paper.
        texts = [line for line in self.word.paragraphs if not line.text.startswith("{%p")]
        for line in texts[-3:]:
            line.paragraph_format.keep_with_next = True
        self.gap(0.5)
        # Paragraphs and not a table: LibreOffice lets a table part from the text before it.
        name, day = self.word.add_paragraph(), self.word.add_paragraph()
        for line, office in ((name, True), (day, False)):
            line.paragraph_format.tab_stops.add_tab_stop(Mm(104), WD_TAB_ALIGNMENT.CENTER)
            line.paragraph_format.keep_with_next = office
        name.add_run("{{ qr }}")
        # A picture in a line of exact height would be cut off.
        name.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        self.write(name, "\t{{ office }}")
        what = ("扫码核验文号、日期和文件摘要", "Scan to confirm number, date, digest")
        self.write(day, what, look=SMALL, size=9 if self.chinese else 8)
        # The day stands in the middle below the name, where the seal goes.
        self.write(day, "\t{{ day }}")

    def table(
        self, heads: Sequence[Pair], fields: Sequence[Pair | str], each: str, across: Sequence[int]
    ) -> None:
        """A table with one row for each entry of a list; the head is repeated on every page."""
        table = self.word.add_table(rows=4, cols=len(heads))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        widths(table, across)
        small = 12 if self.chinese else 9
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            self.cell(cell, head, look=BOLD, size=small, align=ALIGN.CENTER)
        repeat(table.rows[0])
        table.rows[1].cells[0].paragraphs[0].add_run(f"{{%tr for one in {each} %}}")
        for cell, field in zip(table.rows[2].cells, fields, strict=True):
            self.cell(cell, field, size=small)
        no_split(table.rows[2])
        table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")

    def form(self, rows: Sequence[tuple[Pair, str, str]], across: Sequence[int]) -> None:
        """A form: what it is on the left, the fact on the right; a row that names a field is left out without it."""
        table = self.word.add_table(rows=0, cols=2)
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        size = 12 if self.chinese else 11
        for label, field, only_if in rows:
            if only_if:
                table.add_row().cells[0].paragraphs[0].add_run(f"{{%tr if {only_if} %}}")
            row = table.add_row()
            self.cell(row.cells[0], label, look=BOLD, size=size, align=ALIGN.CENTER)
            self.cell(row.cells[1], field, size=size)
            row.cells[0].vertical_alignment = row.cells[1].vertical_alignment = 1
            no_split(row)
            if only_if:
                table.add_row().cells[0].paragraphs[0].add_run("{%tr endif %}")
        widths(table, across)

    def cell(
        self, cell: Any, text: Pair | str, *, look: str = BODY, size: float, align: Any = None
    ) -> None:
        paragraph = cell.paragraphs[0]
        self.write(paragraph, text, look=look, size=size)
        paragraph.alignment = align
        form = paragraph.paragraph_format
        form.line_spacing = Pt(size * 1.5)
        form.space_before = form.space_after = Pt(3)

    def bytes(self) -> bytes:
        """The file, the same every time it is made."""
        facts = self.word.core_properties
        facts.author = facts.title = facts.comments = ""
        facts.created = facts.modified = datetime(2026, 11, 25, tzinfo=UTC)
        out = BytesIO()
        self.word.save(out)
        fixed = BytesIO()
        with (
            zipfile.ZipFile(out) as read,
            zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as write,
        ):
            for part in read.infolist():
                write.writestr(
                    zipfile.ZipInfo(part.filename, (2026, 11, 25, 0, 0, 0)),
                    read.read(part),
                    zipfile.ZIP_DEFLATED,
                )
        return fixed.getvalue()


def face(thing: Any, name: str, size: float, *, latin: str = LATIN) -> None:
    """Font of a run or style: one face for Chinese, one for Latin letters and digits."""
    thing.font.name, thing.font.size = latin, Pt(size)
    fonts = thing.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hAnsi"), latin)
    language = element("w:lang", val="en-GB", eastAsia="zh-CN")
    properties = thing.element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(language)


def first_line(paragraph: Any, size: float) -> None:
    """Two characters in, whatever the face."""
    paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")


def element(name: str, **given: str) -> Any:
    made = OxmlElement(name)
    for key, value in given.items():
        made.set(qn(f"w:{key}"), value)
    return made


def page_number(run: Any) -> None:
    for kind in ("begin", "", "end"):
        if kind:
            run._r.append(element("w:fldChar", fldCharType=kind))
        else:
            code = element("w:instrText")
            code.text = " PAGE "
            run._r.append(code)


def border(paragraph: Any, side: str, *, size: int, colour: str, space: int) -> None:
    box = element("w:pBdr")
    box.append(element(f"w:{side}", val="single", sz=str(size), space=str(space), color=colour))
    paragraph._p.get_or_add_pPr().insert_element_before(
        box, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
    )


def widths(table: Any, across: Sequence[int]) -> None:
    for row in table.rows:
        for cell, width in zip(row.cells, across, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, across, strict=True):
        column.width = Mm(width)


def repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def no_split(row: Any) -> None:
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def meeting_notice(sheet: Sheet) -> None:
    sheet.head()
    sheet.title(("关于召开{{ meeting }}的通知", "Notice of the {{ meeting }}"))
    sheet.line(("{{ to }}：", "To: {{ to }}"))
    sheet.body(
        (
            "兹定于{{ when }}{% if hours %} {{ hours }} {% endif %}召开{{ meeting }}，现将有关事项通知如下：",
            "The {{ meeting }} will be held on {{ when }}{% if hours %}, {{ hours }}{% endif %}.",
        )
    )
    sheet.part(("一、时间和地点", "1. Time and place"))
    sheet.body(
        (
            "时间：{{ when }}{% if hours %} {{ hours }}{% endif %}",
            "Time: {{ when }}{% if hours %}, {{ hours }}{% endif %}",
        )
    )
    sheet.body(("地点：{{ place }}", "Place: {{ place }}"), only_if="place")
    sheet.part(("二、会议内容", "2. Business"))
    sheet.body(("{{ one }}", "{{ one }}"), each="topic")
    sheet.command("{%p if items %}")
    sheet.body(
        (
            "{{ loop.index }}．{{ one.title }}{% if one.unit %}（{{ one.unit }}）{% endif %}",
            "({{ loop.index }}) {{ one.title }}{% if one.unit %} ({{ one.unit }}){% endif %}",
        ),
        each="items",
    )
    sheet.command("{%p else %}")
    sheet.body(("议程另行印发。", "The agenda follows."))
    sheet.command("{%p endif %}")
    sheet.part(("三、参会人员", "3. Who is asked"))
    sheet.body(
        (
            "出席：{% for one in members %}{{ one.unit }}{{ one.post }}{% if not loop.last %}、{% endif %}{% endfor %}",
            "Members: {% for one in members %}{{ one.unit }}, {{ one.post }}{% if not loop.last %}; {% endif %}{% endfor %}",
        ),
        only_if="members",
    )
    sheet.body(
        (
            "列席：{% for one in others %}{{ one.unit }}{{ one.post }}{% if not loop.last %}、{% endif %}{% endfor %}",
            "Attending: {% for one in others %}{{ one.unit }}{% if one.post %}, {{ one.post }}{% endif %}{% if not loop.last %}; {% endif %}{% endfor %}",
        ),
        only_if="others",
    )
    sheet.part(("四、有关要求", "4. What is asked of you"))
    sheet.body(
        (
            "请收到通知后及时确认并反馈参会人员。因故不能参会的，应说明理由，并委派熟悉情况的负责人代为参加。",
            "Please confirm receipt and say who comes. Whoever cannot come says why and sends a delegate who knows the matter.",
        )
    )
    sheet.body(
        (
            "请{{ reports }}做好会上汇报准备。",
            "Please prepare a report to the meeting: {{ reports }}.",
        ),
        only_if="reports",
    )
    sheet.body(("{{ one }}", "{{ one }}"), each="note")
    sheet.sign()


def minutes(sheet: Sheet) -> None:
    sheet.head()
    sheet.title(("{{ meeting }}纪要", "Minutes of the {{ meeting }}"))
    sheet.body(
        ("{{ when }}{% if hours %} {{ hours }}{% endif %}，{% if presided %}{{ presided }}{% if place %}在{{ place }}{% endif %}主持召开{% else %}{% if place %}在{{ place }}{% endif %}召开了{% endif %}{{ meeting }}。{% if spoke %}{{ spoke }}出席会议并讲话。{% endif %}现将会议情况纪要如下：",
         "The {{ meeting }} was held on {{ when }}{% if hours %}, {{ hours }}{% endif %}{% if place %}, at {{ place }}{% endif %}.{% if presided %} {{ presided }} presided.{% endif %}{% if spoke %} {{ spoke }} spoke.{% endif %}"),
    )  # fmt: skip
    sheet.part(("一、会议情况", "1. Proceedings"))
    sheet.command("{%p if points %}")
    sheet.body(
        ("{{ loop.index }}．{{ one.text }}", "({{ loop.index }}) {{ one.text }}"), each="points"
    )
    sheet.command("{%p else %}")
    sheet.body(("会议未形成单独记录事项。", "No point was recorded."))
    sheet.command("{%p endif %}")
    sheet.part(("二、议定事项", "2. Resolutions"))
    sheet.command("{%p if resolutions %}")
    sheet.body(
        ("（{{ loop.index }}）{{ one.text }}〔{{ one.number }}；牵头单位：{{ one.lead }}{% if one.helpers %}；配合单位：{{ one.helpers }}{% endif %}{% if one.due %}；完成时限：{{ one.due }}{% endif %}{% if one.measure %}；完成标准：{{ one.measure }}{% endif %}〕",
         "({{ loop.index }}) {{ one.text }} [{{ one.number }}; lead: {{ one.lead }}{% if one.helpers %}; with: {{ one.helpers }}{% endif %}{% if one.due %}; by {{ one.due }}{% endif %}{% if one.measure %}; done when: {{ one.measure }}{% endif %}]"),
        each="resolutions",
    )  # fmt: skip
    sheet.command("{%p else %}")
    sheet.body(("会议未作出议定事项。", "No resolution was taken."))
    sheet.command("{%p endif %}")
    sheet.body(("{{ one }}", "{{ one }}"), each="note")
    sheet.gap()
    sheet.body(("**出席：**{{ there }}", "**Present:** {{ there }}"), only_if="there")
    sheet.body(("**列席：**{{ besides }}", "**Attending:** {{ besides }}"), only_if="besides")
    sheet.body(("**缺席：**{{ absent }}", "**Absent:** {{ absent }}"), only_if="absent")
    sheet.body(
        (
            "本纪要由{{ approved_by }}于{{ approved }}审定。",
            "These minutes were approved by {{ approved_by }} on {{ approved }}.",
        ),
        only_if="approved",
    )
    sheet.sign()


def resolution_list(sheet: Sheet) -> None:
    sheet.head()
    sheet.title(("{{ meeting }}议定事项清单", "Resolutions of the {{ meeting }}"))
    sheet.body(
        (
            "会议于{{ when }}召开，议定事项如下，请各责任单位按时限办结并反馈。",
            "The meeting was held on {{ when }}. Its resolutions are listed here; each unit is to carry out its part in time and report.",
        )
    )
    sheet.body(("{{ one }}", "{{ one }}"), each="note")
    sheet.gap(0.5)
    sheet.table(
        [("序号", "No."), ("议定事项", "What was decided"), ("牵头单位", "Lead unit"), ("配合单位", "With"), ("完成时限", "Due on"), ("完成标准", "Done when")],
        ["{{ loop.index }}", ("{{ one.text }}（{{ one.number }}）", "{{ one.text }} ({{ one.number }})"), "{{ one.lead }}", "{{ one.helpers }}", "{{ one.due }}", "{{ one.measure }}"],
        "resolutions", (13, 39, 26, 28, 25, 25),
    )  # fmt: skip
    sheet.gap(0.5)
    sheet.body(("以上共{{ resolutions | length }}项。", "In all: {{ resolutions | length }}."))
    sheet.sign()


def task_letter(sheet: Sheet) -> None:
    sheet.head(below=1)
    sheet.title(("安全生产工作任务交办单", "Task letter"), below=0.5)
    sheet.line(("{{ to }}：", "To: {{ to }}"))
    sheet.body(
        (
            "{% if resolution %}根据{{ meeting }}议定事项（{{ resolution }}），{% endif %}现将下列任务交你单位办理，请按时限完成并反馈办理情况和佐证材料。",
            "{% if resolution %}Under resolution {{ resolution }} of the {{ meeting }}, the {% else %}The {% endif %}following task is handed to your unit. Carry it out in time, and report what was done with its proof.",
        )
    )
    sheet.gap(0.5)
    sheet.form(
        [
            (("任务编号", "Task"), "{{ task }}", ""),
            (("任务名称", "Title"), "{{ title }}", ""),
            (("任务内容", "To be done"), "{% for one in text %}{{ one }}{% if not loop.last %} {% endif %}{% endfor %}", "text"),
            (("议定事项", "Decided"), "{{ decided }}", "decided"),
            (("完成标准", "Done when"), "{{ measure }}", "measure"),
            (("承办方式", "Part"), "{{ part }}", ""),
            (("完成时限", "Due on"), "{{ due }}", ""),
        ],
        (34, 122),
    )  # fmt: skip
    sheet.gap(0.5)
    sheet.body(
        (
            "不能按期完成的，应在时限届满前说明理由，申请延期。",
            "A unit that cannot keep the day asks for more time, with its reasons, before that day has passed.",
        )
    )
    sheet.body(("{{ one }}", "{{ one }}"), each="note")
    sheet.sign()


PAPERS: dict[str, Callable[[Sheet], None]] = {
    "meeting_notice": meeting_notice,
    "minutes": minutes,
    "resolution_list": resolution_list,
    "task_letter": task_letter,
}


def drawn() -> dict[str, bytes]:
    """Every template, by the name of its file."""
    made = {}
    for code, write in PAPERS.items():
        for language in ("zh", "en"):
            sheet = Sheet(language)
            write(sheet)
            made[f"{code}.{language}.docx"] = sheet.bytes()
    return made


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, data in drawn().items():
        (FOLDER / name).write_bytes(data)


if __name__ == "__main__":
    main()
