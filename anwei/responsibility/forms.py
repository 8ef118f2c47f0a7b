"""What the pages of this room take in: cleaning only, the rules are in the actions."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anwei.accounts.forms import UnitField
from anwei.accounts.models import DELIBERATIVE, Post, Unit, UnitKind, User
from anwei.lists.spec import ActionForm
from anwei.responsibility import queries
from anwei.responsibility.actions import enterprises, lining
from anwei.responsibility.actions.refusing import Refused
from anwei.responsibility.models import RULED, Building, Enterprise, LineKind, Rule, Site
from anwei.standards import pack as packs


def day(label: Any, **given: Any) -> forms.DateField:
    """A day, picked by the browser's own calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **given
    )


def reason() -> forms.CharField:
    """Why; it stays on the trail."""
    return forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays on the trail."),
    )


def answering_units(kind: str = "") -> Any:
    """Units that may answer for a site in a line."""
    units = Unit.objects.filter(active=True).exclude(kind__in=DELIBERATIVE)
    if kind == LineKind.OPERATOR:
        return units.filter(kind=UnitKind.ENTERPRISE)
    units = units.exclude(kind__in=[UnitKind.ENTERPRISE, UnitKind.EXPERTS])
    return units.filter(kind__in=lining.TERRITORIES) if kind == LineKind.TERRITORY else units


