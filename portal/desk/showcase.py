"""Samples for the page that shows every component."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms


class SampleForm(forms.Form):
    """One field of each kind, bound to wrong input so that errors show."""

    place = forms.CharField(label="Place", help_text="Street and number, or the name of the site.")
    plants = forms.IntegerField(
        label="Plants stopped", widget=forms.NumberInput(attrs={"class": "is-number"})
    )
    kind = forms.ChoiceField(label="Kind", choices=[("planned", "Planned"), ("surprise", "Surprise")])
    outcome = forms.ChoiceField(
        label="Outcome", choices=[("done", "Done"), ("unable", "Cannot")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    seen = forms.BooleanField(label="I have read the text", help_text="All of it.")
    photo = forms.FileField(label="Photo", required=False)


def context(now: datetime) -> dict[str, Any]:
    """What `desk/design.html` needs; `now` is the moment its times turn around."""
    form = SampleForm({"plants": "many", "kind": "planned"})
    form.full_clean()
    return {
        "levels": [1, 2, 3, 4],
        "indices": [32, 78, 128, 186, 234, 412],
        "form": form,
        "now": now,
        "near": now + timedelta(minutes=46),
        "later": now + timedelta(hours=26),
        "past": now - timedelta(hours=3, minutes=5),
        "samples": [drawn(level, now) for level in (2, 3, 4)] + [drawn(3, now, is_drill=True)],
        "entries": timeline(now),
    }


def drawn(level: int, now: datetime, *, is_drill: bool = False) -> SimpleNamespace:
    """Something the band can show."""
    return SimpleNamespace(
        level=level, is_drill=is_drill, number="", expected_until=now + timedelta(days=2),
        episode=SimpleNamespace(opened_at=now - timedelta(hours=26)),
    )  # fmt: skip


def timeline(now: datetime) -> list[dict[str, Any]]:
    """Three entries, newest first."""
    return [
        {"at": now - timedelta(minutes=4), "who": "赵军", "what": "签发橙色预警", "is_main": True},
        {
            "at": now - timedelta(minutes=31),
            "who": "钱伟",
            "what": "审核通过",
            "note": "同意，请补充影响区域。",
        },
        {"at": now - timedelta(hours=2), "what": "空气数据到达，提出建议：橙色"},
    ]
