"""Who printed a notice was shown its code, and could answer in the enterprise's place: another person checks."""

import re

import pytest
from django.test import Client

from anwei.hazards.actions import answering, handling, treating
from anwei.hazards.actions.changing import MoveRefused
from anwei.hazards.models import Hazard
from anwei.hazards.tests.door import answers, entered, fresh, post
from anwei.hazards.tests.factories import NOON, TODAY, Cast, assigned, major, picture, proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
PRINTED_IT = "You printed the notice through whose code this fix was reported."


def printed(hazard: Hazard, by) -> tuple[str, str]:
    """The address and the code as they stand on the paper that this person printed."""
    paper = entered(by).post(f"/hazards/{hazard.number}/notice/", {"language": "en"})
    words = paper.content.decode()
    address = re.search(r"/hazards/answer/[\w-]+/", words).group()
    return address, re.search(r'class="code">(\d{6})<', words).group(1)


def answered(hazard: Hazard, by) -> Hazard:
    """The case after somebody without an account answered the notice that this person printed."""
    address, code = printed(hazard, by)
    fix = {"code": code, "on": TODAY, "measures": "Chain off", "fixer": "Lin Mei"}
    assert Client().post(address, {**fix, "after": picture()}).status_code == 302
    return fresh(hazard)


@pytest.mark.parametrize("verb", ["verify", "fail_check"])
def test_who_printed_the_notice_cannot_check_the_answer_and_others_can(verb):
    cast = Cast()
    hazard = answered(assigned(cast), by=cast.officer)
    told = answers(cast, hazard, verb.replace("_", "-"), {"remark": "Seen", "due_on": TODAY})
    assert (told["officer"], told["colleague"], told["street_officer"]) == (409, 302, 302)


def test_the_page_says_why_and_says_it_before_the_notice_is_printed():
    cast = Cast()
    hazard = assigned(cast)
    before = entered(cast.officer).get(f"/hazards/{hazard.number}/").content.decode()
    assert "Whoever prints the notice cannot check a fix reported through its code." in before
    answered(hazard, by=cast.officer)
    page = entered(cast.officer).get(f"/hazards/{hazard.number}/").content.decode()
    assert PRINTED_IT in page
    assert PRINTED_IT in post(cast.officer, hazard, "verify", remark="").content.decode()


def test_a_notice_that_was_replaced_ties_nobody_to_the_answer():
    cast = Cast()
    hazard = assigned(cast)
    printed(hazard, by=cast.colleague)
    answered(hazard, by=cast.clerk)
    assert post(cast.colleague, hazard, "verify", remark="Seen").status_code == 302


def test_a_notice_nobody_answered_through_ties_nobody():
    cast = Cast()
    hazard = assigned(cast)
    printed(hazard, by=cast.officer)
    handling.rectify(
        fresh(hazard), by=cast.enterprise, at=NOON, on=TODAY, today=TODAY, measures="Chain off", fixer="Lin Mei", proofs=[proof()]
    )  # fmt: skip
    assert post(cast.officer, hazard, "verify", remark="Seen").status_code == 302


def test_who_printed_the_notice_of_a_major_hazard_is_no_officer_of_its_check_either():
    cast = Cast()
    hazard = major(cast, "rectifying")
    made = answering.make_link(hazard, by=cast.colleague, at=NOON)
    fix = {"measures": "Permits", "fixer": "Lin Mei", "proofs": [proof()]}
    answering.answer(made.link, at=NOON, on=TODAY, today=TODAY, **fix)
    hazard = fresh(hazard)
    when = {"at": NOON, "on": TODAY}
    treating.accept(
        hazard, by=cast.enterprise, experts="Bai", remark="", report=proof().document, **when
    )
    with pytest.raises(MoveRefused, match="printed the notice"):
        treating.review(
            hazard, by=cast.officer, officers=[cast.colleague.name, "Officer B"], remark="", **when
        )
    assert fresh(hazard).status == "accepted"
