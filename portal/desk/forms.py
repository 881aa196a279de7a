"""Forms of the desk: they check shape; actions check rules."""

from datetime import datetime
from typing import cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import get_users_with_perms

from early_warnings.forms import require_near
from portal.offices.authority import granted
from portal.offices.models import Jurisdiction, User
from portal.offices.roles import Role


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of day and time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "is-short"}, format="%Y-%m-%dT%H:%M")


class DeputyForm(forms.Form):
    """Who stands in for the user, in which role, from when to when (Beijing time)."""

    role = forms.ChoiceField(label=_("Role"))
    deputy = forms.ModelChoiceField(
        User.objects.none(), label=_("Deputy"), help_text=_("A colleague of the same command office.")
    )
    starts_at = forms.DateTimeField(label=_("From"), widget=MomentInput, validators=[require_near])
    ends_at = forms.DateTimeField(
        label=_("Until"), widget=MomentInput, validators=[require_near],
        help_text=_("Beijing time. You can withdraw it at any moment."),
    )  # fmt: skip

    def __init__(
        self, data: QueryDict | None, *, holder: User, jurisdiction: Jurisdiction, now: datetime
    ) -> None:
        super().__init__(data, initial={"starts_at": now})
        own = granted(holder, jurisdiction)
        self.fields["role"].choices = [(role, role.label) for role in Role if role in own]  # type: ignore[attr-defined]
        office = cast("QuerySet[User]", get_users_with_perms(jurisdiction, with_superusers=False))
        colleagues = office.filter(is_active=True).exclude(pk=holder.pk).order_by("username")
        self.fields["deputy"].queryset = colleagues  # type: ignore[attr-defined]


class PreferencesForm(forms.Form):
    """How the reader wants to read."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[("zh-hans", "中文"), ("en", "English")], widget=forms.RadioSelect,
        help_text=_("Official documents and messages to units stay Chinese."),
    )  # fmt: skip
    theme = forms.ChoiceField(
        label=_("Colours"), widget=forms.RadioSelect,
        choices=[("auto", _("As the device says")), ("light", _("Light")), ("dark", _("Dark"))],
    )  # fmt: skip


class ToldForm(forms.Form):
    """Whom someone has spoken to instead of a channel."""

    note = forms.CharField(
        label=_("Whom did you speak to"), max_length=200,
        help_text=_("Name and telephone, for example: 王强 0992-3223456"),
    )  # fmt: skip
