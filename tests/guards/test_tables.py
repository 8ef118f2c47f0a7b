"""A list is the component: a table written by hand stands here with the reason why it is none."""

import re

import pytest

from tests.guards.places import PACKAGE, ROOT, templates

TABLE = re.compile(r"<table\b")
# What the component itself draws: the list, its preview and reports, its views and exports.
COMPONENT = PACKAGE / "lists" / "templates"
REASONS = {
    "accounts/people_rows.html": "who works in one unit, on the unit's page, with the way to the list",
    "accounts/profile.html": "one's own open sessions: a handful",
    "accounts/units.html": "a tree, whose order is its meaning",
    "mfa/webauthn/authenticator_list.html": "one's own passkeys: a handful",
    "audit/entry.html": "one entry: was and now side by side",
    "audit/heads.html": "the last heads, keyed by day; each is handed outside from here",
    "committee/resolution.html": "what became of one decision: its tasks counted, and its first cases with the way to the list",
    "foundation/components/chart.html": "the figures of a chart, for who cannot see it",
    "imports/batch.html": "counts of one import: a row for each table of the ledger",
    "imports/changes.html": "one changed row: its fields, to be ticked and sent",
    "imports/columns.html": "the columns of one file, to be assigned and sent",
    "imports/duplicates.html": "questions of one import, to be answered and sent",
    "imports/missing.html": "what one import misses: a step of the import",
    "imports/remarks.html": "what was noticed in one import, told in words made from codes; has its own file",
    "messaging/channels.html": "the robots: a handful, each with its test",
    "responsibility/_four.html": "the four lines of one site",
    "responsibility/run.html": "the first lines of a dry run, with the way to the list",
    "responsibility/site.html": "who answered for one site before",
    "situation/_table.html": "counted figures; each opens its list",
    "situation/sheet.html": "the same figures on one sheet of paper",
    "standards/calendar.html": "a month",
    "standards/standard.html": "the text of one standard, from the pack's files",
    "standards/standards.html": "the standards of the pack: files, no rows of the database",
    "standards/terms.html": "the legal terms of the pack: files, no rows of the database",
}


def short(path):
    return path.as_posix().partition("/templates/")[2]


PAGES = [path for path in templates() if COMPONENT not in path.parents]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_table_is_a_list_or_says_why_it_is_none(path):
    if TABLE.search(path.read_text(encoding="utf-8")):
        assert short(path) in REASONS, "make it a list (docs/lists.md), or say here why it is none"


def test_no_reason_outlives_its_table():
    with_tables = {short(path) for path in PAGES if TABLE.search(path.read_text(encoding="utf-8"))}
    assert not REASONS.keys() - with_tables