class CodeField(forms.CharField):
    """A social-credit code, tidied; every fault is said in words."""

    def clean(self, value: Any) -> str:
        """The valid code, or empty."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return enterprises.valid_code(text)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class EnterpriseForm(forms.Form):
    """What is written about an enterprise."""

    name = forms.CharField(label=_("Name"), max_length=200)
    credit_code = CodeField(
        label=_("Social-credit code"),
        max_length=40,
        required=False,
        help_text=_("18 characters; blanks and dashes do not matter."),
    )
    principal = forms.CharField(label=_("Principal in charge"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    as_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *given: Any, enterprise: Enterprise | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        self.enterprise = enterprise
        if enterprise is not None:
            self.initial |= {name: getattr(enterprise, name) for name in enterprises.FACTS} | {
                "as_seen": enterprises.seen(enterprise)
            }

    def clean_credit_code(self) -> str:
        """A code that another enterprise has is refused here already, with its name."""
        code: str = self.cleaned_data["credit_code"]
        if other := queries.same_code(
            code, besides=self.enterprise.pk if self.enterprise else None
        ):
            raise forms.ValidationError(
                gettext("%(name)s has this credit code already.") % {"name": other.name}
            )
        return code


class EnterpriseField(forms.CharField):
    """An enterprise by credit code or exact name; there are too many for a list to choose from."""

    def clean(self, value: Any) -> Enterprise | None:  # type: ignore[override]
        """The one enterprise meant, or an error that names what comes near."""
        text = super().clean(value)
        if not text:
            return None
        found = list(
            Enterprise.objects.filter(Q(credit_code__iexact=text) | Q(name__iexact=text))[:3]
        )
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(
                gettext("Several enterprises have this name. Give the credit code.")
            )
        near = ", ".join(
            Enterprise.objects.filter(name__icontains=text).values_list("name", flat=True)[:5]
        )
        if near:
            raise forms.ValidationError(
                gettext("There is no enterprise of exactly this name. Near it: %(names)s")
                % {"names": near}
            )
        raise forms.ValidationError(gettext("There is no such enterprise. Enter it first."))

    def prepare_value(self, value: Any) -> Any:
        """An enterprise shows as its code, else its name."""
        return (value.credit_code or value.name) if isinstance(value, Enterprise) else value


def territory_units() -> Any:
    """Streets and communities in use."""
    return Unit.objects.filter(kind__in=lining.TERRITORIES, active=True).order_by("path")


class SiteForm(forms.Form):
    """What is written about a site."""

    name = forms.CharField(label=_("Name"), max_length=200)
    enterprise = EnterpriseField(
        label=_("Enterprise"), required=False, help_text=_("Credit code, or the exact name.")
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    building = forms.ModelChoiceField(
        Building.objects.none(),
        label=_("Building"),
        required=False,
        help_text=_("Where several tenants share one."),
    )
    territory = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Territory"),
        required=False,
        help_text=_("The street or community in whose territory it stands."),
    )
    main_sector = forms.ChoiceField(
        label=_("Main sector"), required=False, help_text=_("Empty where the industry is unclear.")
    )
    sectors = forms.MultipleChoiceField(
        label=_("Further sectors"), required=False, widget=forms.CheckboxSelectMultiple
    )
    attributes = forms.MultipleChoiceField(
        label=_("Risk attributes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180
    )
    as_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *given: Any, site: Site | None = None, as_seen: str = "", **named: Any
    ) -> None:
        super().__init__(*given, **named)
        sectors = [(code, str(sector.name)) for code, sector in packs.current().sectors.items()]
        self.fields["building"].queryset = Building.objects.order_by("name")
        self.fields["territory"].queryset = territory_units()
        self.fields["main_sector"].choices = [("", "—"), *sectors]
        self.fields["sectors"].choices = sectors
        self.fields["attributes"].choices = [
            (code, str(attribute.name)) for code, attribute in packs.current().attributes.items()
        ]
        if site is not None:
            plain = (
                "name",
                "enterprise",
                "address",
                "building",
                "territory",
                "attributes",
                "latitude",
                "longitude",
            )
            self.initial |= {name: getattr(site, name) for name in plain}
            self.initial |= {
                "main_sector": site.sectors[0] if site.sectors else "",
                "sectors": site.sectors[1:],
                "as_seen": as_seen,
            }

    def facts(self) -> dict[str, Any]:
        """As the actions take it: the main sector first."""
        given = dict(self.cleaned_data)
        main = given.pop("main_sector")
        given["sectors"] = list(dict.fromkeys([*([main] if main else []), *given["sectors"]]))
        return given


class BuildingForm(forms.Form):
    """What is written about a building."""

    name = forms.CharField(label=_("Name"), max_length=200)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    street = forms.ModelChoiceField(Unit.objects.none(), label=_("Territory"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["street"].queryset = territory_units()


class ReasonForm(forms.Form):
    """Why."""

    reason = reason()


def read_person(unit: Unit | None, text: str) -> tuple[Post | None, User | None]:
    """A post or a person of the unit, from what was typed: the title of a post, a name or a username.

    Raises ValidationError that names what comes near.
    """
    if not text or unit is None:
        return None, None
    post = Post.objects.filter(unit=unit, title__iexact=text).first()
    if post is not None:
        return post, None
    people = User.objects.filter(unit__path__startswith=unit.path, is_active=True)
    found = list(people.filter(Q(name__iexact=text) | Q(username__iexact=text))[:3])
    if len(found) == 1:
        return None, found[0]
    if found:
        raise forms.ValidationError(gettext("Several people have this name. Give the username."))
    posts = list(Post.objects.filter(unit=unit).values_list("title", flat=True)[:5])
    near = [*posts, *(str(person) for person in people.order_by("name")[:8])]
    if near:
        raise forms.ValidationError(
            gettext("The unit has no such post or person. It has: %(names)s")
            % {"names": ", ".join(near)}
        )
    raise forms.ValidationError(gettext("The unit has no posts and no people yet."))


class Who(forms.Form):
    """Whoever answers: the field `who` is read as a post or a person of the field `unit`."""

    def clean(self) -> dict[str, Any]:
        """The post or person belongs to the unit."""
        cleaned = super().clean() or self.cleaned_data
        try:
            cleaned["post"], cleaned["person"] = read_person(
                cleaned.get("unit"), cleaned.get("who", "")
            )
        except forms.ValidationError as fault:
            self.add_error("who", fault)
        return cleaned


class LineForm(Who):
    """Who answers in one line, from when, by what law, and why it is set by hand."""

    kind = forms.ChoiceField(label=_("Line"), choices=LineKind.choices)
    unit = UnitField(label=_("Unit"))
    who = forms.CharField(
        label=_("Post or person"),
        max_length=120,
        required=False,
        help_text=_("Title of a post, name or username. Empty: whoever heads the unit."),
    )
    source = forms.CharField(
        label=_("Legal source"),
        max_length=200,
        help_text=_("Law and article, duty list or paper number."),
    )
    since = day(_("First day"))
    until = day(_("Last day"), required=False, help_text=_("Empty: until further notice."))
    beside = forms.BooleanField(
        label=_("Leave the line that stands as it is"),
        required=False,
        help_text=_(
            "Two then answer for the same, which is shown as an overlap. Otherwise what stands ends the day before."
        ),
    )
    reason = reason()

    def __init__(self, *given: Any, today: date, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["since"].initial = today
        self.fields["unit"].units = answering_units()

    def named(self) -> lining.Named:
        """Who answers."""
        return lining.Named(
            self.cleaned_data["unit"], self.cleaned_data["post"], self.cleaned_data["person"]
        )


class EndForm(forms.Form):
    """When a line ends."""

    until = day(_("Last day"))
    reason = reason()


class BulkLineForm(Who, ActionForm):
    """One line for many sites."""

    kind = forms.ChoiceField(label=_("Line"), choices=RULED)
    unit = UnitField(label=_("Unit"))
    who = forms.CharField(
        label=_("Post or person"),
        max_length=120,
        required=False,
        help_text=_("Title of a post, name or username. Empty: whoever heads the unit."),
    )
    source = forms.CharField(label=_("Legal source"), max_length=200)
    since = day(_("First day"))
    reason = reason()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["unit"].units = answering_units()


class RuleForm(Who):
    """A rule: which sites, who answers, by what law, from when."""

    name = forms.CharField(label=_("Name of the rule"), max_length=120)
    kind = forms.ChoiceField(label=_("Line"), choices=RULED)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    attribute = forms.ChoiceField(label=_("Risk attribute"), required=False)
    street = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Street or community"), required=False, empty_label=_("any")
    )
    unit = UnitField(label=_("Unit that answers"))
    who = forms.CharField(
        label=_("Post or person"),
        max_length=120,
        required=False,
        help_text=_("Title of a post, name or username. Empty: whoever heads the unit."),
    )
    basis = forms.CharField(
        label=_("Legal source"),
        max_length=200,
        help_text=_("Law and article, duty list or paper number."),
    )
    since = day(_("First day"))
    until = day(_("Last day"), required=False, help_text=_("Empty: until further notice."))
    priority = forms.IntegerField(
        label=_("Priority"), required=False, min_value=0, max_value=999, initial=0,
        help_text=_("Where two rules fit, the higher number counts; then the one that asks more of the site."),
    )  # fmt: skip

    def __init__(self, *given: Any, today: date, rule: Rule | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        known = packs.current()
        self.fields["sector"].choices = [
            ("", _("any")),
            *((code, str(sector.name)) for code, sector in known.sectors.items()),
        ]
        self.fields["attribute"].choices = [
            ("", _("any")),
            *((code, str(attribute.name)) for code, attribute in known.attributes.items()),
        ]
        self.fields["street"].queryset = territory_units()
        self.fields["unit"].units = answering_units()
        self.fields["since"].initial = today
        if rule is not None:
            plain = (
                "name",
                "kind",
                "sector",
                "attribute",
                "street",
                "unit",
                "basis",
                "since",
                "until",
                "priority",
            )
            self.initial |= {name: getattr(rule, name) for name in plain}
            self.initial["who"] = (
                rule.post.title if rule.post else rule.person.username if rule.person else ""
            )

    def facts(self) -> dict[str, Any]:
        """As the actions take it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "who"}


