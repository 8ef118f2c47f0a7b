"""The dry run: read the files into staged rows, check and compare them; nothing enters the register.

Phases, each in chunks that commit their cursor with what they wrote: `read` → `repeated` →
`linked` → `places` → `units` → `visits` → `hazards` → end. A rehearsal killed at any moment goes on after
its last chunk.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.foundation import bulk
from anwei.hazards.models import Hazard
from anwei.imports import keeping, spec
from anwei.imports.actions import batches
from anwei.imports.chunks import (
    CHUNK,
    Papers,
    batch_of,
    derived,
    papers_of,
    rows_after,
    step_through,
)
from anwei.imports.cleaning import Cleaner, Problem
from anwei.imports.lifecycle import State
from anwei.imports.matching import SiteIndex, Told, twins
from anwei.imports.models import (
    Batch,
    Difference,
    LedgerFile,
    Place,
    Remark,
    Severity,
    StagedRow,
    Twin,
)
from anwei.imports.queries import missing
from anwei.imports.reading.faults import Unreadable
from anwei.imports.reading.ledger import Row, RowKind, Sheet, open_ledger
from anwei.imports.reading.limits import LIMITS
from anwei.imports.reading.values import Order
from anwei.imports.recognising import Recognised, corrections, recognise
from anwei.imports.staging import ROW_REMARKS, Stager, orders_of, remark_of
from anwei.imports.units import UnitNames
from anwei.jobs.work import GiveUp, Work, outside_transaction
from anwei.lists import sheets

Counts = dict[str, int]
COMPARED = (
    "description", "place", "item", "cause", "consequence", "source_level", "finder", "responsible", "measures", "rectified_by", "hazard_type",
    "due_on", "rectified_on", "closed_on", "status",
)  # fmt: skip


@outside_transaction
def rehearse_step(work: Work) -> bool:
    """Job `imports.rehearse`."""
    if Batch.objects.filter(
        pk=work.payload["batch"], state=State.REHEARSED, run=work.payload["run"] + 1
    ).exists():
        return True  # killed between the end of the work and the end of the job
    batch = batch_of(work, State.REHEARSING)
    work.cursor.setdefault("phase", "read")
    work.cursor.setdefault("counts", {})
    if work.cursor["phase"] == "read":
        _read(work, batch)
        return False
    with transaction.atomic():
        finished = step_through(work, batch, PHASES, end=_end)
        work.checkpoint()
    return finished


def _count(work: Work, **more: int) -> None:
    counts = work.cursor["counts"]
    for name, number in more.items():
        counts[name] = counts.get(name, 0) + number


# -- read ---------------------------------------------------------------------------------------


def _read(work: Work, batch: Batch) -> None:
    """Read every table from where the last chunk ended."""
    files = {file.position: file for file in batch.files.all()}
    tables = spec.tables_of(batch.spec)
    for at in range(work.cursor.get("table", 0), len(tables)):
        file = files.get(tables[at].file)
        if file is None:
            raise GiveUp(_("A file of this batch is gone."))
        _read_table(work, batch, at, tables[at], file)
    bulk.recount([StagedRow, Place, Remark], many=work.cursor["counts"].get("rows", 0))
    with transaction.atomic():
        work.cursor |= {"phase": "repeated", "after": 0}
        work.progress(
            done=0,
            total=sum(work.cursor["counts"].get(name, 0) for name in ("rows",)) or None,
            message=_("Comparing"),
        )
        work.checkpoint()


def _read_table(work: Work, batch: Batch, at: int, table: spec.Table, file: LedgerFile) -> None:
    try:
        with keeping.local(file) as path:
            sheet = next(
                (
                    each
                    for each in open_ledger(path, name=file.name).sheets
                    if each.name == table.sheet
                ),
                None,
            )
            if sheet is None:
                raise GiveUp(
                    _("%(file)s has no sheet “%(sheet)s”.")
                    % {"file": file.name, "sheet": table.sheet}
                )
            _read_sheet(work, batch, at, table, sheet, file)
    except Unreadable as refusal:
        raise GiveUp(f"{file.name}: {refusal}") from None


def _read_sheet(
    work: Work, batch: Batch, at: int, table: spec.Table, sheet: Sheet, file: LedgerFile
) -> None:
    orders = orders_of(sheet, table)
    today = timezone.localdate(work.at).isoformat()
    cleaner = Cleaner(
        table,
        sheet.header.names,
        today=today,
        orders={
            code: order.value
            for code, (order, _n) in orders.items()
            if order != Order.CONTRADICTORY
        },
    )
    stager = Stager(batch.pk, batch.space, at, table, cleaner, _seen(batch, at, table))
    resumed = work.cursor.get("row", 0)
    if not resumed:
        Remark.objects.bulk_create(
            [*_about_orders(batch, at, orders), *_about_pictures(batch, at, sheet)]
        )
    rows = (row for row in sheet.everything() if row.number > resumed)
    if table.own and _is_text(file, table.sheet):
        rows = map(_original, rows)
    while chunk := list(islice(rows, CHUNK)):
        _stage(work, batch, at, stager, chunk, f"{file.name} {sheet.name}".strip())
    with transaction.atomic():
        work.cursor |= {"table": at + 1, "row": 0}
        work.checkpoint()


def _is_text(file: LedgerFile, sheet: str) -> bool:
    return any(each["name"] == sheet and each["kind"] == "csv" for each in file.sheets)


def _original(row: Row) -> Row:
    """A row of an exported csv without the apostrophes that keep spreadsheets from running its texts."""
    return replace(row, cells=[sheets.original(str(cell)) for cell in row.cells])


def _seen(batch: Batch, at: int, table: spec.Table) -> dict[int, int]:
    """What an earlier run of this table counted: nothing, unless repeated keys are numbered."""
    if table.repeats != "number":
        return {}
    counted: dict[int, int] = {}
    for number in (
        batch.rows.filter(table=at, clean__has_key="k")
        .values_list("clean__k", flat=True)
        .iterator()
    ):
        counted[number] = counted.get(number, 0) + 1
    return counted


def _about_orders(batch: Batch, at: int, orders: dict) -> Iterator[Remark]:
    """Tell how dates like 03/04/2018 were read, and how many hang on that."""
    for code, (order, ambiguous) in orders.items():
        if ambiguous or order == Order.CONTRADICTORY:
            yield Remark(
                batch=batch,
                table=at,
                severity=Severity.WARNING,
                code=f"order_{order.value}",
                field=code,
                facts={"rows": ambiguous},
            )


def _about_pictures(batch: Batch, at: int, sheet: Sheet) -> Iterator[Remark]:
    """Pictures too large to become evidence: their rows come in without them."""
    for picture in sheet.pictures.too_large():
        yield Remark(
            batch=batch,
            table=at,
            number=picture.row,
            severity=Severity.WARNING,
            code="picture_too_large",
            facts={"limit": LIMITS.picture // 1024**2},
        )


def _stage(
    work: Work, batch: Batch, at: int, stager: Stager, chunk: Sequence[Row], where: str
) -> None:
    """Stage one chunk: rows, remarks and places together with the cursor, or nothing."""
    staged = [stager.stage(row) for row in chunk if row.kind == RowKind.DATA]
    others = [row for row in chunk if row.kind != RowKind.DATA]
    with transaction.atomic():
        bulk.insert([each.row for each in staged])
        remarks = [
            remark_of(problem, batch.pk, at, each.row.number, each.row)
            for each in staged
            for problem in each.problems
        ]
        remarks += [
            Remark(
                batch=batch,
                table=at,
                number=row.number,
                severity=Severity.NOTE,
                code=ROW_REMARKS[row.kind],
            )
            for row in others
        ]
        bulk.insert(remarks, keys=False)
        _add_places([each.place for each in staged if each.place])
        _count(
            work,
            rows=len(staged),
            **{f"{stager.table.target}_rows": len(staged)},
            left_out=len(others),
        )
        work.cursor |= {"table": at, "row": chunk[-1].number}
        work.progress(done=work.cursor["counts"]["rows"], message=_("Reading %s") % where)
        work.checkpoint()


def _add_places(places: Sequence[Place]) -> None:
    """One place per key: what a list of sites says of it counts more than what a hazard's row says."""
    best: dict[str, Place] = {}
    for place in places:
        if place.key not in best or (place.listed and not best[place.key].listed):
            best[place.key] = place
    listed = [place for place in best.values() if place.listed]
    Place.objects.bulk_create(
        [place for place in best.values() if not place.listed],
        ignore_conflicts=True,
        batch_size=500,
    )
    Place.objects.bulk_create(
        listed, update_conflicts=True, unique_fields=["batch", "key"], update_fields=["external_key", "name", "facts", "listed"], batch_size=500
    )  # fmt: skip


