"""Word templates of papers: a new version tried first, then made current, or taken back."""

from datetime import datetime

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from anwei.audit import trail
from anwei.documents import content, templating
from anwei.documents.actions.files import store
from anwei.documents.kinds import LANGUAGES, Facts, Kind, common
from anwei.documents.models import PaperTemplate

PURPOSE = "documents.templates"
MAX_BYTES = 5 * 1024 * 1024


def current(kind: str, language: str) -> PaperTemplate | None:
    """The version that papers are made from now; None: the one of the pack."""
    return PaperTemplate.objects.filter(kind=kind, language=language, current=True).first()


def content_of(kind: Kind, language: str, template: PaperTemplate | None) -> bytes:
    """The Word file of a version, or of the pack. TemplateRefused where the pack has none."""
    if template is None:
        try:
            return kind.shipped(language)
        except LookupError:
            raise templating.TemplateRefused(
                _("The jurisdiction pack has no template for this paper in this language.")
            ) from None
    with default_storage.open(template.document.file.path) as file:
        data: bytes = file.read()
    return data


def sample_of(kind: Kind, language: str, *, at: datetime) -> Facts:
    """The facts of nobody's case with every field that a paper of this kind has, in that language."""
    with translation.override(language):
        shown = {**kind.sample(), **common(_("(sample)"), _("The office"), timezone.localdate(at))}
        return {**shown, "note": [_("Further text of the office.")], "replaces": _("(sample)")}


@transaction.atomic
def upload(
    kind: Kind, language: str, file: "File[bytes]", *, note: str, by: object, at: datetime
) -> PaperTemplate:
    """Take a new version in, once it fills with the facts of its kind. It is not current yet.

    Raises content.UploadRefused or templating.TemplateRefused, in words.
    """
    if language not in LANGUAGES:
        raise templating.TemplateRefused(_("There is no paper in this language."))
    read = content.read(file, limit=MAX_BYTES)
    if read.mime != content.WORD:
        raise templating.TemplateRefused(_("A template is a Word file (docx)."))
    templating.check(read.data, sample_of(kind, language, at=at))
    document = store(read, by=by, at=at, purpose=PURPOSE)
    held = PaperTemplate.objects.select_for_update().filter(kind=kind.code, language=language)
    list(held.values_list("pk"))
    last = held.aggregate(last=Max("version"))["last"] or 0
    try:
        with transaction.atomic():
            made = PaperTemplate.objects.create(
                kind=kind.code, language=language, version=last + 1, document=document, note=note.strip()[:200],
                recorded_at=at, recorded_by=trail.name_of(by),
            )  # fmt: skip
    except IntegrityError:
        raise templating.TemplateRefused(
            _("Another version came in at the same moment. Upload yours again.")
        ) from None
    now = {"kind": kind.code, "language": language, "version": made.version}
    trail.record("documents.template_uploaded", made, by=by, at=at, now=now)
    return made


@transaction.atomic
def make_current(
    kind: Kind, language: str, template: PaperTemplate | None, *, by: object, at: datetime
) -> None:
    """Papers are made from this version from now on; an older one takes a newer one back. None: that of the pack."""
    rows = PaperTemplate.objects.filter(kind=kind.code, language=language)
    # Held, so that of two who choose at once the later one finds what the first chose.
    list(rows.select_for_update().values_list("pk"))
    was = current(kind.code, language)
    if template == was:
        return
    rows.filter(current=True).update(current=False)
    if template is not None:
        rows.filter(pk=template.pk).update(current=True)
        template.current = True
    trail.record(
        "documents.template_made_current",
        template or f"documents.papertemplate:{kind.code}.{language}",
        by=by,
        at=at,
        was={"version": was.version if was else 0},
        now={"version": template.version if template else 0},
    )
