"""What people type about lists."""

from django import forms
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit, User
from anwei.lists import queries


class ViewForm(forms.Form):
    """A name for a view, and whom it is shared with."""

    name = forms.CharField(label=_("Name"), max_length=80)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Who may open it"), required=False, empty_label=_("only me")
    )
    default = forms.BooleanField(label=_("The list opens with it"), required=False)

    def __init__(self, data: dict | None = None, *, user: User) -> None:
        super().__init__(data)
        offered = [unit.pk for unit in queries.units_to_share_with(user)]
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=offered)  # type: ignore[attr-defined]


class NameForm(forms.Form):
    """Another name for a view."""

    name = forms.CharField(label=_("Name"), max_length=80)
