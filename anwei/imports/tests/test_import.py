"""From a file to the register and back."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import translation

from anwei.accounts.models import UnitKind
from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.audit import trail
from anwei.committee.actions import proving
from anwei.committee.tests.factories import make_cast, make_task
from anwei.documents.models import StoredFile
from anwei.foundation import bulk
from anwei.hazards.actions import closing, handling, registering, transferring
from anwei.hazards.actions.changing import MoveRefused
from anwei.hazards.models import Determination, Evidence, Hazard, Tally
from anwei.hazards.tests.factories import TODAY, Cast, major, proof
from anwei.imports import updating
from anwei.imports.actions import batches, choices
from anwei.imports.actions.profiles import keep_profile
from anwei.imports.models import Batch, Difference, Profile, StagedRow
from anwei.imports.queries import missing, same_files
from anwei.imports.reading.faults import Unreadable
from anwei.imports.tests.factories import (
    BY,
    commit,
    mapped,
    opened,
    rehearsed,
    remarks,
    undo,
    worked,
)
from anwei.imports.tests.ledgers import HEAD, png, write_csv, write_with_pictures, write_xlsx
from anwei.jobs.work import run_all
from anwei.responsibility.models import Enterprise, Site

pytestmark = pytest.mark.django_db


def row(key: object, **given: object) -> list:
    """A row of the Chinese ledger; cells by the names of its columns."""
    cells = dict(
        zip(
            HEAD,
            [
                key,
                "甲公司",
                "东路1号",
                "2024-03-01",
                f"配电箱{key}无盖",
                "一般",
                "2024-03-31",
                "张某",
                "",
                "整改中",
            ],
            strict=True,
        )
    )
    return list((cells | given).values())


def test_a_ledger_comes_in_with_its_sites_terms_and_trail(tmp_path):
    path = write_xlsx(
        tmp_path / "三月.xlsx",
        [
            HEAD,
            row(1),
            row(2, 整改完成日期="2024-03-20", 状态="已整改"),
            row(3, 企业名称="乙公司", 状态="已销号", 整改完成日期="2024-03-09"),
        ],
    )
    batch = rehearsed(path)
    assert (batch.counts["hazards_new"], batch.counts["sites_new"], batch.counts["bad"]) == (
        3,
        2,
        0,
    )
    assert not Hazard.objects.exists()
    commit(batch)
    first, second, third = Hazard.objects.order_by("external_key")
    assert (first.status, first.due_on, first.source_level, first.level, first.responsible) == (
        "assigned",
        date(2024, 3, 31),
        "一般",
        "undetermined",
        "张某",
    )
    assert (second.status, second.rectified_on) == ("rectified", date(2024, 3, 20))
    assert (third.status, third.closed_on, third.site.name, third.enterprise.name) == (
        "closed",
        date(2024, 3, 9),
        "乙公司",
        "乙公司",
    )
    assert first.found_on == date(2024, 3, 1)
    assert first.recorded_at == NOON
    assert [
        (entry.action, entry.held)
        for hazard in (first, second, third)
        for entry in trail.about(hazard)
    ] == [("hazards.brought_in", date(2024, 3, 1))] * 3
    assert [entry.action for entry in trail.about(batch)] == [
        "imports.opened",
        "imports.map",
        "imports.rehearse",
        "imports.end_rehearsal",
        "imports.commit",
        "imports.end_commit",
    ]


def test_what_no_field_takes_is_kept(tmp_path):
    commit(rehearsed(write_csv(tmp_path / "a.csv", [[*HEAD, "网格号"], [*row(1), "G-7"]])))
    assert Hazard.objects.get().extra["网格号"] == "G-7"


def test_rows_with_errors_stay_out_and_say_why(tmp_path):
    path = write_csv(
        tmp_path / "a.csv",
        [HEAD, row(1), row(2, 隐患描述=""), row(3, 发现日期="不详"), row(1, 隐患描述="另一处")],
    )
    batch = rehearsed(path)
    assert batch.counts["bad"] == 3
    assert {
        code: number
        for code, number in remarks(batch).items()
        if code in {"empty", "not_a_date", "key_twice"}
    } == {"empty": 1, "not_a_date": 1, "key_twice": 1}
    commit(batch)
    assert Hazard.objects.count() == 1


def test_rows_that_differ_only_in_a_number_that_goes_nowhere_or_in_signs_are_told_and_kept(
    tmp_path,
):
    said = {"隐患描述": "1-2号楼，配电箱无盖。"}
    path = write_xlsx(
        tmp_path / "a.xlsx",
        [
            [*HEAD, "序号"],
            [*row("", **said), "1"],
            [*row("", **said), "2"],
            [*row("", **said), "2"],
            [*row("", 隐患描述="１-２号楼 配电箱无盖"), "3"],
            [*row("", 隐患描述="12号楼，配电箱无盖。"), "4"],
            [*row("", **said, 整改期限="2024-04-30"), "5"],
        ],
    )
    batch = rehearsed(path)
    said = remarks(batch)
    assert (said["alike_row"], said["identical_row"], batch.counts["bad"]) == (2, 1, 0)
    told = batch.remarks.filter(code="alike_row").order_by("number")
    assert [(each.number, each.facts) for each in told] == [(3, {"first": 2}), (5, {"first": 2})]
    assert commit(batch).counts["hazards_new"] == 6
    assert Hazard.objects.count() == 6


def test_dates_that_could_be_read_two_ways_are_decided_by_the_column_or_refused(tmp_path):
    clear = rehearsed(
        write_csv(
            tmp_path / "a.csv", [HEAD, row(1, 发现日期="03/04/2024"), row(2, 发现日期="25/04/2024")]
        ),
        namespace="a",
    )
    assert remarks(clear)["order_day_first"] == 1
    commit(clear)
    assert Hazard.objects.get(external_key="a:1").found_on == date(2024, 4, 3)
    unclear = rehearsed(
        write_csv(tmp_path / "b.csv", [HEAD, row(1, 发现日期="03/04/2024")]), namespace="b"
    )
    assert (unclear.counts["bad"], remarks(unclear)["date_either"]) == (1, 1)


def test_totals_and_footnotes_are_reported_not_brought_in(tmp_path):
    batch = rehearsed(
        write_csv(
            tmp_path / "a.csv",
            [["三月台账"], HEAD, row(1), ["合计", *[""] * 8, "1"], ["填表人：某某"]],
        )
    )
    assert (
        remarks(batch)["totals_row"],
        remarks(batch)["footnote_row"],
        batch.counts["hazard_rows"],
    ) == (1, 1, 1)


def test_units_are_found_by_name_and_a_deliberative_one_is_no_finder(tmp_path):
    make_unit(name="安委会办公室", kind="office")
    department = make_unit(name="应急管理局", enforcing=True)
    street = make_unit(name="东街道", kind="street")
    head = [*HEAD, "检查单位", "所属街道"]
    batch = rehearsed(
        write_csv(
            tmp_path / "a.csv",
            [head, [*row(1), "应急管理局", "东街道"], [*row(2), "安委会办公室", "无此街道"]],
        )
    )
    assert (remarks(batch)["finder_deliberates"], remarks(batch)["unit_unknown"]) == (1, 1)
    commit(batch)
    first, second = Hazard.objects.order_by("external_key")
    assert (first.found_unit, first.handling_unit, first.territory) == (
        department,
        department,
        street,
    )
    assert second.found_unit is None
    assert second.extra["found_unit"] == "安委会办公室"


def test_sites_the_register_knows_are_not_made_again(tmp_path):
    enterprise = Enterprise.objects.create(
        name="福州某某化工有限公司", credit_code="91350100M000100Y43"
    )
    known = Site.objects.create(
        name="福州某某化工有限公司", address="港口路8号", enterprise=enterprise, recorded_at=NOON
    )
    near = Site.objects.create(
        name="长春市东方红机械制造有限公司", address="西路2号", recorded_at=NOON
    )
    head = [*HEAD, "统一社会信用代码"]
    rows = [
        [*row(1, 企业名称="某某化工"), "91350100M000100Y43"],
        [*row(2, 企业名称="长春市东方红机械制造公司", 地址="西路2号"), ""],
        [*row(3, 企业名称="全新公司"), ""],
    ]
    batch = rehearsed(write_csv(tmp_path / "a.csv", [head, *rows]))
    assert [(place.match, place.site) for place in batch.places.all()] == [
        ("known", known),
        ("likely", near),
        ("new", None),
    ]
    choices.answer(
        batch, places={batch.places.get(match="likely").pk: "link"}, twins={}, by=BY, at=NOON
    )
    commit(batch)
    assert [hazard.site for hazard in Hazard.objects.order_by("external_key")[:2]] == [known, near]
    assert Site.objects.count() == 3


def test_a_hazard_that_is_likely_there_already_is_offered_for_linking(tmp_path):
    site = Site.objects.create(name="甲公司", address="东路1号", recorded_at=NOON)
    finding = registering.Finding("配电箱1无盖！", date(2024, 3, 1), "enterprise", site=site)
    there = registering.register(finding, by=BY, at=NOON, today=date(2024, 4, 1))
    batch = rehearsed(
        write_csv(tmp_path / "a.csv", [HEAD, row(1), row(2, 隐患描述="灭火器过期未检")])
    )
    twin = batch.twins.get()
    assert (twin.hazard, twin.row.number) == (there, 2)
    commit(batch, likely_hazards="link")
    assert Hazard.objects.count() == 2
    commit(rehearsed(write_csv(tmp_path / "b.csv", [HEAD, row(1)]), namespace="other"))
    assert Hazard.objects.get(external_key="other:1").seen_before in {
        there,
        Hazard.objects.get(external_key="monthly:2"),
    }


def test_a_returning_ledger_shows_new_changed_unchanged_and_missing_and_overwrites_nothing(
    tmp_path,
):
    commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1), row(2), row(3)])))
    batch = rehearsed(
        write_csv(
            tmp_path / "b.csv", [HEAD, row(1), row(2, 责任人="李某", 整改期限="2024-05-01"), row(4)]
        )
    )
    assert {name: batch.counts[f"hazards_{name}"] for name in ("new", "changed", "unchanged")} == {
        "new": 1,
        "changed": 1,
        "unchanged": 1,
    }
    assert [hazard.external_key for hazard in missing(batch)] == ["monthly:3"]
    assert batch.differences.get().fields == {
        "due_on": ["2024-03-31", "2024-05-01"],
        "responsible": ["张某", "李某"],
    }
    commit(batch)
    second = Hazard.objects.get(external_key="monthly:2")
    assert (second.responsible, second.due_on) == ("张某", date(2024, 3, 31))
    assert Hazard.objects.count() == 4


def test_accepted_changes_are_taken_over_field_by_field_and_undone(tmp_path):
    commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1), row(2)])))
    changed = [
        row(1, 责任人="李某", 整改期限="2024-05-01"),
        row(2, 状态="已销号", 整改完成日期="2024-03-20"),
    ]
    batch = rehearsed(write_csv(tmp_path / "b.csv", [HEAD, *changed]))
    first, second = batch.differences.order_by("pk")
    choices.accept(batch, {first.pk: ["due_on"], second.pk: ["status"]}, by=BY, at=NOON)
    commit(batch)
    one, two = Hazard.objects.order_by("external_key")
    assert (one.responsible, one.due_on) == ("张某", date(2024, 5, 1))
    assert (two.status, two.closed_on) == ("closed", date(2024, 3, 20))
    assert [clock.due_on for clock in one.clocks.filter(stopped_on=None)] == [date(2024, 5, 1)]
    undo(batch)
    one, two = Hazard.objects.order_by("external_key")
    assert (one.due_on, two.status, two.closed_on) == (date(2024, 3, 31), "assigned", None)
    # The end had stopped the clock; the case that is open again has its term again.
    assert [clock.due_on for clock in two.clocks.filter(stopped_on=None)] == [date(2024, 3, 31)]


def test_why_a_change_is_not_undone_is_told_in_the_language_of_who_asks(tmp_path):
    commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    batch = rehearsed(write_csv(tmp_path / "b.csv", [HEAD, row(1, 整改期限="2024-05-01")]))
    difference = batch.differences.get()
    choices.accept(batch, {difference.pk: ["due_on"]}, by=BY, at=NOON)
    commit(batch)
    difference.refresh_from_db()
    registering.correct(difference.hazard, {"place": "二楼"}, by=BY, at=NOON, reason="looked")
    with translation.override("zh-hans"), pytest.raises(MoveRefused, match="已有后续办理"):
        updating.put_back(difference, by=BY, at=NOON)


def test_a_row_whose_hazard_was_taken_out_between_rehearsal_and_commit_is_brought_in(tmp_path):
    first = commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1), row(2)])))
    second = rehearsed(write_csv(tmp_path / "b.csv", [HEAD, row(1, 责任人="李某"), row(2), row(3)]))
    undo(first)
    commit(second)
    assert sorted(Hazard.objects.values_list("external_key", flat=True)) == [
        "monthly:1",
        "monthly:2",
        "monthly:3",
    ]
    assert Hazard.objects.get(external_key="monthly:1").responsible == "李某"
    assert all(hazard.site is not None for hazard in Hazard.objects.all())


def test_undoing_takes_everything_out_and_leaves_the_counters_as_before(tmp_path):
    batch = commit(
        rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1), row(2, 企业名称="乙公司")]))
    )
    names = [trail.name_of(hazard) for hazard in Hazard.objects.all()]
    undo(batch)
    assert not Hazard.objects.exists()
    assert not Site.objects.exists()
    assert not Enterprise.objects.exists()
    assert not sum(Tally.objects.values_list("amount", flat=True))
    assert batch.state == "undone"
    assert [trail.about(name).last().action for name in names] == ["hazards.taken_out"] * 2


def test_a_batch_on_which_something_was_built_is_not_undone(tmp_path):
    batch = commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1), row(2)])))
    hazard = Hazard.objects.get(external_key="monthly:1")
    registering.correct(hazard, {"place": "二楼"}, by=BY, at=NOON, reason="looked")
    with pytest.raises(batches.BuiltOn) as refusal:
        batches.undo(batch, by=BY, at=NOON, reason="wrong file")
    assert refusal.value.things == [hazard.number]
    assert Hazard.objects.count() == 2


def test_a_ledger_that_came_again_under_another_name_does_not_hold_the_first(tmp_path):
    first = commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1), row(2)])))
    path = write_csv(tmp_path / "b.csv", [HEAD, row(1), row(2)])
    second = commit(rehearsed(path, namespace="again"), likely_hazards="create")
    assert second.twins.count() == 2
    undo(second)
    assert undo(first).state == "undone"
    assert not Hazard.objects.exists()


def test_a_later_ledger_lets_go_of_what_it_was_like_and_can_be_undone_itself(tmp_path):
    first = commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    path = write_csv(tmp_path / "b.csv", [HEAD, row(1)])
    second = commit(rehearsed(path, namespace="again"), likely_hazards="create")
    hazard = Hazard.objects.get(external_key="again:1")
    assert hazard.seen_before is not None
    # A site both use would hold the first.
    Site.objects.update(origin="")
    assert undo(first).state == "undone"
    hazard.refresh_from_db()
    assert hazard.seen_before is None
    assert trail.about(hazard).last().action == "hazards.likeness_dropped"
    assert undo(second).state == "undone"


def test_a_batch_whose_hazard_a_proposed_end_names_as_the_one_that_goes_on_is_not_undone(tmp_path):
    batch = commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1), row(2)])))
    named = Hazard.objects.get(external_key="monthly:2")
    cast = Cast()
    closing.propose(
        major(cast, "planning"), "set_aside", by=cast.officer, at=NOON, on=TODAY, why="duplicate", reason="Same box", duplicate_of=named,
    )  # fmt: skip
    with pytest.raises(batches.BuiltOn) as refusal:
        batches.undo(batch, by=BY, at=NOON, reason="wrong file")
    assert refusal.value.things == [named.number]


def test_an_undo_that_meets_new_work_lets_go_of_the_batch_and_says_why(tmp_path):
    batch = commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    batches.undo(batch, by=BY, at=NOON, reason="wrong file")
    hazard = Hazard.objects.get()
    registering.correct(hazard, {"place": "二楼"}, by=BY, at=NOON, reason="looked")
    run_all(NOON)
    batch.refresh_from_db()
    assert batch.state == "committed"
    assert (batch.job.state, hazard.number in batch.job.error) == ("failed", True)
    with pytest.raises(batches.BuiltOn, match=hazard.number):
        batches.undo(batch, by=BY, at=NOON, reason="wrong file")


def test_a_batch_whose_hazards_prove_a_task_is_not_undone(tmp_path):
    batch = commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1), row(2)])))
    hazard = Hazard.objects.get(external_key="monthly:2")
    task = make_task(make_cast())
    proving.add(task, [hazard.pk])
    with pytest.raises(batches.BuiltOn) as refusal:
        batches.undo(batch, by=BY, at=NOON, reason="wrong file")
    assert refusal.value.things == [hazard.number]


def test_an_undo_that_meets_a_task_proven_meanwhile_keeps_the_case_and_says_why(tmp_path):
    batch = commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    batches.undo(batch, by=BY, at=NOON, reason="wrong file")
    task = make_task(make_cast())
    proving.add(task, [Hazard.objects.get().pk])
    run_all(NOON)
    batch.refresh_from_db()
    assert (batch.state, batch.job.state) == ("committed", "failed")
    assert task.number in batch.job.error
    assert task.targets.count() == 1


def test_a_site_used_by_another_hazard_keeps_its_batch(tmp_path):
    batch = commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    finding = registering.Finding(
        "灭火器过期", date(2024, 4, 1), "enterprise", site=Site.objects.get()
    )
    registering.register(finding, by=BY, at=NOON, today=date(2024, 4, 1))
    with pytest.raises(batches.BuiltOn, match="甲公司"):
        batches.undo(batch, by=BY, at=NOON, reason="wrong file")


def test_pictures_become_evidence_of_their_row(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    rows = [[*HEAD, "整改前照片", "整改后照片"], [*row(1), "", ""], [*row(2), "", ""]]
    path = write_with_pictures(
        tmp_path / "a.xlsx", rows, {(1, 10): png("red"), (1, 11): png("blue")}
    )
    commit(rehearsed(path))
    shown = Evidence.objects.order_by("pk").values_list("hazard__external_key", "side")
    assert list(shown) == [("monthly:1", "before"), ("monthly:1", "after")]
    assert StoredFile.objects.count() == 2


def test_mapping_again_throws_the_old_rehearsal_away(tmp_path):
    batch = rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)]))
    tables = list(map(batches.spec.table_of, batch.spec["tables"]))
    batches.map_batch(batch, tables, namespace="other", options={}, by=BY, at=NOON)
    assert not StagedRow.objects.exists()
    assert batch.counts == {}


def test_a_batch_two_people_hold_is_moved_once(tmp_path):
    batch = rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)]))
    other = Batch.objects.get(pk=batch.pk)
    batches.commit(batch, by=BY, at=NOON)
    with pytest.raises(batches.Changed):
        batches.commit(other, by=BY, at=NOON)
    with pytest.raises(batches.BatchRefused):
        batches.rehearse(batch, by=BY, at=NOON)


def test_a_file_that_cannot_be_read_leaves_nothing_behind(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    good, bad = write_csv(tmp_path / "a.csv", [HEAD, row(1)]), tmp_path / "b.pdf"
    bad.write_bytes(b"%PDF-1.7")
    with pytest.raises(Unreadable):
        opened(good, bad)
    assert not Batch.objects.exists()
    assert not [path for path in (tmp_path / "media").rglob("*") if path.is_file()]


def test_the_same_file_is_recognised(tmp_path):
    path = write_csv(tmp_path / "a.csv", [HEAD, row(1)])
    first = commit(rehearsed(path))
    assert [file.batch for file in same_files(mapped(path))] == [first]


def test_what_differs_only_because_the_ledger_says_nothing_is_no_change(tmp_path):
    commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    batch = rehearsed(write_csv(tmp_path / "b.csv", [HEAD, row(1, 责任人="", 整改期限="")]))
    assert not Difference.objects.exists() or set(batch.differences.get().fields) <= {"status"}


def test_who_brings_in_a_fix_with_a_returning_ledger_does_not_verify_it(tmp_path):
    officer = make_user("officer", unit=make_unit(kind=UnitKind.DEPARTMENT, enforcing=True))
    commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    again = [HEAD, row(1, 状态="已整改", 整改完成日期="2024-03-20")]
    batch = rehearsed(write_csv(tmp_path / "b.csv", again))
    batches.commit(batch, by=officer, at=NOON, options={"changes": "all"})
    batch = worked(batch)
    hazard = Hazard.objects.get()
    assert (hazard.status, hazard.fix_entered_by) == ("rectified", trail.name_of(officer))
    with pytest.raises(handling.SameHands):
        handling.verify(hazard, by=officer, at=NOON, on=NOON.date(), remark="seen")
    undo(batch)
    assert Hazard.objects.get().fix_entered_by == ""


def test_a_returning_ledger_does_not_end_a_case_whose_level_waits_for_a_second_person(tmp_path):
    commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    Determination.objects.create(
        hazard=Hazard.objects.get(),
        level="major",
        state="proposed",
        held_on=NOON.date(),
        recorded_at=NOON,
        recorded_by=BY,
    )
    again = [HEAD, row(1, 状态="已销号", 整改完成日期="2024-03-20")]
    commit(rehearsed(write_csv(tmp_path / "b.csv", again)), changes="all")
    assert Hazard.objects.get().status == "assigned"


def test_a_case_ended_by_a_returning_ledger_is_offered_to_nobody_any_more(tmp_path):
    giver, taker = make_unit(kind=UnitKind.DEPARTMENT), make_unit(kind=UnitKind.DEPARTMENT)
    commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    Hazard.objects.update(handling_unit=giver)
    transferring.offer(
        Hazard.objects.get(), by=BY, at=NOON, today=NOON.date(), taker=taker, reason="theirs"
    )
    again = [HEAD, row(1, 状态="已销号", 整改完成日期="2024-03-20")]
    commit(rehearsed(write_csv(tmp_path / "b.csv", again)), changes="all")
    hazard = Hazard.objects.get()
    assert (hazard.status, hazard.offered_unit) == ("closed", None)
    assert hazard.transfers.get().state == "withdrawn"


def test_who_entered_a_fix_stays_its_enterer_when_a_ledger_says_the_same_fix(tmp_path):
    fixed = row(1, 状态="已整改", 整改完成日期="2024-03-20")
    commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, fixed])))
    Hazard.objects.update(fix_entered_by="accounts.user:7")
    again = row(1, 状态="已销号", 整改完成日期="2024-03-20")
    commit(rehearsed(write_csv(tmp_path / "b.csv", [HEAD, again])), changes="all")
    hazard = Hazard.objects.get()
    assert (hazard.status, hazard.fix_entered_by) == ("closed", "accounts.user:7")


def verified() -> Hazard:
    """The case of row 1 once its fix was reported and verified here, by two people."""
    hazard = Hazard.objects.get()
    fix = {"measures": "Cover fitted", "fixer": "张某", "proofs": [proof()]}
    today = NOON.date()
    handling.rectify(hazard, by=make_user("enterprise"), at=NOON, on=today, today=today, **fix)
    handling.verify(hazard, by=make_user("officer"), at=NOON, on=today, remark="seen")
    return hazard


def test_every_difference_does_not_undo_what_a_person_verified(tmp_path):
    commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    was = verified()
    late = [HEAD, row(1, 责任人="李某", 状态="已整改", 整改完成日期="2024-03-20")]
    commit(rehearsed(write_csv(tmp_path / "b.csv", late)), changes="all")
    now = Hazard.objects.get()
    assert now.responsible == "李某", "what nobody judged is taken over"
    for name in ("status", "rectified_on", "closed_on", "closed_at", "closed_by"):
        assert getattr(now, name) == getattr(was, name)


def test_a_person_may_mark_even_what_another_person_verified(tmp_path):
    commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    verified()
    batch = rehearsed(write_csv(tmp_path / "b.csv", [HEAD, row(1)]))
    choices.accept(batch, {batch.differences.get().pk: ["status"]}, by=BY, at=NOON)
    commit(batch)
    assert Hazard.objects.get().status == "assigned"


def test_every_difference_does_not_end_what_a_person_sent_back(tmp_path):
    commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    verified()
    Hazard.objects.update(handling_unit=make_unit(kind=UnitKind.DEPARTMENT))
    hazard = Hazard.objects.get()
    again = {"due_on": NOON.date() + timedelta(days=9), "reason": "open again"}
    handling.reopen(hazard, by=make_user("officer"), at=NOON, on=NOON.date(), **again)
    ended = [HEAD, row(1, 状态="已销号", 整改完成日期="2024-03-20")]
    commit(rehearsed(write_csv(tmp_path / "b.csv", ended)), changes="all")
    assert Hazard.objects.get().status == "assigned"


def test_profiles_whose_names_differ_only_in_chinese_do_not_replace_each_other():
    said = {"namespace": "monthly", "options": {}, "unit": None, "by": BY, "at": NOON}
    for name in ("消防台账 2025", "危化台账 2025", "消防台账 2025"):
        keep_profile(name, [], **said)
    assert Profile.objects.count() == 2


def planned_with(model: type) -> float:
    """How many rows PostgreSQL believes a table has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table]
        )
        return cursor.fetchone()[0]


@pytest.mark.postgresql
def test_a_large_ledger_is_compared_and_undone_by_plans_that_know_its_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(bulk, "MANY", 7)
    batch = rehearsed(write_csv(tmp_path / "a.csv", [HEAD, *map(row, range(7))]))
    assert planned_with(StagedRow) == 7
    commit(batch)
    assert planned_with(Hazard) == 7
    again = rehearsed(write_csv(tmp_path / "b.csv", [HEAD, *map(row, range(6))]))
    assert again.counts["missing"] == 1
    assert planned_with(StagedRow) == 7
