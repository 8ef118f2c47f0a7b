"""What rehearsal, commit and undo share: phases in chunks, staged rows in order, a hazard with its papers."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from anwei.imports import spec
from anwei.imports.deriving import Derived, Linked, derive
from anwei.imports.models import Batch, StagedRow
from anwei.jobs.work import GiveUp, Work

CHUNK = 2000
PAPERS = ("order", "fix", "check")
Papers = dict[str, list[dict]]
Phase = tuple[str, Callable[[Work, Batch], bool]]


def batch_of(work: Work, state: str) -> Batch:
    """The batch a job works on. Raises GiveUp where it has moved on since the job was asked for."""
    batch = Batch.objects.filter(
        pk=work.payload["batch"], state=state, run=work.payload["run"]
    ).first()
    if batch is None:
        raise GiveUp(_("The batch has moved on since; this work is no longer wanted."))
    return batch


def step_through(
    work: Work, batch: Batch, phases: Sequence[Phase], *, end: Callable[[Work, Batch], None]
) -> bool:
    """One chunk of the phase at hand; True after `end`. Call inside the transaction of the cursor."""
    names = [name for name, _phase in phases]
    at = names.index(work.cursor["phase"])
    if phases[at][1](work, batch):
        if at + 1 == len(phases):
            end(work, batch)
            return True
        work.cursor |= {"phase": names[at + 1], "after": 0}
    return False


def rows_after(batch: Batch, target: str, after: int, size: int = 0) -> list[StagedRow]:
    """The next good rows of one kind."""
    rows = StagedRow.objects.filter(batch=batch, target=target, pk__gt=after, bad=False)
    return list(rows.order_by("pk")[: size or CHUNK])


def papers_of(batch: Batch, rows: Sequence[StagedRow]) -> dict[str, Papers]:
    """Key of a hazard -> its orders, fixes and checks, each with its key and what was left over."""
    if not any(table["target"] in PAPERS for table in batch.spec["tables"]):
        return {}
    found: dict[str, Papers] = defaultdict(lambda: defaultdict(list))
    linked = StagedRow.objects.filter(
        batch=batch, target__in=PAPERS, bad=False, link__in=[row.key for row in rows if row.key]
    )
    for paper in linked.order_by("pk"):
        found[paper.link][paper.target].append(
            paper.clean["v"] | {"key": paper.key, "extra": paper.clean["x"]}
        )
    return found


def derived(batch: Batch, row: StagedRow, papers: dict[str, Papers]) -> Derived:
    """A hazard's row and its papers put together."""
    own = papers.get(row.key, {})
    linked = Linked(own.get("order", ()), own.get("fix", ()), own.get("check", ()))
    table = batch.spec["tables"][row.table]
    termed = bool(table["columns"].get("due_on") or table["columns"].get("term_days"))
    return derive(row.clean["v"], linked, termed=termed, own=bool(table.get("own")))


def tables_with(batch: Batch, target: str) -> list[spec.Table]:
    """The batch's tables of one kind."""
    return [table for table in spec.tables_of(batch.spec) if table.target == target]
