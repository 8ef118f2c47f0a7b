"""The pages and the command, told through the doors people use."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from anwei.accounts.models import UnitKind
from anwei.accounts.tests.factories import make_unit, make_user, sign_in
from anwei.foundation import credit_code
from anwei.jobs.work import run_all
from anwei.lists import search
from anwei.responsibility import queries
from anwei.responsibility.models import (
    Building,
    Determination,
    Enterprise,
    Line,
    LineKind,
    Rule,
    Run,
    Site,
)
from anwei.responsibility.tests.factories import (
    make_enterprise,
    make_line,
    make_rule,
    make_site,
    put_in_force,
)

pytestmark = pytest.mark.django_db
CODE = "91999900000000001"
GOOD = CODE + credit_code.check_character(CODE)


@pytest.fixture
def clerk(client):
    return sign_in(client, make_user("clerk"))


def text_of(answer):
    return answer.content.decode()


def today():
    return timezone.localdate()


def test_the_clerk_enters_an_enterprise_and_its_site(clerk):
    street = make_unit(kind=UnitKind.STREET)
    answer = clerk.post(
        "/sites/enterprises/new/",
        {"name": "Lantern Foods", "credit_code": f" {GOOD[:9]}-{GOOD[9:].lower()} "},
    )
    enterprise = Enterprise.objects.get()
    assert (answer.url, enterprise.credit_code) == (f"/sites/enterprises/{enterprise.pk}/", GOOD)
    given = {
        "name": "Cold store",
        "enterprise": GOOD,
        "territory": street.pk,
        "main_sector": "industrial_trade",
        "sectors": ["fire"],
        "attributes": ["ammonia"],
    }
    answer = clerk.post("/sites/new/", given)
    site = Site.objects.get()
    assert answer.url == f"/sites/{site.pk}/"
    assert (site.sectors, site.enterprise) == (["industrial_trade", "fire"], enterprise)
    assert queries.answering(site, today()).unit("territory") == street
    page = text_of(clerk.get(answer.url))
    assert "Lantern Foods" in page
    assert "nobody answers" in page


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("123", "18 characters"),
        (GOOD[:-1] + ("A" if GOOD[-1] != "A" else "B"), "check character"),
        ("I" * 18, "capital letters"),
        (GOOD, "has this credit code already"),
    ],
)
def test_a_wrong_or_doubled_credit_code_is_refused_in_words(clerk, code, words):
    make_enterprise(name="First", credit_code=GOOD)
    answer = clerk.post("/sites/enterprises/new/", {"name": "Second", "credit_code": code})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert Enterprise.objects.count() == 1


def test_an_enterprise_of_the_same_name_needs_a_code_to_be_told_apart(clerk):
    make_enterprise(name="First")
    assert clerk.post("/sites/enterprises/new/", {"name": "first"}).status_code == 422
    assert (
        clerk.post("/sites/enterprises/new/", {"name": "first", "credit_code": GOOD}).status_code
        == 302
    )


def test_a_new_name_of_the_enterprise_finds_its_sites(clerk):
    site = make_site(enterprise=make_enterprise(name="Old Works"))
    page = clerk.get(f"/sites/enterprises/{site.enterprise_id}/change/")
    form = page.context["form"]
    answer = clerk.post(
        f"/sites/enterprises/{site.enterprise_id}/change/",
        {"name": "青灯食品", "as_seen": form["as_seen"].value()},
    )
    assert answer.status_code == 302
    assert list(search.match(Site.objects.all(), "灯")) == [site]
    assert site.name in text_of(clerk.get("/sites/?q=青灯"))
    assert search.is_kept(Site)
    assert search.is_kept(Enterprise)


def test_the_site_page_answers_for_any_day(clerk):
    site, now, before = (
        make_site(),
        make_unit(name="Housing bureau"),
        make_unit(name="Trade bureau"),
    )
    make_line(site, unit=before, until=today() - timedelta(days=10))
    make_line(site, unit=now, since=today() - timedelta(days=9))
    rows = clerk.get(f"/sites/{site.pk}/").context["rows"]
    assert rows[0].held[0].line.unit == now
    answer = clerk.get(f"/sites/{site.pk}/?on={today() - timedelta(days=10)}")
    assert answer.context["rows"][0].held[0].line.unit == before
    assert "is no day" in text_of(clerk.get(f"/sites/{site.pk}/?on=yesterday"))


def test_a_legal_source_is_told_in_the_words_of_the_pack_and_a_persons_own_words_stay(clerk):
    site = make_site()
    make_line(site, unit=make_unit(), source="law:industry")
    make_line(site, "business", unit=make_unit(), source="Duty list 2026, item 4")
    page = text_of(clerk.get(f"/sites/{site.pk}/"))
    assert "Work Safety Law, art. 10" in page
    assert "Duty list 2026, item 4" in page
    assert "Work Safety Law, arts. 5 and 21" in page, "the operator answers by law, without a line"
    assert "law:" not in page


def test_a_line_is_set_through_the_page_with_a_person_by_name(clerk):
    site, unit = make_site(), make_unit(name="Housing bureau")
    person = make_user("officer", unit=unit, name="Ke Lin")
    given = {
        "kind": "industry",
        "unit": "Housing bureau",
        "who": "ke lin",
        "source": "Duty list 3",
        "since": today(),
        "reason": "Agreed on Monday",
    }
    assert clerk.post(f"/sites/{site.pk}/lines/new/", given).status_code == 302
    assert site.lines.get().person == person
    answer = clerk.post(f"/sites/{site.pk}/lines/new/", given | {"who": "nobody"})
    assert answer.status_code == 422
    assert "Ke Lin" in text_of(answer)


def test_a_refused_line_keeps_the_form_and_changes_nothing(clerk):
    site = make_site()
    make_unit(kind=UnitKind.OFFICE, name="The office")
    answer = clerk.post(
        f"/sites/{site.pk}/lines/new/",
        {"kind": "industry", "unit": "The office", "source": "x", "since": today(), "reason": "y"},
    )
    assert answer.status_code == 422
    assert not Line.objects.exists()


def test_lines_are_ended_and_taken_back_through_the_page(clerk):
    site = make_site()
    ended, mistaken = make_line(site), make_line(site, LineKind.BUSINESS)
    assert (
        clerk.post(f"/sites/lines/{ended.pk}/end/", {"until": today(), "reason": "x"}).status_code
        == 302
    )
    assert clerk.post(f"/sites/lines/{mistaken.pk}/remove/", {"reason": "x"}).status_code == 302
    assert [(line.pk, line.until) for line in site.lines.all()] == [(ended.pk, today())]


def test_a_site_is_closed_with_a_reason_and_leaves_the_gaps(clerk):
    site = make_site()
    assert "no_regulator" in {
        fault.code for fault in clerk.get(f"/sites/{site.pk}/").context["faults"]
    }
    assert clerk.post(f"/sites/{site.pk}/close/", {"reason": ""}).status_code == 422
    assert clerk.post(f"/sites/{site.pk}/close/", {"reason": "Moved away"}).status_code == 302
    assert clerk.post(f"/sites/{site.pk}/close/", {"reason": "again"}).status_code == 422
    assert clerk.get(f"/sites/{site.pk}/").context["faults"] == []
    assert clerk.post(f"/sites/{site.pk}/reopen/", {"reason": "Came back"}).status_code == 302


def test_the_figures_of_the_gaps_open_exactly_their_lists(clerk):
    for given in (
        {},
        {"sectors": ["gas"]},
        {"territory": None},
        {"enterprise": None},
        {"active": False},
    ):
        make_site(**given)
    make_line(make_site())
    rows = clerk.get("/sites/gaps/").context["rows"]
    for row in rows:
        page = clerk.get(row["address"])
        assert len(page.context["page"].rows) == row["count"], row["fault"].code
    assert {row["fault"].code: row["count"] for row in rows}["no_regulator"] == 4


def test_the_list_narrows_by_sector_attribute_and_regulator(clerk):
    unit = make_unit()
    gas, cold, other = (
        make_site(sectors=["gas", "fire"]),
        make_site(attributes=["ammonia"]),
        make_site(sectors=["fire"]),
    )
    make_line(other, unit=unit)

    def found(query):
        return {row.pk for row in clerk.get(f"/sites/?{query}").context["page"].rows}

    assert found("sector=fire") == {gas.pk, other.pk}
    assert found("sector=gas") == {gas.pk}
    assert found("attribute=ammonia") == {cold.pk}
    assert found(f"regulator={unit.pk}") == {other.pk}


def test_many_sites_get_a_line_at_once(clerk):
    unit = make_unit(name="Housing bureau")
    sites = [make_site() for _ in range(3)]
    begun = clerk.post(
        "/lists/sites/select/", {"action": "line", "which": "all", "state": "fault=no_regulator"}
    )
    given = {
        "kind": "industry",
        "unit": "Housing bureau",
        "source": "Duty list",
        "since": today(),
        "reason": "Agreed",
    }
    assert clerk.post(begun.url, given).status_code == 302
    run_all(timezone.now())
    assert {queries.answering(site, today()).unit("industry") for site in sites} == {unit}


def test_a_rule_is_written_tried_out_and_put_in_force_through_the_pages(clerk):
    site, unit = make_site(sectors=["gas"]), make_unit(name="Urban management")
    given = {
        "name": "Gas",
        "kind": "industry",
        "sector": "gas",
        "unit": "Urban management",
        "basis": "RQ 5",
        "since": today(),
        "priority": 0,
    }
    answer = clerk.post("/sites/rules/new/", given)
    run = Run.objects.get()
    assert answer.url == f"/sites/rules/runs/{run.pk}/"
    assert "hx-trigger" in text_of(clerk.get(answer.url))
    run_all(timezone.now())
    page = text_of(clerk.get(answer.url))
    assert "Nothing is changed yet" in page
    assert site.name in page
    assert not Line.objects.exists()
    assert clerk.post(f"/sites/rules/runs/{run.pk}/apply/").status_code == 302
    run_all(timezone.now())
    assert "Applied" in text_of(clerk.get(answer.url))
    assert queries.answering(site, today()).unit("industry") == unit
    assert Rule.objects.get().state == "in_force"
    assert site.name in text_of(clerk.get(f"/sites/rules/changes/?run={run.pk}"))


def test_a_rule_in_force_shows_what_it_holds_and_can_be_retired(clerk):
    make_site(sectors=["gas"])
    rule = make_rule(sector="gas")
    put_in_force(rule, today() if today() >= rule.since else rule.since)
    assert clerk.get(f"/sites/rules/{rule.pk}/").context["drawn"] == 1
    assert (
        clerk.post(
            f"/sites/rules/{rule.pk}/retire/", {"until": today(), "reason": "New duty list"}
        ).status_code
        == 302
    )
    rule.refresh_from_db()
    assert rule.state == "retired"


def test_an_officer_proposes_and_the_clerk_enters_the_decision(client):
    officer, clerk = make_user("officer"), make_user("clerk")
    site, unit = make_site(), make_unit(enforcing=True)
    sign_in(client, officer)
    given = {
        "industry": "Trampolines",
        "argument": "Like a sports hall",
        "candidates": [unit.pk],
        "interim": unit.pk,
        "sites": [site.pk],
    }
    assert client.post("/sites/determinations/new/", given).status_code == 302
    made = Determination.objects.get()
    decision = {"unit": unit.pk, "on": today(), "decider": "District government", "paper_no": "31"}
    assert client.post(f"/sites/determinations/{made.pk}/decide/", decision).status_code == 403
    sign_in(client, clerk)
    assert client.post(f"/sites/determinations/{made.pk}/decide/", decision).status_code == 302
    assert "District government" in text_of(client.get(f"/sites/determinations/{made.pk}/"))
    assert made.industry in text_of(client.get("/sites/determinations/"))


def test_only_the_proposer_and_the_clerk_withdraw(client):
    from_officer = make_user("officer")
    sign_in(client, from_officer)
    unit = make_unit(enforcing=True)
    client.post(
        "/sites/determinations/new/",
        {"industry": "Tents", "argument": "Like a hotel", "candidates": [unit.pk]},
    )
    made = Determination.objects.get()
    sign_in(client, make_user("officer"))
    assert (
        client.post(f"/sites/determinations/{made.pk}/withdraw/", {"reason": "x"}).status_code
        == 403
    )
    sign_in(client, from_officer)
    assert (
        client.post(f"/sites/determinations/{made.pk}/withdraw/", {"reason": "x"}).status_code
        == 302
    )


def test_an_enterprise_sees_itself_and_nothing_else(client):
    house = Building.objects.create(name="Twin Tower")
    own, other = make_site(building=house), make_site(building=house)
    make_line(own)
    sign_in(client, make_user("enterprise", unit=own.enterprise.unit))
    assert client.get(f"/sites/{other.pk}/").status_code == 404
    assert client.get(f"/sites/enterprises/{other.enterprise_id}/").status_code == 404
    for address in (
        "/sites/?all=1",
        f"/sites/{own.pk}/",
        f"/sites/buildings/{house.pk}/",
        "/sites/enterprises/?all=1",
        f"/sites/on-a-day/?q={other.name}",
    ):
        page = text_of(client.get(address))
        assert other.enterprise.name not in page
        assert f">{other.name}<" not in page
    for address in (
        "/sites/gaps/",
        "/sites/rules/",
        "/sites/rules/changes/",
        "/sites/determinations/",
    ):
        assert client.get(address).status_code == 403
    assert client.get(f"/sites/{own.pk}/lines/new/").status_code == 403


def test_the_zone_sees_all_tenants_of_a_building(clerk):
    house = Building.objects.create(name="Twin Tower")
    first, second = make_site(building=house), make_site(building=house)
    assert second.name in text_of(clerk.get(f"/sites/{first.pk}/"))
    assert first.name in text_of(clerk.get(f"/sites/buildings/{house.pk}/"))
    answer = clerk.post(
        f"/sites/buildings/{house.pk}/change/", {"name": "Twin Towers", "address": "5 Ring Road"}
    )
    assert answer.status_code == 302
    assert clerk.post("/sites/buildings/new/", {"name": "Market hall"}).status_code == 302
    assert "Market hall" in text_of(clerk.get("/sites/buildings/?all=1"))


def test_who_answered_is_found_by_words_and_day(clerk):
    site = make_site(name="Harbour mill")
    line = make_line(site, until=today())
    page = clerk.get("/sites/on-a-day/?q=harbour")
    assert page.context["answers"][0][1][0].held[0].line == line
    later = clerk.get(f"/sites/on-a-day/?q=harbour&on={today() + timedelta(days=1)}")
    assert later.context["answers"][0][1][0].held == ()
    assert "No site fits" in text_of(clerk.get("/sites/on-a-day/?q=nowhere"))


def test_the_standards_that_fit_are_shown_with_their_reason(clerk):
    site = make_site(sectors=["industrial_trade"], attributes=["dust"])
    page = clerk.get(f"/sites/{site.pk}/")
    assert len(page.context["fitting"]) >= 1
    assert page.context["fitting"][0].because is None


def run_command(*words):
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("responsibility", *words, stdout=out, stderr=err)
    except SystemExit as end:
        status = end.code
    except CommandError as fault:
        status = fault.returncode
        err.write(str(fault))
    return status, out.getvalue(), err.getvalue()


def test_the_command_answers_by_number_key_code_and_name():
    site = make_site(
        name="Harbour mill", external_key="D-77", enterprise=make_enterprise(credit_code=GOOD)
    )
    line = make_line(site, since=today(), person=None)
    for word in (str(site.pk), "D-77", GOOD, "harbour"):
        status, out, _err = run_command(word, "--json")
        answer = json.loads(out)
        assert (status, answer["site"]["number"]) == (0, site.pk)
        assert answer["lines"]["industry"][0]["unit"] == line.unit.name
    status, out, _err = run_command(
        "harbour", "--on", (today() - timedelta(days=1)).isoformat(), "--json"
    )
    assert json.loads(out)["lines"]["industry"] == []
    assert str(line.unit) in run_command("harbour")[1]


def test_the_command_lists_what_fits_and_ends_with_2():
    make_site(name="Harbour mill")
    make_site(name="Harbour bakery")
    status, _out, err = run_command("harbour")
    assert status == 2
    assert "Harbour mill" in err
    assert "Harbour bakery" in err
    status, out, _err = run_command("harbour", "--json")
    assert (status, len(json.loads(out)["candidates"])) == (2, 2)
    assert run_command("Harbour mill")[0] == 0
    assert run_command("nowhere")[0] == 1
    assert run_command("harbour", "--on", "monday")[0] == 2


def test_the_command_counts_the_gaps():
    make_site()
    status, out, _err = run_command("gaps", "--json")
    answer = json.loads(out)
    assert (status, answer["sites"], answer["gaps"]["no_regulator"]) == (0, 1, 1)
    assert "no_regulator" in run_command("gaps")[1]
