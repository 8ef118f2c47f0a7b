"""What pages of accounts take in: cleaning only, the rules are in the actions."""

from datetime import date
from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anwei.accounts.actions.changing import seen
from anwei.accounts.models import Unit, UnitKind, User
from anwei.accounts.roles import APPOINTS, BOUND, PREVIEWED, ROLE_NAMES


class SignInForm(LoginForm):
    """The library's form in our words."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for name, label in (("login", _("Username or mail address")), ("password", _("Password"))):
            self.fields[name].label, self.fields[name].help_text = label, ""
            self.fields[name].widget.attrs.pop("placeholder", None)


class UnitField(forms.CharField):
    """A unit by code, name or short name; there are too many for a list to choose from."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("label", _("Unit"))
        given.setdefault("help_text", _("Code, name or short name."))
        super().__init__(**given)
        self.units: QuerySet[Unit] = Unit.objects.all()

    def clean(self, value: Any) -> Unit | None:  # type: ignore[override]
        """The one unit meant, or an error that names what comes near."""
        text = super().clean(value)
        if not text:
            return None
        exact = list(
            self.units.filter(
                Q(code__iexact=text) | Q(name__iexact=text) | Q(short_name__iexact=text)
            )[:3]
        )
        if len(exact) == 1:
            return exact[0]
        if exact:
            raise ValidationError(gettext("Several units have this name. Give the code."))
        near = ", ".join(self.units.filter(name__icontains=text).values_list("name", flat=True)[:5])
        if near:
            raise ValidationError(
                gettext("There is no unit of exactly this name. Near it: %(names)s")
                % {"names": near}
            )
        raise ValidationError(gettext("There is no such unit."))

    def prepare_value(self, value: Any) -> Any:
        """A unit shows as its code, else its name."""
        return (value.code or value.name) if isinstance(value, Unit) else value


class Reason(forms.Form):
    """Why; it stays on the trail."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on the trail."),
    )


class UnitForm(forms.ModelForm):
    """What is written about a unit."""

    as_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Unit
        fields = ("name", "short_name", "code", "kind", "enforcing")
        help_texts = {
            "code": _("Unique in the zone; for an enterprise its unified social credit code."),
            "enforcing": _(
                "Only departments with enforcement power may visit enterprises and issue orders."
            ),
        }

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        if self.instance.pk:
            self.initial["as_seen"] = seen(self.instance)

    def clean(self) -> dict[str, Any]:
        """Enforcement power is a department's."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("enforcing") and cleaned.get("kind") != UnitKind.DEPARTMENT:
            self.add_error("enforcing", gettext("Only a department has enforcement power."))
        return cleaned

    def _post_clean(self) -> None:
        """The instance stays as it is: the action changes it."""
        if self.errors:
            return
        code = self.cleaned_data.get("code")
        if code and Unit.objects.filter(code=code).exclude(pk=self.instance.pk).exists():
            self.add_error("code", gettext("Another unit has this code."))


class MoveForm(Reason):
    """Where a unit is hung."""

    parent = UnitField(
        label=_("New place: below which unit"),
        required=False,
        help_text=_("Code, name or short name; empty: at the root."),
    )
    field_order = ("parent", "reason")


class PostForm(forms.Form):
    """A post."""

    title = forms.CharField(label=_("Title of the post"), max_length=120)
    in_charge = forms.BooleanField(label=_("Heads the unit"), required=False)


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class FillForm(forms.Form):
    """Who takes up a post."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=_("Person with an account"), required=False
    )
    name = forms.CharField(label=_("Name, if without an account"), max_length=80, required=False)
    since = _day(_("First day"), _("Whoever holds the post now leaves it the day before."))

    def __init__(self, *args: Any, unit: Unit, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["person"].queryset = unit.people.filter(is_active=True).order_by("name")

    def clean(self) -> dict[str, Any]:
        """One of person and name."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("person") and not cleaned.get("name"):
            self.add_error("name", gettext("Choose a person or write a name."))
        return cleaned


class EndForm(forms.Form):
    """When someone leaves a post."""

    on = _day(_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, *args: Any, today: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["on"].initial = today


class PersonForm(forms.Form):
    """An account, as the office gives it."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=80)
    username = forms.CharField(
        label=_("Username"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("For signing in; letters, digits and . - _ @ +"),
    )
    role = forms.ChoiceField(label=_("Role"))
    unit = UnitField(required=False)
    email = forms.EmailField(
        label=_("Mail address"),
        required=False,
        help_text=_("Also for signing in and for resetting the password."),
    )
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    as_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, by: User, person: User | None = None, **given: Any) -> None:
        super().__init__(*args, **given)
        may_give = APPOINTS.get(by.role, frozenset()) | ({person.role} if person else set())
        self.fields["role"].choices = [
            (code, word) for code, word in ROLE_NAMES if code in may_give
        ]  # type: ignore[attr-defined]
        if person:
            self.fields["reason"] = forms.CharField(
                label=_("Reason"),
                max_length=500,
                required=False,
                help_text=_("It stays on the trail."),
            )
            self.initial = {
                **{
                    name: getattr(person, name)
                    for name in ("name", "username", "role", "unit", "email", "phone")
                },
                "as_seen": seen(person),
            }


class PreviewForm(forms.Form):
    """Whose eyes an administrator borrows."""

    role = forms.ChoiceField(
        label=_("Role"), choices=[(code, word) for code, word in ROLE_NAMES if code in PREVIEWED]
    )
    unit = UnitField(
        required=False,
        help_text=_(
            "Code, name or short name. Needed for the roles of departments, inspectors, streets and enterprises."
        ),
        error_messages={"required": _("A person of this role needs a unit.")},
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        if self.data.get("role") in BOUND:
            self.fields["unit"].required = True


class PreferencesForm(forms.Form):
    """How the pages look to one person."""

    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(
        label=_("Appearance"),
        choices=User._meta.get_field("theme").choices,
        widget=forms.RadioSelect,
    )  # type: ignore[arg-type]


class AcceptForm(forms.Form):
    """Someone invited sets name and password."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters; not a common one and not only digits."),
    )
    again = forms.CharField(
        label=_("Password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, **given: Any) -> None:
        super().__init__(*args, **given)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """Twice the same, and good enough."""
        cleaned = super().clean() or self.cleaned_data
        password, again = cleaned.get("password"), cleaned.get("again")
        if password and again and password != again:
            self.add_error("again", gettext("The two passwords differ."))
        if password:
            try:
                validate_password(password, self.person)
            except ValidationError as weak:
                self.add_error("password", weak)
        return cleaned
