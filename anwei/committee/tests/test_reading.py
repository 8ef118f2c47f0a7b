"""The notice that the product began with is read as a person reads it."""

from datetime import date
from pathlib import Path

import pytest

from anwei.committee.reading.reader import read

NOTICE = (
    Path(__file__).resolve().parents[4] / "shared" / "data" / "notice" / "notice-2023-10-27.txt"
)


@pytest.mark.realdata
def test_the_notice_of_october_2023_is_a_meeting_of_two_bodies():
    said = read(NOTICE.read_text(encoding="utf-8"))
    assert said.kind == "meeting"
    assert [(one.code, one.kind, one.number, one.year) for one in said.bodies] == [
        ("committee", "expanded", 4, 2023), ("fire_joint", "joint", 4, 2023),
    ]  # fmt: skip
    assert (said.day, said.time, said.published_on, said.published_time) == (
        date(2023, 10, 27), "", date(2023, 10, 27), "14:20",
    )  # fmt: skip
    assert [(one.part, one.name) for one in said.people if one.name] == [
        ("spoke", "Jiao Jiguo"),
        ("presided", "Wang Li"),
    ]
    assert {one.code for one in said.sectors} == {
        "fire", "gas", "road_traffic", "construction", "hazardous_chemicals", "industrial_trade",
    }  # fmt: skip
    assert [one.code for one in said.campaigns] == ["four_parts_2023"]
    assert len(said.attitudes) == 5
    assert "three_musts" in {one.code for one in said.principles}
    assert ("province", "Provincial Safety Committee") in {
        (one.level, one.name) for one in said.above
    }
    addressed = [one.addressees for one in said.demands if one.addressees]
    assert addressed == [("All departments and units",), ("All streets and relevant departments",)]
    assert {one.term for one in said.demands} == {""}
    assert "网址导航" not in said.text and "hidden" not in said.text[-40:]