# -- repeated and linked -------------------------------------------------------------------------


def _repeated(work: Work, batch: Batch) -> bool:
    """Rows of the same key (errors), and rows that are the same in every cell or say the same (kept, reported)."""
    twice = (
        batch.rows.exclude(key="")
        .values("target", "key")
        .annotate(count=Count("pk"), first=Min("pk"))
        .filter(count__gt=1)
    )
    _mark_later(batch, twice, "key", "key_twice", Severity.ERROR)
    same = (
        batch.rows.values("target", "digest")
        .annotate(count=Count("pk"), first=Min("pk"))
        .filter(count__gt=1)
    )
    _mark_later(batch, same, "digest", "identical_row", Severity.WARNING)
    _mark_alike(batch)
    days = (
        batch.rows.filter(target="visit")
        .exclude(place="")
        .values("place", "held_on")
        .annotate(count=Count("pk"), first=Min("pk"))
        .filter(count__gt=1)
        .order_by("first")
    )
    firsts = StagedRow.objects.in_bulk([each["first"] for each in days])
    Remark.objects.bulk_create(
        [
            Remark(batch=batch, row=row, table=row.table, number=row.number, severity=Severity.WARNING, code="visits_same_day", field="held_on", facts={"day": str(each["held_on"]), "visits": each["count"]})
            for each in days
            if (row := firsts[each["first"]])
        ],
        batch_size=CHUNK,
    )  # fmt: skip
    return True


