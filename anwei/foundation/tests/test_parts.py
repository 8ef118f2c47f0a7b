"""The tags and filters every page is made of."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from anwei.foundation.templatetags import parts

TODAY = date(2026, 11, 23)


def rendered(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_an_icon_is_drawn_in_place_and_silent_for_screen_readers() -> None:
    drawing = rendered('{% icon "bell" %}')
    assert drawing.startswith("<svg ")
    assert 'aria-hidden="true"' in drawing
    assert 'style="' not in drawing


def test_an_icon_that_was_not_taken_over_is_refused_with_the_remedy() -> None:
    with pytest.raises(parts.NoSuchIcon, match="frontend/icons.txt"):
        parts.icon("no-such-icon")


def test_an_instant_is_shown_by_the_clock_of_the_zone() -> None:
    late = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert (
        rendered("{% moment t %}", t=late)
        == '<time datetime="2026-11-24T01:30:00+08:00">2026-11-24 01:30</time>'
    )
    assert rendered("{% day t %}", t=late) == '<time datetime="2026-11-24">2026-11-24</time>'


def test_no_day_and_no_instant_show_nothing() -> None:
    assert rendered("{% day d %}{% moment d %}", d=None) == ""


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 11, 20), "3 days overdue"),
        (date(2026, 11, 22), "1 day overdue"),
        (TODAY, "due today"),
        (date(2026, 11, 24), "1 day left"),
        (date(2026, 12, 23), "30 days left"),
    ],
)
def test_a_term_is_told_in_words_and_not_by_colour_alone(on: date, words: str) -> None:
    with translation.override("en"):
        assert words in parts.due(on, TODAY)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (1234567, 0, "1,234,567"),
        (2.5, 0, "3"),
        (Decimal("0.125"), 2, "0.13"),
        (None, 0, "—"),
        (-0.5, 0, "-1"),
    ],
)
def test_numbers_are_grouped_and_rounded_half_up(value: object, places: int, shown: str) -> None:
    assert parts.figure(value, places) == shown


def test_a_share_is_shown_as_per_cent() -> None:
    assert parts.percent(0.1234) == "12.3%"
    assert parts.percent(None) == "—"


class Report(forms.Form):
    place = forms.CharField(label="Place", help_text="Floor and room.")
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )
    urgent = forms.BooleanField(label="Urgent", required=False)


def test_a_field_ties_label_help_and_errors_to_its_widget() -> None:
    page = rendered('{% include "foundation/components/form.html" %}', form=Report({"place": ""}))
    assert '<label class="form-label" for="id_place">' in page
    assert 'aria-describedby="id_place_helptext id_place_error"' in page
    assert 'id="id_place_helptext"' in page
    assert 'id="id_place_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'href="#id_place"' in page, "the summary leads to the field"


def test_files_are_dropped_or_chosen_in_the_pages_own_words_and_photos_may_be_taken() -> None:
    form = forms.Form()
    form.fields["paper"] = forms.FileField(widget=forms.FileInput({"accept": ".docx"}))
    form.fields["scan"] = forms.FileField(widget=forms.FileInput({"accept": "image/*"}))
    source = '{% include "foundation/components/field.html" with field=field label="" help="" %}'
    paper, scan = (rendered(source, field=form[name]) for name in ("paper", "scan"))
    assert 'id="paper_files" name="paper" accept=".docx"' in paper
    assert " multiple" not in paper
    assert "Choose files" in paper
    assert ("data-camera" in paper, "data-camera" in scan) == (False, True)


def test_radio_buttons_stand_in_a_fieldset_with_a_legend() -> None:
    page = rendered('{% include "foundation/components/form.html" %}', form=Report())
    assert "<legend" in page
    assert page.count('type="radio"') == 2
    assert page.count('class="form-check-input"') == 3


def test_the_next_page_of_a_list_keeps_its_filters() -> None:
    request = RequestFactory().get("/list/", {"unit": ["3", "4"], "page": "1"})
    page = Paginator(range(500), 20).get_page(1)
    shown = rendered('{% include "foundation/components/pages.html" %}', page=page, request=request)
    assert 'href="?unit=3&amp;unit=4&amp;page=2"' in shown
    assert "1–20" in shown
    assert "500" in shown


def test_text_of_people_is_escaped_in_a_dialog_title() -> None:
    page = rendered('{% dialog id="x" title=t %}body{% enddialog %}', t="<b>")
    assert "&lt;b&gt;" in page
