"""What the steps of a paper are called on pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PAPER_STEPS: dict[str, Promise] = {
    "issue": _("Number and issue"),
    "drop": _("Drop the draft"),
    "void": _("Declare void"),
    "replace": _("Prepare a new paper in its place"),
}
TONES = {"draft": "info", "dropped": "neutral", "issued": "good", "voided": "bad"}
PDF_TONES = {"failed": "warn", "missing": "warn"}
# What the trail says of a paper, for its timeline.
EVENTS: dict[str, Promise] = {
    "documents.paper_prepared": pgettext_lazy("a paper", "Prepared"),
    "documents.paper_altered": pgettext_lazy("a paper", "Text changed"),
    "documents.paper_issued": pgettext_lazy("a paper", "Numbered and issued"),
    "documents.paper_dropped": pgettext_lazy("a paper", "Draft dropped"),
    "documents.paper_voided": pgettext_lazy("a paper", "Declared void"),
    "documents.paper_served": pgettext_lazy("a paper", "Served"),
    "documents.paper_pdf_made": _("PDF made"),
}