def _mark_alike(batch: Batch) -> None:
    """Hazards' rows that say what an earlier row says and differ in its cells: in a number that goes nowhere, in signs.

    Told once for each set of cells; rows that are the same in every cell are told of already.
    """
    again = (
        batch.rows.filter(bad=False, saying__isnull=False)
        .values("saying")
        .annotate(ways=Count("digest", distinct=True))
        .filter(ways__gt=1)
    )
    rows = (
        batch.rows.filter(bad=False, saying__in=again.values("saying"))
        .order_by("pk")
        .values_list("pk", "table", "number", "saying", "digest")
    )
    first: dict[int, tuple[int, set[int]]] = {}
    remarks = []
    for pk, table, number, saying, digest in rows.iterator(chunk_size=CHUNK):
        begun, ways = first.setdefault(saying, (number, {digest}))
        if digest not in ways:
            ways.add(digest)
            remarks.append(
                Remark(
                    batch=batch,
                    row_id=pk,
                    table=table,
                    number=number,
                    severity=Severity.WARNING,
                    code="alike_row",
                    facts={"first": begun},
                )
            )
    bulk.insert(remarks, keys=False)  # fmt: skip


def _mark_later(batch: Batch, groups: Sequence[dict], name: str, code: str, severity: str) -> None:
    groups = list(groups.order_by("first"))  # type: ignore[attr-defined]
    for begin in range(0, len(groups), 500):
        part = groups[begin : begin + 500]
        first = {(each["target"], each[name]): each["first"] for each in part}
        rows = [
            row
            for row in batch.rows.filter(**{f"{name}__in": [each[name] for each in part]})
            .defer("clean")
            .order_by("pk")
            if (row.target, getattr(row, name)) in first
        ]
        numbers = {row.pk: row.number for row in rows}
        later = [row for row in rows if row.pk != first[row.target, getattr(row, name)]]
        bulk.insert(
            [Remark(batch=batch, row=row, table=row.table, number=row.number, severity=severity, code=code, facts={"first": numbers[first[row.target, getattr(row, name)]]}) for row in later],
            keys=False,
        )  # fmt: skip
        if severity == Severity.ERROR:
            StagedRow.objects.filter(pk__in=[row.pk for row in later]).update(bad=True)


def _linked(work: Work, batch: Batch) -> bool:
    """Papers whose hazard is not in the ledger are errors; findings whose visit is not, are told."""
    hazards = StagedRow.objects.filter(
        batch=batch, target="hazard", bad=False, key=OuterRef("link")
    )
    lost = batch.rows.filter(target__in=["order", "fix", "check"], bad=False).filter(
        ~Exists(hazards)
    )
    remarks = [
        Remark(
            batch=batch,
            row=row,
            table=row.table,
            number=row.number,
            severity=Severity.ERROR,
            code="link_unknown",
            field="hazard_key",
            facts={"key": row.clean["v"].get("hazard_key", "")},
        )
        for row in lost
    ]
    bulk.insert(remarks, keys=False)
    StagedRow.objects.filter(pk__in=[remark.row_id for remark in remarks]).update(bad=True)
    visits = StagedRow.objects.filter(batch=batch, target="visit", bad=False, key=OuterRef("link"))
    unvisited = (
        batch.rows.filter(target="hazard", bad=False)
        .exclude(link="")
        .filter(~Exists(visits))
        .defer("clean")
    )
    if batch.rows.filter(target="visit").exists():
        Remark.objects.bulk_create(
            [Remark(batch=batch, row=row, table=row.table, number=row.number, severity=Severity.WARNING, code="visit_unknown", field="visit_key") for row in unvisited.iterator(chunk_size=CHUNK)],
            batch_size=CHUNK,
        )  # fmt: skip
    return True


