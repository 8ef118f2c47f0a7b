"""Eight quarters of the sample zone's committee: meetings, resolutions, tasks, some late, some sent back."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from anwei.accounts.actions import appointing
from anwei.accounts.models import Post, Unit, UnitKind, User
from anwei.committee.actions import (
    arranging,
    bodies,
    concluding,
    convening,
    drafting,
    minuting,
    proving,
    recurring,
    resolving,
    sitting,
    tasking,
)
from anwei.committee.actions.convening import Belonging
from anwei.committee.actions.drafting import Order, Sheet
from anwei.committee.actions.minuting import Window
from anwei.committee.actions.recurring import Rhythm
from anwei.committee.actions.resolving import Decided
from anwei.committee.actions.tasking import Origin, Reported
from anwei.committee.models import (
    AgendaItem,
    Body,
    BodyKind,
    Cadence,
    Draft,
    Kind,
    Meeting,
    Part,
    Point,
    PointKind,
    Resolution,
    Seat,
    Task,
    TaskPart,
)
from anwei.demo import decisions
from anwei.demo.words import Pair
from anwei.demo.zone import WHO, Zone, name_of
from anwei.messaging.models import Notice
from anwei.standards import pack

QUARTERS = 8
# Tasks that are counted from cases.
COUNTED = 2
# On which day of its quarter the committee meets.
DAY_OF_QUARTER = 26


def moment(day: date, hour: int = 9) -> datetime:
    """An hour of a day by the zone's clock."""
    return datetime.combine(day, time(hour), ZoneInfo(settings.TIME_ZONE))


