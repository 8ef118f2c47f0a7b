"""What can be wrong with an exported trail, in words. Plain Python, no Django.

The words are the message ids of the translations; the command line prints them as they stand.
"""

from dataclasses import dataclass, field
from typing import Any


def gettext_noop(text: str) -> str:
    """Mark a text for translation; the page that shows it translates."""
    return text


WORDS = {
    "unreadable": gettext_noop("The file cannot be read: %(why)s."),
    "not_a_trail": gettext_noop("This is not an export of the trail: %(why)s."),
    "malformed": gettext_noop("Line %(line)s is not a line of the trail: %(why)s."),
    "too_large": gettext_noop("Reading stopped: %(why)s."),
    "changed": gettext_noop(
        "Entry %(entry)s (line %(line)s) was changed after it was sealed: seal %(seal)s holds "
        "the hash %(expected)s, the entry as it stands has %(found)s."
    ),
    "removed": gettext_noop(
        "Entry %(entry)s was removed: seal %(seal)s holds it at position %(position)s."
    ),
    "reordered": gettext_noop(
        "Entries stand in another order: at position %(position)s (line %(line)s) seal %(seal)s "
        "holds entry %(entry)s, but here stands entry %(other)s."
    ),
    "added": gettext_noop(
        "Entry %(entry)s (line %(line)s) was put in: seal %(seal)s, which follows, does not hold it."
    ),
    "twice": gettext_noop("Entry %(entry)s is sealed twice, the second time in seal %(seal)s."),
    "seal_removed": gettext_noop("Seal %(seal)s was removed: seal %(other)s stands in its place."),
    "seal_reordered": gettext_noop("Seal %(other)s stands where seal %(seal)s should be."),
    "seal_missing": gettext_noop(
        "Entry %(entry)s (line %(line)s) and what follows it stand before no seal: "
        "seal %(seal)s was removed."
    ),
    "seal_changed": gettext_noop(
        "The chain breaks before seal %(seal)s (line %(line)s): it was made over a seal before it "
        "with the hash %(expected)s, but the one that stands there has %(found)s."
    ),
    "seal_wrong": gettext_noop("Seal %(seal)s (line %(line)s) contradicts itself: %(why)s."),
    "head_forged": gettext_noop(
        "The head of %(day)s is not genuine: its signature does not fit its text or its key."
    ),
    "head_unknown_key": gettext_noop("The head of %(day)s is signed with an unknown key, %(key)s."),
    "head_wrong": gettext_noop(
        "The signed head of %(day)s was made over seal %(seal)s with the hash %(expected)s, but "
        "the seal that stands there has %(found)s: the chain was recomputed."
    ),
    "head_beyond": gettext_noop(
        "Seal %(seal)s was removed: the signed head of %(day)s was made over it, but the last seal "
        "before that head is %(other)s."
    ),
    "head_removed": gettext_noop("The head of %(day)s was removed; the next one is of %(other)s."),
    "cut_short": gettext_noop("The file ends in the middle: its last line is missing."),
    "counts": gettext_noop("The last line counts %(expected)s %(what)s, the file has %(found)s."),
    "truncated": gettext_noop(
        "The end of the trail was cut off: the head handed outside (%(day)s) was made over seal "
        "%(seal)s, the file ends at seal %(other)s."
    ),
    "recomputed": gettext_noop(
        "The chain was recomputed: the head handed outside (%(day)s) has the hash %(expected)s "
        "for seal %(seal)s, the file has %(found)s. Up to seal %(other)s it fits the heads given."
    ),
    "head_not_found": gettext_noop(
        "No seal has the hash %(expected)s that was handed outside: the end was cut off, or the "
        "chain was recomputed."
    ),
}

CANNOT = {
    "no_head": gettext_noop(
        "No head from outside was given. So this cannot show whether entries and seals were cut "
        "off the end, nor whether someone who holds the database and its signing key wrote the "
        "whole chain anew. Give the head you were handed with --head."
    ),
    "keys_inside": gettext_noop(
        "The signatures fit the keys that the file itself brings. Hold the key names against the "
        "ones you were given on paper, or name them with --key."
    ),
    "after_head": gettext_noop(
        "What was sealed after the last head given (seals %(first)s to %(last)s) is chained, but "
        "no head from outside vouches for it."
    ),
    "unsealed": gettext_noop("%(count)s entries were not sealed yet; nothing protects them."),
    "before": gettext_noop("The file begins after seal %(seal)s; what came before is not in it."),
    "head_before": gettext_noop(
        "The head of %(day)s lies before the file begins; it was not used."
    ),
    "truth": gettext_noop(
        "No chain can show what was never recorded, or whether what was recorded is true."
    ),
}


@dataclass
class Remark:
    """One finding: its kind, and the facts its words need."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The words with places for the facts."""
        return WORDS.get(self.code) or CANNOT[self.code]

    def __str__(self) -> str:
        return self.words % self.facts


class Broken(Exception):
    """The trail is not what it was; holds the first fault."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.fault = Remark(code, facts)
        super().__init__(str(self.fault))
