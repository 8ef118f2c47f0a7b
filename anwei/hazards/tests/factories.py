"""Test data: hazards as the register holds them, made through its own actions."""

import io
from datetime import date, timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from anwei.accounts.models import UnitKind, User
from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.documents import actions as documents
from anwei.hazards.actions import handling, registering
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