# -- places --------------------------------------------------------------------------------------


def _places(work: Work, batch: Batch) -> bool:
    """Recognise every site the ledger names."""
    index = SiteIndex()
    found: Counter[str] = Counter()
    after = 0
    while chunk := list(batch.places.filter(pk__gt=after).order_by("pk")[:CHUNK]):
        for place in chunk:
            match = index.match(place)
            place.match, place.site_id, place.candidates = (
                match.match,
                match.site,
                [list(pair) for pair in match.candidates],
            )
            found[match.match] += 1
        bulk.change(chunk, ["match", "site", "candidates"])
        after = chunk[-1].pk
    _count(work, **{f"sites_{match}": number for match, number in found.items()})
    return True


def _units(work: Work, batch: Batch) -> bool:
    """Tell of units nobody knows here, and of finders that may not inspect: once a name, not once a row."""
    names = UnitNames()
    remarks = []
    for code in ("found_unit", "handling_unit", "territory"):
        path = f"clean__v__{code}"
        for name, rows in (
            batch.rows.filter(bad=False, **{f"{path}__isnull": False})
            .values_list(path)
            .annotate(rows=Count("pk"))
            .order_by("-rows")[:500]
        ):
            unit = names.find(name)
            if unit is None:
                remarks.append(("unit_unknown", code, name, rows))
            elif code == "found_unit" and unit.deliberative:
                remarks.append(("finder_deliberates", code, name, rows))
    Remark.objects.bulk_create(
        [
            Remark(
                batch=batch,
                severity=Severity.WARNING,
                code=code,
                field=field,
                facts={"name": name, "rows": rows},
            )
            for code, field, name, rows in remarks
        ]
    )
    return True


# -- visits and hazards --------------------------------------------------------------------------


def _visits(work: Work, batch: Batch) -> bool:
    """Count the visits; those without a site cannot be brought in."""
    homeless = list(batch.rows.filter(target="visit", bad=False, place="").defer("clean"))
    Remark.objects.bulk_create(
        [
            Remark(
                batch=batch,
                row=row,
                table=row.table,
                number=row.number,
                severity=Severity.ERROR,
                code="no_site",
                field="site_key",
            )
            for row in homeless
        ],
        batch_size=CHUNK,
    )
    StagedRow.objects.filter(pk__in=[row.pk for row in homeless]).update(bad=True)
    return True


def _hazards(work: Work, batch: Batch) -> bool:
    """Put each hazard's row and papers together, compare with the register; one chunk a call."""
    rows = rows_after(batch, "hazard", work.cursor.get("after", 0))
    if not rows:
        return True
    papers = papers_of(batch, rows)
    register = recognise(batch, rows)
    sites = dict(
        Place.objects.filter(
            batch=batch, key__in={row.place for row in rows}, match="known"
        ).values_list("key", "site_id")
    )
    remarks, differences, told = _judge(batch, rows, papers, register, sites)
    bulk.insert(remarks, keys=False)
    Difference.objects.bulk_create(differences, batch_size=500)
    found = twins(told, besides=f"{batch.space}:")
    Twin.objects.bulk_create(
        [
            Twin(batch=batch, row_id=row, hazard_id=hazard, likeness=likeness)
            for row, (hazard, likeness) in found.items()
        ],
        batch_size=500,
    )
    known = _remember(rows, register)
    _settle(work, batch, rows, register)
    _count(
        work,
        hazards_new=sum(1 for row in rows if not row.bad) - known,
        hazards_changed=len(differences),
        hazards_unchanged=known - len(differences),
        hazards_likely=len(found),
    )
    work.cursor["after"] = rows[-1].pk
    work.progress(done=work.cursor["counts"].get("hazards_new", 0) + known, message=_("Comparing"))
    return False


