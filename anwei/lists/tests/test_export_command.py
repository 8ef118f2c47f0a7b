"""`anwei export`."""

import csv
import json

import pytest
from django.core.management import CommandError, call_command

from anwei.accounts.models import UnitKind
from anwei.accounts.tests.factories import make_unit, make_user
from anwei.audit import trail

pytestmark = pytest.mark.django_db


def exported(path, *given, key="units"):
    call_command("export", key, *given, output=path)
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_a_list_is_written_with_filters_order_and_columns(tmp_path, capsys):
    make_unit(name="Fire", code="2")
    make_unit(name="Gas", code="1")
    make_unit(name="East", kind=UnitKind.STREET)
    rows = exported(
        tmp_path / "units.csv",
        "--filter",
        "kind=department",
        "--sort=-name",
        "--columns=code,name",
        "--json",
    )
    assert rows == [["Code", "Name"], ["1", "Gas"], ["2", "Fire"]]
    said = json.loads(capsys.readouterr().out)
    assert said == {
        "list": "units",
        "file": str(tmp_path / "units.csv"),
        "rows": 2,
        "columns": ["code", "name"],
        "withheld": [],
    }
    assert trail.about("lists.list:units").get().now["rows"] == 2


def test_it_gives_no_more_than_the_person_named_may_have(tmp_path):
    make_unit(name="Elsewhere")
    street = make_user("street")
    assert [row[0] for row in exported(tmp_path / "a.csv", "--as", street.username)[1:]] == [
        street.unit.name
    ]
    with pytest.raises(CommandError, match="may not export"):
        exported(tmp_path / "b.csv", "--as", street.username, key="people")
    assert not (tmp_path / "b.csv").exists()


@pytest.mark.parametrize(
    ("given", "key", "name", "words"),
    [
        (["--filter", "kind=nonsense"], "units", "a.csv", "nonsense"),
        (["--filter", "kind"], "units", "a.csv", "KEY=VALUE"),
        (["--filter", "what=1"], "units", "a.csv", "what"),
        (["--sort=path"], "units", "a.csv", "path"),
        ([], "nothing", "a.csv", "no list"),
        ([], "units", "a.pdf", "xlsx, .csv or .zip"),
        (["--as", "nobody"], "units", "a.csv", "no account"),
        ([], "units", "no/such/folder/a.csv", "No such file"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_the_file_as_it_was(
    tmp_path, given, key, name, words
):
    with pytest.raises(CommandError, match=words):
        exported(tmp_path / name, *given, key=key)
    assert list(tmp_path.iterdir()) == []
