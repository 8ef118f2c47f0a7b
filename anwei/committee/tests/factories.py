"""A small committee: two bodies, their members, and the people the tests are told by."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile

from anwei.accounts.actions import appointing
from anwei.accounts.models import Post, Unit, UnitKind, User
from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.committee.actions import bodies, convening, resolving, sitting, tasking
from anwei.committee.actions.convening import Belonging
from anwei.committee.actions.resolving import Decided
from anwei.committee.actions.tasking import Handed, Origin
from anwei.committee.models import (
    Body,
    BodyKind,
    Kind,
    Meeting,
    Part,
    Replacement,
    Resolution,
    Task,
)
from anwei.documents import actions as documents

WHO = "system:tests"
TODAY = date(2026, 11, 23)
SINCE = date(2025, 1, 1)


@dataclass
class Cast:
    """Everyone the tests need; `committee` and `fire` share chair and members."""

    zone: Unit
    office: Unit
    committee: Body
    fire: Body
    department: Unit
    other: Unit
    street: Unit
    clerk: User
    colleague: User
    chair: User
    leader: User  # a leader who directs no body
    officer: User  # of the department
    stranger: User  # of a department that is no member
    street_officer: User
    auditor: User


def make_post(unit: Unit, person: User | None, title: str = "Director") -> Post:
    """A post that heads its unit, held since long ago."""
    post = appointing.add_post(
        unit=unit, title=title, in_charge=title == "Director", by=WHO, at=NOON
    )
    name = person.name if person else f"Head of {unit.name}"
    appointing.fill_post(post=post, name=name, person=person, since=SINCE, by=WHO, at=NOON)
    return post


def make_cast() -> Cast:
    """The committee and the fire joint meeting, with a chair, two departments and a street as members."""
    zone = make_unit(name="Example Zone", kind=UnitKind.ZONE)
    unit = make_unit(name="Safety committee", kind=UnitKind.COMMITTEE, parent=zone)
    joint = make_unit(name="Fire joint meeting", kind=UnitKind.JOINT_MEETING, parent=zone)
    office = make_unit(name="Committee office", kind=UnitKind.OFFICE, parent=zone)
    department = make_unit(name="Emergency bureau", parent=zone)
    other = make_unit(name="Housing bureau", parent=zone)
    street = make_unit(name="North street", kind=UnitKind.STREET, parent=zone)
    people = {
        "clerk": make_user("clerk", unit=office), "colleague": make_user("clerk", unit=office), "chair": make_user("leader", unit=unit),
        "leader": make_user("leader", unit=unit), "officer": make_user("officer", unit=department), "stranger": make_user("officer"),
        "street_officer": make_user("street", unit=street), "auditor": make_user("auditor"),
    }  # fmt: skip
    made = {
        "committee": bodies.found(unit, kind=BodyKind.COMMITTEE, prefix="SC-R", office=office, by=WHO, at=NOON),
        "fire": bodies.found(joint, kind=BodyKind.FIRE_JOINT, prefix="FJ-R", office=office, by=WHO, at=NOON),
    }  # fmt: skip
    posts = {
        "chair": make_post(zone, people["chair"]), "department": make_post(department, people["officer"]),
        "other": make_post(other, None), "street": make_post(street, people["street_officer"]),
    }  # fmt: skip
    for body in made.values():
        for name, post in posts.items():
            part = Part.CHAIR if name == "chair" else Part.MEMBER
            bodies.seat(body, post, part=part, since=SINCE, by=WHO, at=NOON)
    return Cast(
        zone=zone,
        office=office,
        department=department,
        other=other,
        street=street,
        **made,
        **people,
    )


def make_meeting(cast: Cast, *, at: datetime = NOON, days: int = 0, **given: object) -> Meeting:
    """A plenary of the committee that is a joint meeting on fire too, planned for `days` from today."""
    given.setdefault("held_on", TODAY + timedelta(days=days))
    given.setdefault("place", "Room 301")
    belongings = [Belonging(cast.committee, Kind.EXPANDED), Belonging(cast.fire, Kind.JOINT)]
    return convening.plan(belongings, by=cast.clerk, at=at, **given)  # type: ignore[arg-type]


def make_sitting(cast: Cast, *, at: datetime = NOON, **given: object) -> Meeting:
    """The same, called and opened."""
    meeting = make_meeting(cast, at=at, **given)
    convening.call(meeting, by=cast.clerk, at=at)
    sitting.open_meeting(meeting, by=cast.clerk, at=at)
    return meeting


def make_resolution(cast: Cast, meeting: Meeting | None = None, **given: object) -> Resolution:
    """A resolution that the department leads and the street helps with."""
    given.setdefault("text", "Screen every gas user of the old town.")
    given.setdefault("lead", cast.department)
    given.setdefault("helpers", (cast.street,))
    given.setdefault("due_on", TODAY + timedelta(days=30))
    given.setdefault("measure", "Every user visited once.")
    sitting_now = meeting or make_sitting(cast)
    return resolving.resolve(
        sitting_now,
        Decided(**given),
        body=cast.committee,
        by=cast.clerk,
        at=NOON,  # type: ignore[arg-type]
    )


def make_task(cast: Cast, *, at: datetime = NOON, **given: object) -> Task:
    """A task of the department, due in ten days."""
    origin = Origin(resolution=given.pop("resolution", None), asked_by=given.pop("asked_by", None))  # type: ignore[arg-type]
    given.setdefault("title", "Screen every gas user of the old town")
    given.setdefault("unit", cast.department)
    given.setdefault("due_on", TODAY + timedelta(days=10))
    return tasking.issue([Handed(**given)], origin, by=cast.clerk, at=at)[0]  # type: ignore[arg-type]


def make_replacement(cast: Cast) -> Replacement:
    """The department writes that its deputy represents it from next month on."""
    deputy = make_post(cast.department, None, title="Deputy director")
    file = ContentFile(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", name="letter.pdf")
    letter = documents.store(file, by=cast.officer, at=NOON, purpose="committee.letters")
    leaving = cast.committee.members.get(post__unit=cast.department)
    return bodies.ask_replacement(
        leaving,
        post=deputy,
        since=date(2026, 12, 1),
        letter_no="No. 12",
        letter=letter,
        by=cast.officer,
        at=NOON,
    )
