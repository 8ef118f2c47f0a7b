"""Input of the hazard pages, cleaned; nothing is saved here."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import DELIBERATIVE, Unit, UnitKind, User
from anwei.documents import content
from anwei.documents.content import Content
from anwei.hazards import lifecycle
from anwei.hazards.models import Capacity, ClosureReason, Fact, Hazard, HazardType
from anwei.responsibility.access import sites_for
from anwei.responsibility.models import Site


class DayInput(forms.DateInput):
    """A day, picked by the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FilesInput(forms.ClearableFileInput):
    """Several files at once; a phone offers its camera."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploads, empty where none was chosen."""

    widget = FilesInput

    def __init__(self, **given: Any) -> None:
        given.setdefault("required", False)
        super().__init__(**given)
        self.widget.attrs |= {
            "multiple": True,
            "accept": "image/*,application/pdf,.docx,.xlsx",
            "data-file-drop": "",
        }

    def clean(self, data: object, initial: object = None) -> list[Content]:  # type: ignore[override]
        """Every file, read and judged before any transaction begins: a large photo takes a second."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        try:
            return [content.read(forms.FileField.clean(self, file, initial)) for file in files]
        except content.UploadRefused as refusal:
            raise forms.ValidationError(str(refusal), code="refused") from None


def day(label: Any, **given: Any) -> forms.DateField:
    """A day field."""
    return forms.DateField(label=label, widget=DayInput(), **given)


def lines(label: Any, rows: int = 3, **given: Any) -> forms.CharField:
    """A text of several lines."""
    given.setdefault("max_length", 5000)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **given)


class StepForm(forms.Form):
    """What every step brings along: the version of the hazard that was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, hazard: Hazard, user: User, today: date, **named: Any) -> None:
        self.hazard, self.user, self.today = hazard, user, today
        super().__init__(*given, **named)
        self.fields["version"].initial = hazard.version
        if "on" in self.fields:
            self.fields["on"].initial = today
            self.fields["on"].widget.attrs["max"] = today.isoformat()
        self.prepare()

    def prepare(self) -> None:
        """Set what depends on the hazard and the person."""

    def clean_on(self) -> date:
        """A fact lies in the past or today."""
        value: date = self.cleaned_data["on"]
        if value > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return value

    @property
    def behalf(self) -> str:
        """Whom an officer enters this for; empty where the person acts for himself or herself."""
        if self.user.role in {"enterprise", "expert"}:
            return ""
        return str(self.hazard.enterprise or self.hazard.site or _("the responsible party"))


class SiteForm(forms.Form):
    """A site found by words (`q`) and picked from what they find (`site`): words alone are never thrown away."""

    q = forms.CharField(max_length=300, required=False)
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), required=False)

    def clean(self) -> dict[str, Any]:
        """Words without a choice: the one site they name exactly, or a refusal that keeps them."""
        cleaned = super().clean() or self.cleaned_data
        words = cleaned.get("q")
        chosen = cleaned.get("site") or self.data.get(self.add_prefix("site"))
        if not words or chosen or "site" not in self.fields:
            return cleaned
        self.errors.pop("site", None)
        cleaned["site"] = named_site(self.fields["site"].queryset, words)
        if cleaned["site"] is None:
            self.add_error("site", self._unknown())
        return cleaned

    def _unknown(self) -> Any:
        if self.fields["site"].required:
            return _("Choose the site from the list.")
        return _("Choose the site from the list, or leave the field empty.")


def named_site(sites: Any, words: str) -> Site | None:
    """The only one of these sites with exactly this name, number or credit code."""
    exactly = (
        Q(name__iexact=words) | Q(external_key__iexact=words) | Q(enterprise__credit_code=words)
    )
    found = list(sites.filter(exactly)[:2])
    return found[0] if len(found) == 1 else None


