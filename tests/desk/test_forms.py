"""Forms as pages show them: label, hint, error, and a summary that links to the fields."""

from django import forms
from django.template import Context, Template

from portal.desk.showcase import SampleForm


class Hinted(forms.Form):
    place = forms.CharField(help_text="Street and number")


def rendered(source, **context):
    return Template("{% load portal_tags %}" + source).render(Context(context))


def test_a_field_names_its_hint_and_its_error_to_a_screen_reader():
    html = rendered("{% field form.place %}", form=Hinted({}))
    assert 'aria-describedby="id_place_hint id_place_error"' in html
    assert 'id="id_place_hint"' in html
    assert 'id="id_place_error"' in html
    assert 'aria-invalid="true"' in html


def test_the_summary_links_to_every_field_in_error():
    html = rendered("{% error_summary form %}", form=SampleForm({"plants": "many"}))
    for name in ("place", "plants", "kind", "outcome", "seen"):
        assert f'href="#id_{name}' in html


def test_every_link_of_the_summary_has_its_place_on_the_page():
    form = SampleForm({"plants": "many"})
    html = rendered("{% error_summary form %}{% fields form %}", form=form)
    for name in ("place", "plants", "kind", "seen"):
        assert f'id="id_{name}"' in html
    assert 'id="id_outcome_0"' in html or 'id="id_outcome"' in html


def test_a_form_without_errors_has_no_summary():
    assert rendered("{% error_summary form %}", form=Hinted({"place": "x"})).strip() == ""


def test_a_hidden_field_is_only_its_control():
    class Quiet(forms.Form):
        key = forms.CharField(widget=forms.HiddenInput)

    html = rendered("{% fields form %}", form=Quiet())
    assert "<label" not in html
    assert 'type="hidden"' in html