def _judge(
    batch: Batch,
    rows: Sequence[StagedRow],
    papers: dict[str, Papers],
    register: Recognised,
    sites: dict[str, int],
) -> tuple[list[Remark], list[Difference], dict[int, Told]]:
    remarks, differences, told = [], [], {}
    for row in rows:
        hazard = derived(batch, row, papers)
        known = register.of(row)
        problems = _about_number(row, register)
        if row.pk in register.by_number:
            # The register's own file: what it says oddly the register says itself.
            fields, by_steps = corrections(row.clean["v"], register.by_number[row.pk])
            if by_steps:
                problems.append(Problem("by_its_road", "warning", "", {"fields": by_steps}))
        else:
            problems += hazard.problems
            fields = difference(known, hazard.fields) if known is not None else {}
        remarks += [remark_of(each, batch.pk, row.table, row.number, row) for each in problems]
        if known is not None and fields:
            differences.append(Difference(batch=batch, row=row, hazard=known, fields=fields))
        elif known is None and (site := sites.get(row.place)):
            told[row.pk] = Told(site, hazard.fields["found_on"], hazard.fields["description"])
    return remarks, differences, told


def _about_number(row: StagedRow, register: Recognised) -> list[Problem]:
    """What is to be said about the number of the register a row brings; sets `bad` where it stays out."""
    number = {"number": row.clean["v"].get("number", "")}
    if row.pk in register.not_yours:
        row.bad = True
        return [Problem("number_not_yours", "error", "number", number)]
    problems = []
    if row.pk in register.elsewhere:
        problems.append(Problem("number_elsewhere", "warning", "number", number))
    if register.of(row) is None and not row.clean["v"].get("capacity"):
        # Only a file of the register may leave it out, and only for rows that are recognised.
        row.bad = True
        problems.append(Problem("number_unknown", "error", "capacity", number))
    return problems


def _settle(work: Work, batch: Batch, rows: Sequence[StagedRow], register: Recognised) -> None:
    """A place that a known hazard's row names is that hazard's site, whatever it is called by now."""
    sites = {
        row.place: hazard.site_id
        for row in rows
        if row.place and (hazard := register.of(row)) is not None and hazard.site_id
    }
    settled = list(batch.places.filter(key__in=sites).exclude(match="known"))
    for place in settled:
        _count(work, **{f"sites_{place.match}": -1, "sites_known": 1})
        place.match, place.site_id, place.candidates = "known", sites[place.key], []
    bulk.change(settled, ["match", "site", "candidates"])


def _remember(rows: Sequence[StagedRow], register: Recognised) -> int:
    """Keep with the rows what they tell of, and which stay out; how many are known."""
    known = 0
    for row in rows:
        if (hazard := register.of(row)) is not None:
            row.known, known = hazard.pk, known + 1
    bulk.change([row for row in rows if row.known], ["known"])
    StagedRow.objects.filter(pk__in=[row.pk for row in rows if row.bad]).update(bad=True)
    return known


def difference(known: Hazard, fields: dict) -> dict[str, list]:
    """Field -> [in the register, in the ledger], where the ledger says something and says it differently."""
    return {
        name: [_plain(getattr(known, name)), _plain(fields[name])]
        for name in COMPARED
        if fields.get(name) not in (None, "")
        and _plain(fields[name]) != _plain(getattr(known, name))
    }


def _plain(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _end(work: Work, batch: Batch) -> None:
    """Sum up."""
    counts = work.cursor["counts"]
    bad = dict(
        batch.rows.filter(bad=True)
        .values_list("target")
        .annotate(number=Count("pk"))
        .order_by("target")
    )
    kinds = (
        batch.remarks.values_list("severity", "code")
        .annotate(number=Count("pk"))
        .order_by("severity", "code")
    )
    counts |= {f"{target}_bad": number for target, number in bad.items()}
    counts["bad"] = sum(bad.values())
    counts["missing"] = missing(batch).count() if batch.rows.filter(target="hazard").exists() else 0
    total = counts.get("rows", 0)
    work.progress(done=total, total=total, message="")
    counts["remarks"] = [[severity, code, number] for severity, code, number in kinds]
    batches.end(batch, "end_rehearsal", by=work.payload["by"], at=work.at, counts=counts)


PHASES: list[tuple[str, Callable[[Work, Batch], bool]]] = [
    ("repeated", _repeated), ("linked", _linked), ("places", _places), ("units", _units), ("visits", _visits), ("hazards", _hazards),
]  # fmt: skip
