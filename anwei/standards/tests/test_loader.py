"""A pack with faults is refused, and every fault is told by file and line."""

import pytest

from anwei.standards import loader
from anwei.standards.loader import PackRefused
from anwei.standards.pack import PACKS
from anwei.standards.tests.factories import copy_pack, spoil


def words_of(folder, local=None):
    return [str(fault) for fault in loader.faults(folder, local)]


def test_the_pack_that_comes_with_anwei_has_no_fault():
    assert loader.faults(PACKS / "cn") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("sectors.yaml", ", key: true", ", keys: true", "'keys' is not known here."),
        ("sectors.yaml", "zh: 燃气", "fr: gaz", "the text in 'zh' is missing."),
        ("sectors.yaml", ", key: true", ", key: yes", "true or false is expected here."),
        (
            "sectors.yaml",
            "code: gas,",
            "code: fire,",
            "the code 'fire' is taken already, in sectors.yaml, line 4.",
        ),
        ("terms.yaml", "count: 15", "count: fifteen", "a whole number is expected here."),
        (
            "terms.yaml",
            "calendar: calendar",
            "calendar: lunar",
            "one of working, calendar is expected here, not 'lunar'.",
        ),
        ("terms.yaml", "group: rectify", "group: repair", "no such group of terms: 'repair'."),
        (
            "terms.yaml",
            "trust: local",
            "trust: full_text",
            "`local: true` and `trust: local` go together.",
        ),
        (
            "terms.yaml",
            "count: 24, unit: hours",
            "count: 24, unit: days",
            "a term in hours starts at the moment, and no other term does.",
        ),
        (
            "terms.yaml",
            "unit: months, calendar: calendar",
            "unit: months, calendar: working",
            "only days can be working days.",
        ),
        (
            "terms.yaml",
            "code: general_term",
            "code: other_term",
            "the term 'general_term' is missing.",
        ),
        ("routing.yaml", "also: [gas]", "also: [steam]", "no such sector: 'steam'."),
        (
            "routing.yaml",
            "[gas_use, bottled_gas]",
            "[gas_usage]",
            "no such attribute: 'gas_usage'.",
        ),
        ("holidays.yaml", "2016-02-12: moved", "2017-02-12: moved", "2017-02-12 is not in 2016."),
        (
            "holidays.yaml",
            "2016-02-12: moved",
            "2016-02-12: picnic",
            "no such holiday name: 'picnic'.",
        ),
        (
            "holidays.yaml",
            "2016-02-12: moved",
            "12.2.2016: moved",
            "a date like 2026-11-23 is expected here, not '12.2.2016'.",
        ),
        (
            "holidays.yaml",
            "2016-02-06, 2016-02-14",
            "2016-02-03, 2016-02-14",
            "2016-02-03 is worked anyway; a make-up day falls on a weekend.",
        ),
        ("holidays.yaml", "year: 2017", "year: 2016", "the year 2016 is given twice."),
        (
            "holidays.yaml",
            "2016-02-09: spring_festival",
            "2016-02-08: spring_festival",
            "'2016-02-08' is given twice.",
        ),
        (
            "categories.yaml",
            "code: risk_grades",
            "code: grades",
            "the group 'risk_grades' is missing.",
        ),
        (
            "pack.yaml",
            "time_zone: Asia/Shanghai",
            "time_zone: Asia/Atlantis",
            "no such time zone: 'Asia/Atlantis'.",
        ),
        ("pack.yaml", "[saturday, sunday]", "[saturday, funday]", "one of monday,"),
        ("criteria/gas_2023.yaml", "sector: gas", "sector: steam", "no such sector: 'steam'."),
        (
            "criteria/gas_2023.yaml",
            "chapter: management",
            "chapter: managers",
            "the standard has no chapter 'managers'.",
        ),
        (
            "criteria/gas_2023.yaml",
            "source: s1",
            "source: s99",
            "the standard names no source 's99'.",
        ),
        (
            "criteria/gas_2023.yaml",
            "code: GAS23-04-02",
            "code: GAS23-04-01",
            "the code 'GAS23-04-01' is taken already",
        ),
        ("criteria/gas_2023.yaml", "clause: ", "klause: ", "'clause' is missing."),
        ("criteria/gas_2023.yaml", "    verified: true\n", "", "'verified' is missing."),
        (
            "criteria/fire_gb35181_2017.yaml",
            "until: 2025-10-31",
            "until: 2017-10-31",
            "it ends before it comes into force.",
        ),
        (
            "criteria/fire_gb35181_2017.yaml",
            "until: 2025-10-31",
            "until: 2025-11-01",
            "FIRE25 and FIRE17 are versions of 'fire' and in force at the same time.",
        ),
        (
            "criteria/fire_gb35181_2017.yaml",
            "replaced_by: FIRE25",
            "replaced_by: FIRE30",
            "no such standard: 'FIRE30'.",
        ),
        (
            "criteria/fire_gb35181_2025.yaml",
            "published: 2025-04-25",
            "published: 2026-04-25",
            "it is published after it comes into force.",
        ),
        (
            "criteria/fire_gb35181_2025.yaml",
            "verified: false",
            "verified: true",
            "a placeholder or a topic label cannot be verified.",
        ),
        (
            "search.yaml",
            "signs:",
            "signs:\n  - {code: NONE-1, words: [x]}",
            "no such clause: 'NONE-1'.",
        ),
    ],
)
def test_a_fault_is_told_by_file_and_in_words(tmp_path, file, old, new, said):
    folder = copy_pack(tmp_path)
    spoil(folder, file, old, new)
    told = words_of(folder)
    assert any(said in line for line in told), told
    with pytest.raises(PackRefused):
        loader.load(folder)