class TryOutForm(forms.Form):
    """From which day the rule would count."""

    on = day(_("Lines begin on"))


class RetireForm(forms.Form):
    """When a rule ends, and why."""

    until = day(_("Last day"))
    reason = reason()


class ProposalForm(forms.Form):
    """Who might regulate an unclear industry, and why."""

    industry = forms.CharField(
        label=_("Industry"), max_length=120, help_text=_("What the site does, in a few words.")
    )
    argument = forms.CharField(
        label=_("Similar business"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Which regulated business it is close to, and in what: place, equipment, materials, people (Work Safety Law art. 10(2))."),
    )  # fmt: skip
    candidates = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=_("Candidates"), widget=forms.CheckboxSelectMultiple
    )
    interim = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Interim owner"),
        required=False,
        help_text=_("Answers from today until the government has decided."),
    )
    sites = forms.ModelMultipleChoiceField(
        Site.objects.none(), label=_("Sites"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *given: Any, sites: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        departments = Unit.objects.filter(active=True, kind=UnitKind.DEPARTMENT).order_by("name")
        self.fields["candidates"].queryset = departments
        self.fields["interim"].queryset = departments
        self.fields["sites"].queryset = sites


class DecisionForm(forms.Form):
    """The government's paper."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Regulator decided"))
    on = day(_("Decided on"))
    decider = forms.CharField(label=_("Deciding government"), max_length=120)
    paper_no = forms.CharField(label=_("Paper number"), max_length=120)
    remark = forms.CharField(
        label=_("Remark"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["unit"].queryset = Unit.objects.filter(
            active=True, kind=UnitKind.DEPARTMENT
        ).order_by("name")
