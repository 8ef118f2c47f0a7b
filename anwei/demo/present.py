"""What lies on people's desks today: a few cases made through the same actions that the pages call."""

import io
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from anwei.demo import words
from anwei.demo.zone import Zone
from anwei.documents import actions as documents
from anwei.hazards.actions import (
    closing,
    determining,
    extending,
    handling,
    leading,
    registering,
    transferring,
    treating,
)
from anwei.hazards.actions.registering import Finding, Proof, SpotFix
from anwei.hazards.models import Capacity, Evidence, Hazard


class Desk:
    """Makes the cases; `zone.people` are the demo logins."""

    def __init__(
        self, zone: Zone, rng: random.Random, *, today: date, at: datetime, language: str
    ) -> None:
        self.zone, self.rng, self.today, self.language = zone, rng, today, language
        self.at = {"at": at}
        self.people = zone.people
        own = zone.people["enterprise"].unit
        self.sites = [site for site in zone.sites if site.enterprise.unit_id == own.pk]

    def picture(self, label: str, hue: tuple[int, int, int]) -> ContentFile:
        """A drawn stand-in for a photo."""
        image = Image.new("RGB", (640, 480), hue)
        pen = ImageDraw.Draw(image)
        for _stroke in range(9):
            x, y = self.rng.randint(0, 560), self.rng.randint(60, 420)
            pen.rectangle(
                [x, y, x + self.rng.randint(30, 160), y + self.rng.randint(20, 110)],
                outline=(60, 60, 60),
                width=3,
            )
        pen.text((20, 20), label, fill=(20, 20, 20))
        held = io.BytesIO()
        image.save(held, "JPEG", quality=70)
        return ContentFile(held.getvalue(), name=f"{label}.jpg")

    def proof(self, side: str, by: object) -> Proof:
        """A stored picture of one side."""
        hue = (214, 180, 160) if side == Evidence.Side.BEFORE else (170, 205, 175)
        return Proof(
            documents.store(
                self.picture(side, hue), by=by, at=self.at["at"], purpose="hazards.evidence"
            ),
            side,
        )

    def found(self, index: int, days: int, **given: object) -> Hazard:
        """A hazard that the officer found at the demo enterprise so many days ago."""
        saying = words.SAYINGS["industrial_trade"][index]
        finding = Finding(
            description=saying.text[self.language], found_on=self.today - timedelta(days=days), capacity=Capacity.DEPARTMENT, site=self.sites[0],
            place=words.PLACES[index % len(words.PLACES)][self.language], hazard_type=saying.kind, item=saying.item[self.language],
            found_unit=self.zone.departments["emergency"], responsible=self.sites[0].enterprise.principal,
        )  # fmt: skip
        officer = self.people["officer"]
        return registering.register(
            finding,
            by=officer,
            today=self.today,
            proofs=[self.proof(Evidence.Side.BEFORE, officer)],
            **self.at,
            **given,
        )

    def assigned(self, index: int, days: int, term: int) -> Hazard:
        """The same with a term."""
        hazard = self.found(index, days)
        handling.assign(
            hazard,
            by=self.people["officer"],
            on=hazard.found_on,
            due_on=hazard.found_on + timedelta(days=term),
            **self.at,
        )
        return hazard

    def rectified(self, index: int, days: int) -> Hazard:
        """The same, its fix reported by the enterprise."""
        hazard, firm = self.assigned(index, days, 15), self.people["enterprise"]
        fix = words.FIXES[index % len(words.FIXES)][self.language]
        handling.rectify(
            hazard,
            by=firm,
            on=self.today,
            today=self.today,
            measures=fix,
            fixer=self.sites[0].enterprise.principal,
            proofs=[self.proof(Evidence.Side.AFTER, firm)],
            **self.at,
        )
        return hazard

    def major(self, index: int) -> Hazard:
        """A major hazard, its plan handed in."""
        officer = self.people["officer"]
        hazard = self.found(index, 6)
        ruling = determining.Ruling(
            "major", f"cn:{words.SAYINGS['industrial_trade'][index].clause}", condition_holds=True
        )
        determining.determine(
            hazard, ruling, by=officer, on=self.today - timedelta(days=5), **self.at
        )
        treating.ask_plan(
            hazard,
            by=officer,
            on=self.today - timedelta(days=5),
            plan_due_on=self.today + timedelta(days=3),
            due_on=self.today + timedelta(days=40),
            **self.at,
        )
        plan = treating.PlanText(
            **{part: pair[self.language] for part, pair in words.PLAN.items()},
            funds=Decimal("30000"),
            term_on=self.today + timedelta(days=30),
        )
        treating.submit_plan(hazard, plan, by=self.people["enterprise"], on=self.today, **self.at)
        return hazard

    def lay_out(self) -> int:
        """Everything a newcomer should find; returns how many cases."""
        cases: list[Callable[[], Hazard]] = [
            lambda: self.found(3, 1), lambda: self.assigned(4, 9, 15), lambda: self.assigned(5, 20, 10), lambda: self.assigned(2, 5, 5),
            lambda: self.rectified(6, 8), lambda: self.rectified(8, 4), lambda: self.major(0), self._spot, self._asked, self._offered, self._instructed, self._sent_back, self._judged, self._given_up,
        ]  # fmt: skip
        return len([make() for make in cases])

    def _spot(self) -> Hazard:
        officer = self.people["inspector"]
        saying = words.FIRE[0]
        finding = Finding(
            description=saying.text[self.language],
            found_on=self.today,
            capacity=Capacity.DEPARTMENT,
            site=self.sites[0],
            item=saying.item[self.language],
            found_unit=self.zone.departments["emergency"],
        )
        spot = SpotFix(
            words.FIXES[2][self.language], self.sites[0].enterprise.principal, self.today
        )
        return registering.register(
            finding,
            by=officer,
            today=self.today,
            spot=spot,
            proofs=[
                self.proof(side, officer) for side in (Evidence.Side.BEFORE, Evidence.Side.AFTER)
            ],
            **self.at,
        )

    def _judged(self) -> Hazard:
        hazard = self.rectified(7, 5)
        expert = self.people["expert"]
        handling.name_expert(hazard, expert=expert, by=self.people["officer"], **self.at)
        return hazard

    def _given_up(self) -> Hazard:
        """A major hazard that a colleague proposes to end without a fix: the officer is its second person."""
        hazard = self.major(1)
        reason = (
            "该工段已拆除，设备已运离"
            if self.language.startswith("zh")
            else "The line was taken down and carried off"
        )
        closing.propose(
            hazard,
            "close_unfixed",
            by=self.people["colleague"],
            on=self.today,
            why="demolished",
            reason=reason,
            **self.at,
        )
        return hazard

    def _asked(self) -> Hazard:
        hazard = self.assigned(1, 6, 20)
        reason = "备件到货延迟" if self.language.startswith("zh") else "Spare part arrives late"
        extending.ask_extension(
            hazard,
            by=self.people["enterprise"],
            today=self.today,
            until=hazard.due_on + timedelta(days=15),
            reason=reason,
            **self.at,
        )
        return hazard

    def _offered(self) -> Hazard:
        hazard = self.assigned(9, 3, 15)
        reason = "消防事项" if self.language.startswith("zh") else "A fire matter"
        transferring.offer(
            hazard,
            by=self.people["officer"],
            today=self.today,
            taker=self.zone.departments["fire"],
            reason=reason,
            **self.at,
        )
        return hazard

    def _instructed(self) -> Hazard:
        hazard, zh = self.assigned(7, 12, 10), self.language.startswith("zh")
        leader = self.people["leader"]
        leading.instruct(
            hazard,
            by=leader,
            today=self.today,
            text="请周五前现场核实并报告" if zh else "See it on site and report by Friday",
            unit=self.zone.departments["emergency"],
            due_on=self.today + timedelta(days=3),
            **self.at,
        )
        leading.refer(
            hazard,
            by=self.people["clerk"],
            leader=leader,
            question="是否约谈企业负责人" if zh else "Interview the principal in charge?",
            **self.at,
        )
        return hazard

    def _sent_back(self) -> Hazard:
        hazard = self.rectified(10, 7)
        remark = "现场仍未解决" if self.language.startswith("zh") else "Still the same on site"
        handling.fail_check(
            hazard,
            by=self.people["colleague"],
            on=self.today,
            remark=remark,
            due_on=self.today + timedelta(days=2),
            **self.at,
        )
        return hazard
