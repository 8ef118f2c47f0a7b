"""Test data: hazards as the register holds them, made through its own actions."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from anwei.accounts.models import UnitKind, User
from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.documents import actions as documents
from anwei.hazards.actions import determining, handling, registering, treating
from anwei.hazards.actions.registering import Finding, Proof
from anwei.hazards.models import Capacity, Evidence, Hazard
from anwei.responsibility.models import LineKind
from anwei.responsibility.tests.factories import make_line, make_site

TODAY = date(2026, 11, 23)
_serial = count(1)


def picture(name: str = "photo.png") -> SimpleUploadedFile:
    """A small picture, each of another colour."""
    shade = next(_serial)
    held = io.BytesIO()
    Image.new("RGB", (8, 8), (shade % 256, shade // 256 % 256, 90)).save(held, "PNG")
    return SimpleUploadedFile(name, held.getvalue(), content_type="image/png")


def proof(side: str = Evidence.Side.AFTER, by: object = "system:tests") -> Proof:
    """A stored picture that shows one side."""
    return Proof(documents.store(picture(), by=by, at=NOON, purpose="hazards.evidence"), side)


class Cast:
    """The people of a case: two officers of one department, a street officer, the enterprise, the office, a leader."""

    def __init__(self) -> None:
        self.department = make_unit(enforcing=True, name="Emergency management")
        self.other = make_unit(enforcing=True, name="Fire rescue")
        self.street = make_unit(kind=UnitKind.STREET, name="East street")
        self.site = make_site(territory=self.street, sectors=["industrial_trade"])
        make_line(self.site, LineKind.INDUSTRY, unit=self.department)
        self.officer = make_user("officer", unit=self.department)
        self.colleague = make_user("officer", unit=self.department)
        self.stranger = make_user("officer", unit=self.other)
        self.street_officer = make_user("street", unit=self.street)
        self.enterprise = make_user("enterprise", unit=self.site.enterprise.unit)
        self.neighbour = make_user("enterprise")
        self.clerk = make_user("clerk", unit=make_unit(kind=UnitKind.OFFICE))
        self.leader = make_user("leader")
        self.auditor = make_user("auditor")


def finding(cast: Cast, **given: object) -> Finding:
    """What the department found at the cast's site a week ago."""
    given.setdefault("description", "Fire exit on the second floor locked with a chain")
    given.setdefault("found_on", TODAY - timedelta(days=7))
    given.setdefault("capacity", Capacity.DEPARTMENT)
    given.setdefault("found_unit", cast.department)
    given.setdefault("site", cast.site)
    return Finding(**given)  # type: ignore[arg-type]


def make_hazard(cast: Cast, by: User | None = None, **given: object) -> Hazard:
    """A registered hazard."""
    return registering.register(finding(cast, **given), by=by or cast.officer, at=NOON, today=TODAY)


def assigned(cast: Cast, **given: object) -> Hazard:
    """A hazard with a term of twenty days."""
    hazard = make_hazard(cast, **given)
    handling.assign(
        hazard, by=cast.officer, at=NOON, on=hazard.found_on, due_on=TODAY + timedelta(days=13)
    )
    return hazard


def rectified(cast: Cast, by: User | None = None, **given: object) -> Hazard:
    """A hazard whose fix was reported by the enterprise, with proof."""
    hazard = assigned(cast, **given)
    handling.rectify(
        hazard,
        by=by or cast.enterprise,
        at=NOON,
        on=TODAY - timedelta(days=1),
        today=TODAY,
        measures="Chain taken off, key holder named",
        fixer="Lin Mei",
        proofs=[proof()],
    )
    return hazard


# Confined space without approval, industrial and trade, in force since 2023-05-15; no condition of its own.
CLAUSE = "cn:GM10-13-02"
PLAN = treating.PlanText(
    goals="Safe entry", methods="Permits, gas test, attendant", resources="Detector, 20,000 yuan",
    people="Workshop 2, foreman Qi", schedule="Three weeks", safeguards="Space sealed until then",
    responsibility="Plant manager", measures="Permit rule", funds=Decimal(20000),
    term_on=TODAY + timedelta(days=21), contingency="Plan no. 4",
)  # fmt: skip


def suspended(cast: Cast, hazard: Hazard) -> Hazard:
    """The case with work suspended since today."""
    treating.suspend(
        hazard,
        by=cast.officer,
        at=NOON,
        on=TODAY,
        today=TODAY,
        scope="Tank farm",
        basis="Work Safety Law art. 65",
        paper_no="S-1",
    )
    return hazard


def determined(cast: Cast, hazard: Hazard) -> Hazard:
    """The case determined as major."""
    ruling = determining.Ruling("major", CLAUSE, condition_holds=True)
    determining.determine(hazard, ruling, by=cast.officer, at=NOON, on=TODAY)
    return hazard


def major(cast: Cast, status: str, *, stopped: bool = False, **given: object) -> Hazard:
    """A major hazard that has come as far as this status, each step made by who makes it."""
    hazard = determined(cast, make_hazard(cast, **given))
    if stopped:
        suspended(cast, hazard)
    when = {"at": NOON, "on": TODAY}
    plan_due, due = TODAY + timedelta(days=5), TODAY + timedelta(days=30)
    steps: list[Callable[[], object]] = [
        lambda: treating.ask_plan(
            hazard, by=cast.officer, plan_due_on=plan_due, due_on=due, **when
        ),
        lambda: treating.submit_plan(hazard, PLAN, by=cast.enterprise, **when),
        lambda: treating.approve_plan(hazard, by=cast.officer, **when),
        lambda: handling.rectify(
            hazard, by=cast.enterprise, today=TODAY, measures="Permit rule in force", fixer="Foreman Qi", proofs=[proof()], **when
        ),
        lambda: treating.accept(
            hazard, by=cast.enterprise, experts="Engineer Bai", remark="", report=proof().document, **when
        ),
        lambda: treating.review(
            hazard, by=cast.officer, officers=["Officer A", "Officer B"], remark="Seen", **when
        ),
        lambda: treating.consent_resume(hazard, by=cast.officer, paper_no="R-1", **when),
    ]  # fmt: skip
    for step in steps:
        if hazard.status == status:
            return hazard
        step()
    assert hazard.status == status, f"no major hazard comes to {status} this way"
    return hazard


def closed(cast: Cast, **given: object) -> Hazard:
    """A general hazard, fixed and verified today."""
    hazard = rectified(cast, **given)
    handling.verify(hazard, by=cast.colleague, at=NOON, on=TODAY, remark="Seen open")
    return hazard
