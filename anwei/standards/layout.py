"""How each file of a jurisdiction pack is laid out: which fields it must and may have."""

from anwei.standards.reading import (
    choice,
    code,
    day,
    flag,
    label,
    mapping,
    record,
    several,
    text,
    whole,
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TRUST = ("full_text", "secondary", "unverified", "local")
STATUS = ("current", "in_use", "trial", "overlapped", "superseded")
KINDS = ("direct", "comprehensive", "item")

_named = {"code": code, "name": label}
_length = {
    "count": whole,
    "unit": choice("days", "months", "hours"),
    "calendar": choice("working", "calendar"),
}

PACK = record(
    {
        "code": code,
        "name": mapping(text),
        "version": text,
        "reviewed_on": day,
        "time_zone": text,
        "languages": several(code),
        "weekend": several(choice(*WEEKDAYS)),
        "note": mapping(text),
    }
)
SECTORS = record({"sectors": several(record(_named, {"key": flag, "names": several(text)}))})
ATTRIBUTES = record({"attributes": several(record(_named))})
ROUTING = record(
    {
        "rules": several(
            record(
                {"code": code, "also": several(code), "because": label, "basis": text},
                {"sectors": several(code), "attributes": several(code), "caution": label},
            )
        )
    }
)
TERMS = record(
    {
        "terms": several(
            record(
                {**_named, **_length, "group": code, "basis": label, "trust": choice(*TRUST)},
                {
                    "starts": choice("day_after", "same_day", "moment"),
                    "direction": choice("after", "before"),
                    "roll": flag,
                    "local": flag,
                },
            )
        )
    },
    {"groups": several(record(_named))},
)
HOLIDAYS = record(
    {
        "years": several(
            record(
                {
                    "year": whole,
                    "basis": choice("official", "rule"),
                    "off": mapping(code, key=day),
                    "worked": several(day),
                }
            )
        )
    },
    {"library": text, "names": mapping(label)},
)
PRESETS = record(
    {},
    {
        "terms": several(record({"name": label, **_length})),
        "phrases": several(record({"code": code, "use": code, "text": label})),
    },
)
CATEGORIES = record({"groups": several(record({**_named, "items": several(record(_named))}))})
SEARCH = record(
    {},
    {
        "synonyms": several(several(text)),
        "signs": several(record({"code": code, "words": several(text)})),
    },
)

COMMITTEE = record(
    {
        "numbers": mapping(text, key=code),
        "bodies": several(
            record(
                {
                    "code": code,
                    "meets": choice("none", "month", "quarter", "half_year", "year"),
                    "quorum": whole,
                    "basis": label,
                }
            )
        ),
    }
)

_words = {"code": code, "words": several(text)}
_named_words = {**_named, "words": several(text)}
# How papers speak: plain words, and things with their words.
_SPOKEN_PLAINLY = (
    "gathering", "held", "coming", "handed_down", "not_parts", "not_names", "posts", "asks", "not_asking", "modals", "nobody", "unit_ends", "openers", "decides", "bare", "addressees", "every", "relevant", "lead", "help", "term", "directives", "minutes", "not_attitudes", "warns", "institutions", "rubbish", "months",
)  # fmt: skip
_SPOKEN_OF = ("bodies", "kinds", "levels", "days_ago", "parts", "sectors", "labels", "groups")
READING = record(
    {
        **{name: several(text) for name in _SPOKEN_PLAINLY},
        **{name: several(record(_words)) for name in _SPOKEN_OF},
        "campaigns": record({"words": several(text), "known": several(record(_named_words))}),
        "attitudes": several(record(_named_words)),
        "principles": several(record(_named_words)),
        "ordinals": several(record({"number": whole, "words": several(text)})),
    }
)

_standard = record(
    {
        "code": code,
        "number": text,
        "title": label,
        "sector": code,
        "family": code,
        "effective": day,
        "status": choice(*STATUS),
        "note": label,
        "sources": mapping(text),
    },
    {
        "published": day,
        "until": day,
        "replaces": text,
        "replaced_by": code,
        "chapters": several(record(_named)),
    },
)
_criterion = record(
    {"code": code, "clause": text, "kind": choice(*KINDS), "title": label, "verified": flag},
    {
        "source": text,
        "chapter": code,
        "topic_only": flag,
        "placeholder": flag,
        "catch_all": flag,
        "condition": label,
    },
)
# A file holds one version of one standard, or adds clauses to one that another file holds.
CRITERIA = record({"criteria": several(_criterion)}, {"standard": _standard, "extends": code})

FILES = {
    "sectors.yaml": SECTORS,
    "attributes.yaml": ATTRIBUTES,
    "routing.yaml": ROUTING,
    "terms.yaml": TERMS,
    "holidays.yaml": HOLIDAYS,
    "presets.yaml": PRESETS,
    "categories.yaml": CATEGORIES,
    "search.yaml": SEARCH,
    "committee.yaml": COMMITTEE,
    "reading.yaml": READING,
}
# Numbers that a pack must say how to write.
NUMBERS = ("resolution", "meeting_notice", "minutes", "resolution_list", "task_letter")
# Lists that every pack must have, because pages offer them.
GROUPS = (
    "hazard_types",
    "finder_capacities",
    "closure_reasons",
    "not_hazard_reasons",
    "consequences",
    "risk_grades",
    "plan_parts",
    "five_implementations",
    "legal_bases",
)
# Terms that every pack must have, because the work uses them.
TERM_CODES = (
    "general_term", "on_the_spot_verify", "assign_term", "determine_term", "verify_term", "plan_term",
    "plan_decide_term", "major_term", "acceptance_term", "major_report", "workers_report", "transfer_receipt",
    "extension_lead", "extension_decide", "answer_code_life", "instruction_answer", "local_clause_confirm",
    "resume_review", "suspension_max",
)  # fmt: skip