class RegisterForm(SiteForm):
    """A new hazard: few fields at first save."""

    # Drawn with the page: the same form sent twice, because its answer was lost, is one hazard.
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    description = lines(_("What was found"), rows=3)
    place = forms.CharField(label=_("Place"), max_length=300, required=False)
    capacity = forms.ChoiceField(label=_("Found by"), choices=Capacity.choices)
    found_unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Finding unit"), required=False
    )
    found_on = day(_("Found on"))
    finder = forms.CharField(label=_("Finder"), max_length=200, required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    hazard_type = forms.ChoiceField(
        label=_("Hazard type"), choices=[("", "—"), *HazardType.choices], required=False
    )
    item = forms.CharField(label=_("Inspection item"), max_length=120, required=False)
    responsible = forms.CharField(
        label=_("Responsible person at the site"), max_length=120, required=False
    )
    on_the_spot = forms.BooleanField(label=_("Put right on the spot"), required=False)
    measures = lines(_("What was done"), rows=2, required=False)
    rectified_by = forms.CharField(label=_("Who put it right"), max_length=120, required=False)
    before = FilesField(label=_("Pictures: before"))
    after = FilesField(label=_("Pictures: after"))
    latitude = forms.FloatField(
        widget=forms.HiddenInput, required=False, min_value=-90, max_value=90
    )
    longitude = forms.FloatField(
        widget=forms.HiddenInput, required=False, min_value=-180, max_value=180
    )

    def __init__(
        self,
        *given: Any,
        user: User,
        sites: Any,
        sectors: list[tuple[str, str]],
        today: date,
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        self.user, self.today = user, today
        self.fields["site"].queryset = sites
        self.fields["form_key"].initial = uuid4
        self.fields["sector"].choices = [("", "—"), *sectors]
        self.fields["found_on"].initial = today
        self.fields["found_on"].widget.attrs["max"] = today.isoformat()
        units = Unit.objects.filter(
            active=True,
            kind__in=[UnitKind.DEPARTMENT, UnitKind.STREET, UnitKind.COMMUNITY, UnitKind.EXPERTS],
        )
        self.fields["found_unit"].queryset = units
        self._own(user)

    def _own(self, user: User) -> None:
        """An officer finds for the own unit; the office chooses who found it."""
        kinds = {
            "officer": Capacity.DEPARTMENT,
            "inspector": Capacity.DEPARTMENT,
            "street": Capacity.STREET,
            "enterprise": Capacity.ENTERPRISE,
        }
        own = kinds.get(user.role)
        if own is None:
            # Whoever enters what others found says who: a proposed answer would be left standing.
            self.fields["capacity"].choices = [("", "—"), *Capacity.choices]
            return
        self.fields["capacity"].initial = own
        if user.role == "enterprise":
            self.fields["capacity"].choices = [
                (Capacity.ENTERPRISE.value, Capacity.ENTERPRISE.label)
            ]
            self.fields["found_unit"].queryset = Unit.objects.none()
            self.fields["site"].required = True
        else:
            self.fields["found_unit"].queryset = Unit.objects.below(user.unit).exclude(
                kind__in=DELIBERATIVE
            )
            self.fields["found_unit"].initial = user.unit

    def clean_found_on(self) -> date:
        """Found today or earlier."""
        value: date = self.cleaned_data["found_on"]
        if value > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return value

    @property
    def behalf(self) -> str:
        """The enterprise for which an officer enters what it found itself; else empty."""
        site = self.cleaned_data.get("site")
        own = self.cleaned_data["capacity"] == Capacity.ENTERPRISE
        if not own or site is None or self.user.role == "enterprise":
            return ""
        return str(site.enterprise or site)

    def clean(self) -> dict[str, Any]:
        """On the spot needs what was done, by whom, and a picture from before and from after."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("on_the_spot"):
            for name in ("measures", "rectified_by"):
                if not cleaned.get(name):
                    self.add_error(name, _("Needed where it was put right on the spot."))
            for name in ("before", "after"):
                if not cleaned.get(name):
                    self.add_error(name, _("Needed where it was put right on the spot."))
        return cleaned


class AssignForm(StepForm):
    on = day(_("Term given on"))
    due_on = day(_("Put right by"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Handling unit"), required=False)
    responsible = forms.CharField(
        label=_("Responsible person at the site"), max_length=120, required=False
    )
    order_no = forms.CharField(
        label=_("Number of the order, if one was issued"), max_length=80, required=False
    )

    def prepare(self) -> None:
        self.fields["unit"].queryset = handling_units()
        self.fields["unit"].initial = self.hazard.handling_unit_id
        self.fields["responsible"].initial = self.hazard.responsible


class AskPlanForm(StepForm):
    on = day(_("Asked on"))
    plan_due_on = day(_("Plan due on"))
    due_on = day(_("Treatment due on"))


class RectifyForm(StepForm):
    on = day(_("Put right on"))
    measures = lines(_("What was done"))
    fixer = forms.CharField(label=_("Who put it right"), max_length=120)
    after = FilesField(
        label=_("Proof (pictures or papers)"),
        required=True,
        error_messages={"required": _("Add a picture or a paper.")},
    )


class PlanForm(StepForm):
    goals = lines(_("Goals and tasks"), 2)
    methods = lines(_("Methods and measures"), 2)
    resources = lines(_("Funds and materials"), 2)
    people = lines(_("Agency and persons"), 2)
    schedule = lines(_("Time limit and requirements"), 2)
    safeguards = lines(_("Safety measures and emergency plan"), 2)
    responsibility = forms.CharField(label=_("Responsibility: who"), max_length=200)
    measures = forms.CharField(label=_("Measures: what"), max_length=200)
    funds = forms.DecimalField(
        label=_("Funds (yuan)"), max_digits=14, decimal_places=2, min_value=0
    )
    term_on = day(_("Time limit: until"))
    contingency = forms.CharField(label=_("Contingency plan: which"), max_length=200)
    papers = FilesField(label=_("Papers"))

    def prepare(self) -> None:
        self.fields["papers"].required = bool(self.behalf)


class RemarkForm(StepForm):
    on = day(_("On"))
    remark = lines(_("Remark"), required=False)


class ReasonedForm(StepForm):
    on = day(_("On"))
    remark = lines(_("Remarks"))


class VerifyForm(RemarkForm):
    after = FilesField(label=_("Pictures of the check"))


class FailForm(ReasonedForm):
    due_on = day(_("To be put right by"))
    after = FilesField(label=_("Pictures of the check"))


class AcceptForm(RemarkForm):
    experts = forms.CharField(label=_("Experts"), max_length=300)
    report = FilesField(label=_("Acceptance report"), required=True)


class RefuseAcceptanceForm(ReasonedForm):
    experts = forms.CharField(label=_("Experts"), max_length=300)


class ReviewForm(RemarkForm):
    first_officer = forms.CharField(label=_("First officer"), max_length=80)
    second_officer = forms.CharField(label=_("Second officer"), max_length=80)
    after = FilesField(label=_("Pictures of the check"))

    def prepare(self) -> None:
        self.fields["first_officer"].initial = self.user.name


class ConsentForm(RemarkForm):
    paper_no = forms.CharField(label=_("Paper number"), max_length=80)


class UnfixedForm(StepForm):
    on = day(_("On"))
    why = forms.ChoiceField(
        label=_("Reason"),
        choices=[(code, ClosureReason(code).label) for code in lifecycle.UNFIXED_REASONS],
    )
    reason = lines(_("In words"))


class AsideForm(StepForm):
    on = day(_("On"))
    why = forms.ChoiceField(
        label=_("Reason"),
        choices=[(code, ClosureReason(code).label) for code in lifecycle.VOID_REASONS],
    )
    duplicate_number = forms.CharField(
        label=_("Number of the hazard that this one repeats"), max_length=40, required=False
    )
    reason = lines(_("In words"))


class ReopenForm(StepForm):
    on = day(_("On"))
    due_on = day(_("Put right by"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Handling unit"))
    reason = lines(_("Reason"))

    def prepare(self) -> None:
        if self.hazard.handling_unit_id is None:
            self.fields["unit"].queryset = handling_units()
        else:
            del self.fields["unit"]


class DetermineForm(StepForm):
    on = day(_("Determined on"))
    level = forms.ChoiceField(
        label=_("Level"),
        choices=[("major", _("Major hazard")), ("general", _("General hazard"))],
        widget=forms.RadioSelect,
    )
    clause_ref = forms.CharField(label=_("Clause"), max_length=60, required=False)
    condition_holds = forms.BooleanField(
        label=_("The condition of the clause holds here"), required=False
    )
    reason = lines(_("Reason"), required=False)


class ConfirmForm(StepForm):
    on = day(_("On"))
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Confirm")), ("no", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    remark = lines(_("Remark"), required=False)


class AskExtensionForm(StepForm):
    until = day(_("Until"))
    reason = lines(_("Why more time is needed"))
    papers = FilesField(label=_("Papers"))

    def prepare(self) -> None:
        self.fields["papers"].required = bool(self.behalf)


class DecideForm(StepForm):
    on = day(_("On"))
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Grant")), ("no", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    remark = lines(_("Remark"), required=False)


class TransferForm(StepForm):
    taker = forms.ModelChoiceField(Unit.objects.none(), label=_("To unit"))
    reason = lines(_("Reason"))

    def prepare(self) -> None:
        self.fields["taker"].queryset = handling_units().exclude(pk=self.hazard.handling_unit_id)


class AnswerTransferForm(StepForm):
    on = day(_("On"))
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Receive")), ("no", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    remark = lines(_("Remark"), required=False)


class SuspendForm(StepForm):
    on = day(_("Suspended since"))
    scope = lines(_("What is suspended"), 2)
    basis = forms.CharField(label=_("Legal basis"), max_length=200)
    paper_no = forms.CharField(label=_("Paper number"), max_length=80)


class ApplyResumeForm(StepForm):
    on = day(_("On"))
    scope = lines(_("What was treated, and with what result"))
    paper_no = forms.CharField(label=_("Paper number"), max_length=80, required=False)
    papers = FilesField(label=_("Papers"))

    def prepare(self) -> None:
        self.fields["papers"].required = bool(self.behalf)


class FactForm(StepForm):
    kind = forms.ChoiceField(
        label=_("Fact"),
        choices=[
            (kind.value, kind.label)
            for kind in (
                Fact.Kind.INTERIM_CONTROL,
                Fact.Kind.REPORT_REGULATOR,
                Fact.Kind.REPORT_CONGRESS,
                Fact.Kind.ORDER,
                Fact.Kind.NOTE,
            )
        ],
    )
    on = day(_("On"))
    until = day(_("Until"), required=False)
    scope = lines(_("Content"), 3)
    basis = forms.CharField(label=_("Legal basis"), max_length=200, required=False)
    paper_no = forms.CharField(label=_("Paper number"), max_length=80, required=False)
    papers = FilesField(label=_("Papers"))

    def prepare(self) -> None:
        """An enterprise records what it did; orders are the department's to record."""
        if self.user.role == "enterprise":
            self.fields["kind"].choices = [
                (code, label)
                for code, label in self.fields["kind"].choices
                if code != Fact.Kind.ORDER
            ]


class EvidenceForm(StepForm):
    side = forms.ChoiceField(
        label=_("Shows"),
        choices=[("before", _("Before")), ("after", _("After")), ("paper", _("Paper"))],
    )
    caption = forms.CharField(label=_("Caption"), max_length=200, required=False)
    files = FilesField(label=_("Files"), required=True)


class CorrectForm(StepForm, SiteForm):
    field_order = ("description", "q", "site", "place")
    description = lines(_("What was found"), 3)
    place = forms.CharField(label=_("Place"), max_length=300, required=False)
    hazard_type = forms.ChoiceField(
        label=_("Hazard type"), choices=[("", "—"), *HazardType.choices], required=False
    )
    item = forms.CharField(label=_("Inspection item"), max_length=120, required=False)
    cause = lines(_("Cause"), 2, required=False)
    consequence = lines(_("Possible consequence"), 2, required=False)
    responsible = forms.CharField(
        label=_("Responsible person at the site"), max_length=120, required=False
    )
    reason = lines(_("Why it is corrected"), 2)

    def prepare(self) -> None:
        for name in self.fields.keys() - {"version", "reason", "q", "site"}:
            self.fields[name].initial = getattr(self.hazard, name)
        # A missing site can be added; one that stands is what the case is about.
        if self.hazard.site_id is None:
            self.fields["site"].queryset = sites_for(self.user)
        else:
            del self.fields["q"], self.fields["site"]


class PauseForm(StepForm):
    on = day(_("On"))
    reason = lines(_("Reason and rule"), 2, required=False)


class ExpertForm(StepForm):
    expert = forms.ModelChoiceField(User.objects.none(), label=_("Expert"))

    def prepare(self) -> None:
        self.fields["expert"].queryset = User.objects.filter(
            role="expert", is_active=True
        ).order_by("name")


class ReferForm(StepForm):
    leader = forms.ModelChoiceField(User.objects.none(), label=_("Leader"))
    question = lines(_("What is to be decided"))

    def prepare(self) -> None:
        self.fields["leader"].queryset = User.objects.filter(
            role="leader", is_active=True
        ).order_by("name")


class InstructForm(StepForm):
    text = lines(_("Instruction"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("To unit"))
    due_on = day(_("Answer due on"))

    def prepare(self) -> None:
        self.fields["unit"].queryset = handling_units()
        self.fields["unit"].initial = self.hazard.handling_unit_id


class AnswerForm(forms.Form):
    """An enterprise without an account answers through the link of its notice."""

    code = forms.CharField(
        label=_("Code on the notice"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    on = day(_("Put right on"))
    measures = lines(_("What was done"))
    fixer = forms.CharField(label=_("Who put it right"), max_length=120)
    after = FilesField(
        label=_("Pictures that show it"),
        required=True,
        error_messages={"required": _("Add a picture or a paper.")},
    )


def handling_units() -> Any:
    """Units that may handle a case: departments and streets in use."""
    return Unit.objects.filter(
        active=True, kind__in=[UnitKind.DEPARTMENT, UnitKind.STREET, UnitKind.COMMUNITY]
    ).order_by("kind", "name")
