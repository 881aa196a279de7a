"""How levels, the index and time are put into words and shapes; both languages by gettext."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from early_warnings.categories import categories
from plans.levels import Level

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class LevelLook:
    """A level's word, numeral and shape; `path` is drawn in a box of 16 × 16."""

    number: int
    word: Promise
    warning: Promise
    numeral: str
    path: str


TRIANGLE = "M8 1.5 15.5 14.5H.5Z"
DIAMOND = "M8 .5 15.5 8 8 15.5.5 8Z"
HEXAGON = "M4.2 1h7.6L15.8 8l-4 7H4.2l-4-7Z"
DISC = "M8 1a7 7 0 1 1 0 14A7 7 0 1 1 8 1Z"
LEVEL_LOOKS = {
    Level.BLUE: LevelLook(1, gettext_lazy("Blue"), gettext_lazy("Blue warning"), "Ⅳ", DISC),
    Level.YELLOW: LevelLook(2, gettext_lazy("Yellow"), gettext_lazy("Yellow warning"), "Ⅲ", TRIANGLE),
    Level.ORANGE: LevelLook(3, gettext_lazy("Orange"), gettext_lazy("Orange warning"), "Ⅱ", DIAMOND),
    Level.RED: LevelLook(4, gettext_lazy("Red"), gettext_lazy("Red warning"), "Ⅰ", HEXAGON),
}


def aqi_category(aqi: int) -> int:
    """The number of the category, 1 to 6; everything above 500 is the sixth."""
    return next((each.number for each in categories() if aqi <= each.up_to), 6)


def aqi_word(number: int) -> str:
    """The category's name in the reader's language."""
    found = categories()[number - 1]
    return found.zh if reads_chinese() else found.en


def reads_chinese() -> bool:
    """Whether the reader's language is Chinese."""
    return (get_language() or "zh").startswith("zh")


def duration(span: timedelta) -> str:
    """The length of time in its two greatest units: "1 h 46 min", "3 days 4 h"; the sign is dropped."""
    seconds = int(abs(span).total_seconds())
    if seconds < MINUTE:
        return _("less than a minute")
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    if days >= 2:
        return " ".join([_days(days), _hours(hours)] if hours else [_days(days)])
    hours += days * 24
    if not hours:
        return _minutes(minutes)
    # From ten hours on nobody counts minutes.
    return " ".join([_hours(hours), _minutes(minutes)] if minutes and hours < 10 else [_hours(hours)])


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _hours(count: int) -> str:
    return ngettext("%(count)d h", "%(count)d h", count) % {"count": count}


def _minutes(count: int) -> str:
    return ngettext("%(count)d min", "%(count)d min", count) % {"count": count}


def day_word(day: date, today: date) -> str:
    """ "today", "tomorrow", "yesterday", else month and day, with the year when it is another one."""
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}.get((day - today).days)
    if near:
        return near
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"


def moment_word(moment: datetime, now: datetime) -> str:
    """The moment as people say it, in Beijing time: "today 20:00", "12-19 13:00"."""
    local = timezone.localtime(moment)
    return f"{day_word(local.date(), timezone.localtime(now).date())} {local:%H:%M}"


def moment_in_full(moment: datetime, pattern: str = "%Y-%m-%d %H:%M:%S") -> str:
    """The whole moment with its zone's name."""
    return _("%(moment)s Beijing time") % {"moment": timezone.localtime(moment).strftime(pattern)}