def quarter_begins(day: date, back: int) -> date:
    """The first day of the quarter that lies so many quarters before that of `day`."""
    months = day.year * 12 + (day.month - 1) // 3 * 3 - 3 * back
    return date(months // 12, months % 12 + 1, 1)


class Committee:
    """Makes the committee's history; `zone.people` are the demo logins."""

    def __init__(
        self, zone: Zone, rng: random.Random, *, today: date, at: datetime, language: str
    ) -> None:
        self.zone, self.rng, self.today, self.at, self.language = zone, rng, today, at, language
        self.clerk, self.leader = zone.people["clerk"], zone.people["leader"]
        self.members: list[Unit] = [
            unit for code, unit in zone.departments.items() if unit.kind == UnitKind.DEPARTMENT
        ] + zone.streets
        self.committee: Body
        self.joint: Body

    def say(self, pair: Pair) -> str:
        """A text in the zone's language."""
        return pair[self.language]

    def any_of(self, pairs: Sequence[Pair]) -> str:
        """One of several texts."""
        return self.say(self.rng.choice(pairs))

    @transaction.atomic
    def found(self) -> None:
        """The three bodies and their seats; the leader's login directs the committee and the joint meeting."""
        since = date(self.today.year - 3, 1, 1)
        rules = pack.current().bodies
        made = {}
        for code, kind in (
            ("committee", BodyKind.COMMITTEE),
            ("joint", BodyKind.FIRE_JOINT),
            ("office", BodyKind.OFFICE),
        ):
            rule = rules[kind.value]
            made[code] = bodies.found(
                self.zone.departments[code], kind=kind, prefix=self.say(decisions.PREFIXES[code]), meets=rule.meets, quorum=rule.quorum,
                office=self.zone.departments["office"], by=WHO, at=self.at,
            )  # fmt: skip
        self.committee, self.joint = made["committee"], made["joint"]
        top = self.zone.departments["committee"].parent
        chair = self._post(top, decisions.CHAIR_POST, self.leader.name, since, person=self.leader)
        deputy = self._post(top, decisions.DEPUTY_POST, name_of(self.rng, self.language), since)
        heads = {post.unit_id: post for post in Post.objects.filter(in_charge=True)}
        for body in (self.committee, self.joint):
            for post, part in ((chair, Part.CHAIR), (deputy, Part.DEPUTY)):
                bodies.seat(body, post, part=part, since=since, by=WHO, at=self.at)
            for unit in self.members:
                bodies.seat(body, heads[unit.pk], part=Part.MEMBER, since=since, by=WHO, at=self.at)
        for unit in self.members[:6]:
            liaison = self._post(
                unit, decisions.LIAISON_POST, name_of(self.rng, self.language), since
            )
            bodies.seat(self.committee, liaison, part=Part.LIAISON, since=since, by=WHO, at=self.at)

    def _post(
        self, unit: Unit | None, title: Pair, name: str, since: date, person: User | None = None
    ) -> Post:
        if unit is None:
            raise ValueError("The zone has no top.")
        post = appointing.add_post(
            unit=unit, title=self.say(title), in_charge=False, by=WHO, at=self.at
        )
        appointing.fill_post(post=post, name=name, person=person, since=since, by=WHO, at=self.at)
        return post

    def tell(self) -> Iterator[Meeting]:
        """The quarters, the oldest first; then what lies ahead."""
        self.found()
        for back in reversed(range(QUARTERS)):
            day = quarter_begins(self.today, back) + timedelta(days=DAY_OF_QUARTER)
            if day < self.today - timedelta(days=3):
                yield self.hold(day, last=back == 0)
        yield self.ahead()
        self.come_back()
        self.read_in()
        self.count()
        # The sample zone begins today: nobody has years of old notices to read.
        old = Notice.objects.filter(created_at__lt=self.at - timedelta(days=20))
        old.update(read_at=self.at, settled_at=self.at)

    @transaction.atomic
    def hold(self, day: date, *, last: bool) -> Meeting:
        """One quarter's plenary, held together with the joint meeting on fire, and what became of its decisions."""
        meeting = self._called(
            day,
            [
                Belonging(
                    self.committee, Kind.EXPANDED if self.rng.random() < 0.5 else Kind.PLENARY
                ),
                Belonging(self.joint, Kind.JOINT),
            ],
        )
        begins, ends = moment(day, 9), moment(day, 11)
        sitting.open_meeting(meeting, by=self.clerk, at=begins)
        for seat in meeting.seats.select_related("meeting"):
            if seat.reply != Seat.Reply.ABSENT:
                sitting.arrive(
                    seat,
                    by=self.clerk,
                    at=begins,
                    how=Seat.How.CLERK,
                    attended=seat.delegate_name or seat.name or "—",
                )
        window = Window(self.clerk, "demo")
        items = list(meeting.items.all())
        for item, (*_head, points) in zip(items, decisions.AGENDA, strict=True):
            for place in points:
                text = self.say(decisions.POINTS[place])
                self._point(meeting, window, begins, text, PointKind.INFORMATION, item)
        taken = [
            self._decide(meeting, one, day, window, items[-1])
            for one in decisions.DECISIONS[(day.month - 1) // 3 + 1]
        ]
        sitting.close(meeting, by=self.clerk, at=ends)
        concluding.circulate(meeting, by=self.clerk, at=moment(day + timedelta(days=2), 15))
        if not last:
            concluding.approve(meeting, by=self.leader, at=moment(day + timedelta(days=5), 16))
        for resolution, decision in taken:
            self._carry_out(resolution, decision, day + timedelta(days=3))
        return meeting

    def _point(
        self, meeting: Meeting, window: Window, at: datetime, text: str, kind: str, item: AgendaItem
    ) -> Point:
        point = minuting.add_point(meeting, window=window, at=at, text=text, kind=kind, item=item)
        minuting.leave(point, window=window, at=at)
        return point

    def _arrange(self, meeting: Meeting, at: datetime) -> None:
        """The agenda of a plenary, as it is in every quarter."""
        arranging.add_many(
            meeting,
            [
                AgendaItem(
                    kind=kind,
                    title=self.say(title),
                    minutes=minutes,
                    unit=self.zone.departments[code] if code else None,
                )
                for kind, title, minutes, code, _points in decisions.AGENDA
            ],
            by=self.clerk,
            at=at,
        )

    def _called(self, day: date, belongings: Sequence[Belonging]) -> Meeting:
        before = moment(day - timedelta(days=9), 10)
        meeting = convening.plan(
            belongings,
            by=self.clerk,
            at=before,
            held_on=day,
            starts=time(9),
            ends=time(11),
            place=self.say(decisions.PLACE),
        )
        self._arrange(meeting, before)
        convening.call(meeting, by=self.clerk, at=before)
        answered = moment(day - timedelta(days=6), 14)
        for seat in meeting.seats.select_related("unit", "meeting"):
            self._reply(seat, answered)
        return meeting

    def _reply(self, seat: Seat, at: datetime) -> None:
        chance = self.rng.random()
        people = self.zone.officers.get(seat.unit_id)
        by = people[0] if people else self.clerk
        behalf = "" if people else str(seat.unit)
        if chance < 0.84:
            convening.reply(seat, coming=Seat.Reply.COMING, by=by, at=at, behalf=behalf)
        elif chance < 0.96:
            convening.reply(
                seat, coming=Seat.Reply.DELEGATE, delegate_name=name_of(self.rng, self.language), delegate_post=self.say(decisions.LIAISON_POST),
                reason=self.say(decisions.ABSENT), by=by, at=at, behalf=behalf,
            )  # fmt: skip
        else:
            convening.reply(
                seat,
                coming=Seat.Reply.ABSENT,
                reason=self.say(decisions.ABSENT),
                by=by,
                at=at,
                behalf=behalf,
            )

    def _decide(
        self,
        meeting: Meeting,
        decision: decisions.Decision,
        day: date,
        window: Window,
        item: AgendaItem,
    ) -> tuple[Resolution, decisions.Decision]:
        at = moment(day, 10)
        point = self._point(meeting, window, at, self.say(decision.text), PointKind.DECISION, item)
        helpers = [
            unit
            for code in decision.helpers
            for unit in (self.zone.streets if code == "streets" else [self.zone.departments[code]])
        ]
        body = self.joint if decision.lead == "fire" else self.committee
        decided = Decided(
            self.say(decision.text),
            self.zone.departments[decision.lead],
            tuple(helpers),
            day + timedelta(days=decision.days),
            self.say(decision.measure),
        )
        return resolving.resolve(
            meeting, decided, body=body, point=point, by=self.clerk, at=at
        ), decision

    def _carry_out(self, resolution: Resolution, decision: decisions.Decision, day: date) -> None:
        if day > self.today:
            return
        handed = tasking.part_of(resolution, resolving.units_of(resolution))
        tasks = tasking.issue(handed, Origin(resolution=resolution), by=self.clerk, at=moment(day))
        settled = [self._life(task) for task in tasks]
        if all(settled):
            ended = max(task.ended_on for task in tasks if task.ended_on)
            resolving.conclude(
                resolution,
                by=self.clerk,
                at=moment(ended, 17),
                remark=self.say(decisions.CONCLUDED),
            )

    def _life(self, task: Task) -> bool:
        """What a unit did with its task until today; True where the office has accepted the answer."""
        people = self.zone.officers.get(task.unit_id) or [self.clerk]
        officer, behalf = people[0], "" if self.zone.officers.get(task.unit_id) else str(task.unit)
        got = task.issued_on + timedelta(days=self.rng.randint(0, 3))
        if got > self.today:
            return False
        tasking.receive(task, by=officer, at=moment(got, 10), behalf=behalf)
        half = task.issued_on + timedelta(days=12)
        if half < self.today and self.rng.random() < 0.5:
            tasking.answer(
                task,
                Reported(self.any_of(decisions.PROGRESS), "progress", 50),
                by=officer,
                at=moment(half, 11),
                behalf=behalf,
            )
        late = self.rng.random() < 0.15
        done = task.due_on + timedelta(
            days=self.rng.randint(2, 12) if late else -self.rng.randint(0, 8)
        )
        # A few units never answer: what the next meeting opens with.
        if done > self.today or self.rng.random() < 0.04:
            return False
        returned = self.rng.random() < 0.12
        self._answer(task, officer, done, behalf)
        if returned:
            back = done + timedelta(days=2)
            if back > self.today:
                return False
            tasking.return_answer(
                task,
                by=self.clerk if officer != self.clerk else self.leader,
                at=moment(back, 9),
                remark=self.any_of(decisions.MISSING),
            )
            done = back + timedelta(days=4)
            if done > self.today:
                return False
            self._answer(task, officer, done, behalf)
        looked = done + timedelta(days=self.rng.randint(1, 3))
        if looked > self.today or officer == self.clerk:
            return False
        tasking.accept(task, by=self.clerk, at=moment(looked, 9))
        return True

    def _answer(self, task: Task, officer: User, day: date, behalf: str) -> None:
        reason = self.any_of(decisions.LATE) if day > task.due_on else ""
        tasking.answer(
            task,
            Reported(self.any_of(decisions.DONE), late_reason=reason),
            by=officer,
            at=moment(day, 15),
            behalf=behalf,
        )

    @transaction.atomic
    def ahead(self) -> Meeting:
        """A special-topic meeting is called for next week and waits for replies; the next plenary is being planned."""
        meeting = convening.plan(
            [Belonging(self.joint, Kind.SPECIAL)], by=self.clerk, at=self.at, held_on=self.today + timedelta(days=7), starts=time(14), ends=time(16),
            place=self.say(decisions.PLACE), topic=self.say(decisions.SPECIAL),
        )  # fmt: skip
        arranging.add(
            meeting,
            by=self.clerk,
            at=self.at,
            kind="report",
            title=self.say(decisions.SPECIAL),
            minutes=40,
            unit=self.zone.departments["fire"],
        )
        convening.call(meeting, by=self.clerk, at=self.at)
        for seat in list(meeting.seats.select_related("unit", "meeting"))[:8]:
            if seat.unit_id != self.zone.departments["emergency"].pk:
                self._reply(seat, self.at)
        following = quarter_begins(self.today, -1) + timedelta(days=DAY_OF_QUARTER)
        return convening.plan(
            [Belonging(self.committee, Kind.PLENARY), Belonging(self.joint, Kind.JOINT)], by=self.clerk, at=self.at, held_on=following, starts=time(9), ends=time(11),
            place=self.say(decisions.PLACE),
        )  # fmt: skip

    @transaction.atomic
    def come_back(self) -> None:
        """A report that some departments owe every month, handed out for this one."""
        first = self.today.replace(day=1)
        rhythm = Rhythm(
            self.say(decisions.MONTHLY),
            Cadence.MONTH,
            first,
            term_days=25,
            measure=self.say(decisions.MONTHLY_MEASURE),
        )
        units = [unit for unit in self.members if unit.kind == UnitKind.DEPARTMENT][:4]
        rule = recurring.set_up(rhythm, units, by=self.clerk, at=moment(first))
        for task in recurring.hand_out(rule, by=WHO, at=moment(first)):
            self._life(task)

    @transaction.atomic
    def read_in(self) -> None:
        """A directive from the province that became tasks, and one from the city that waits to be confirmed."""
        day = self.today - timedelta(days=12)
        at = moment(day)
        draft = self._paper(decisions.DIRECTIVE, at)
        said = draft.reading
        leads = ((self.zone.departments["fire"],), tuple(self.zone.streets))
        due_on = self.today + timedelta(days=18)
        orders: list[Order | None] = [
            Order(self.say(title), units, (), due_on)
            for title, units in zip(decisions.DIRECTIVE_TITLES, leads, strict=True)
        ]
        orders += [None] * (len(said["requirements"]) - len(orders))
        sheet = Sheet(
            said["title"],
            day,
            number=said["document_number"],
            issuer=self.say(decisions.DIRECTIVE_ISSUER),
        )
        directive = drafting.confirm_directive(draft, sheet, orders, by=self.clerk, at=at)
        for task in Task.objects.filter(directive_points__directive=directive).order_by("pk"):
            self._life(task)
        self._paper(decisions.WAITING, self.at)

    def _paper(self, text: Pair, at: datetime) -> Draft:
        said = self.say(text)
        upload = ContentFile(said.encode(), name=self.say(decisions.PAPER_NAMES))
        return drafting.keep(upload, said, by=self.clerk, at=at)

    @transaction.atomic
    def count(self) -> None:
        """What the last meeting decided is proven by the cases each lead unit regulates; the worker gathers them."""
        owed = (
            Task.objects.owed()
            .filter(resolution__isnull=False, part=TaskPart.LEAD)
            .select_related("resolution")
        )
        for task in owed.order_by("-pk")[:COUNTED]:
            since = task.issued_on - timedelta(days=90)
            query = f"regulator={task.unit_id}&found={since.isoformat()}.."
            proving.point(task, query, by=self.clerk, at=self.at)