def test_the_line_is_the_line_of_the_fault(tmp_path):
    folder = copy_pack(tmp_path)
    line = spoil(folder, "terms.yaml", "count: 90", "count: ninety")
    assert [(fault.file, fault.line) for fault in loader.faults(folder)] == [("terms.yaml", line)]


def test_every_fault_is_told_at_once_also_over_several_files(tmp_path):
    folder = copy_pack(tmp_path)
    spoil(folder, "terms.yaml", "count: 90", "count: ninety")
    spoil(folder, "sectors.yaml", ", key: true", ", keys: true")
    spoil(folder, "criteria/gas_2023.yaml", "effective: 2023-09-21", "effective: soon")
    told = loader.faults(folder)
    assert [fault.file for fault in told] == [
        "criteria/gas_2023.yaml",
        "sectors.yaml",
        "terms.yaml",
    ]
    with pytest.raises(PackRefused) as refused:
        loader.load(folder)
    assert len(refused.value.faults) == 3
    assert "terms.yaml, line" in str(refused.value)


def test_references_across_files_are_told_together(tmp_path):
    folder = copy_pack(tmp_path)
    spoil(folder, "routing.yaml", "also: [gas]", "also: [steam]")
    spoil(folder, "criteria/gas_2023.yaml", "sector: gas", "sector: steam")
    assert len(loader.faults(folder)) == 2


def test_what_is_not_yaml_a_missing_file_and_an_unknown_file_are_faults(tmp_path):
    folder = copy_pack(tmp_path)
    (folder / "terms.yaml").write_text("terms: [", encoding="utf-8")
    (folder / "routing.yaml").unlink()
    (folder / "holidays.yaml").write_bytes(b"\xff\xfe\x00")
    (folder / "presets.yaml").write_text("", encoding="utf-8")
    (folder / "therms.yaml").write_text("terms: []", encoding="utf-8")
    told = " ".join(words_of(folder))
    for said in (
        "this is not YAML",
        "routing.yaml, line 1: the file is missing",
        "not UTF-8",
        "the file is empty",
        "no file of this name",
    ):
        assert said in told


def test_lists_groups_and_texts_of_the_wrong_kind_are_faults(tmp_path):
    folder = copy_pack(tmp_path)
    (folder / "presets.yaml").write_text(
        "terms: five\nphrases:\n  - text\n  - {code: a b, use: x, text: []}\n", encoding="utf-8"
    )
    told = " ".join(words_of(folder))
    for said in (
        "a list is expected here",
        "a group of fields is expected here",
        "a code has no spaces",
        "names with values are expected here",
    ):
        assert said in told


def test_a_folder_that_is_not_there_is_a_fault(tmp_path):
    assert "the file is missing" in words_of(tmp_path / "none")[0]


# What a locality lays over the pack


def local(tmp_path, **files):
    folder = tmp_path / "ours"
    folder.mkdir()
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


TERM = "{code: CODE, group: rectify, name: {en: Ours, zh: 本地}, count: 20, unit: days, calendar: working, trust: local, local: true, basis: {en: Zone rule 3, zh: 本区规定3}}"


def test_a_locality_chooses_its_own_terms(tmp_path):
    ours = local(tmp_path, terms="terms:\n  - " + TERM.replace("CODE", "general_term"))
    assert loader.load(PACKS / "cn", ours).term("general_term").count == 20


def test_a_locality_cannot_change_a_term_that_law_sets(tmp_path):
    ours = local(tmp_path, terms="terms:\n  - " + TERM.replace("CODE", "fine_payment"))
    assert words_of(PACKS / "cn", ours) == [
        "local: terms.yaml, line 2: the term 'fine_payment' is set by law and cannot be replaced."
    ]


def test_a_locality_announces_a_years_holidays(tmp_path):
    ours = local(
        tmp_path,
        holidays="years:\n  - year: 2027\n    basis: official\n    off: {2027-01-01: new_year}\n    worked: [2027-02-20]\n",
    )
    calendar = loader.load(PACKS / "cn", ours).calendar
    assert calendar.is_official(2027)
    assert calendar.is_official(2026)


def test_a_locality_adds_clauses_to_a_standard_of_the_pack(tmp_path):
    text = "extends: FIRE25\ncriteria:\n  - {code: FIRE25-5.9, clause: 5.9, kind: direct, title: {en: A, zh: 甲}, verified: true, source: official text p. 7}\n"
    pack = loader.load(PACKS / "cn", local(tmp_path, criteria__fire=text))
    assert pack.criteria["FIRE25-5.9"].selectable
    assert pack.criteria["FIRE25-5.9"].standard.number == "GB 35181-2025"


def test_a_file_of_clauses_is_a_standard_or_extends_one_never_both_or_neither(tmp_path):
    ours = local(tmp_path, criteria__fire="criteria: []\n")
    assert "either `standard` or `extends`" in words_of(PACKS / "cn", ours)[0]


def test_a_fault_in_the_locals_files_is_told_with_their_name(tmp_path):
    ours = local(tmp_path, terms="terms:\n  - {code: x}\n")
    assert words_of(PACKS / "cn", ours)[0].startswith("local: terms.yaml, line 2:")
