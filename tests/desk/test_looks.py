"""How times, levels and the index are put into words."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.template import Context, Template
from django.utils import translation

from portal.desk import looks

# 20:00 in Beijing.
NOW = datetime(2026, 12, 18, 12, tzinfo=UTC)


def rendered(source, **context):
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        return Template("{% load portal_tags %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=106), "1 h 46 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=26, minutes=7), "26 h"),
        (timedelta(days=3, hours=11), "3 days 11 h"),
        (timedelta(days=2), "2 days"),
        (-timedelta(minutes=5), "5 min"),
    ],
)
def test_a_length_of_time_is_told_in_its_two_greatest_units(span, words):
    with translation.override("en"):
        assert looks.duration(span) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "today 20:00"),
        (NOW + timedelta(hours=4), "tomorrow 00:00"),
        (NOW - timedelta(hours=20, minutes=1), "yesterday 23:59"),
        (NOW + timedelta(days=3), "12-21 20:00"),
        (NOW + timedelta(days=30), "2027-01-17 20:00"),
    ],
)
def test_a_moment_is_told_as_people_say_it_in_beijing_time(moment, words):
    with translation.override("en"):
        assert looks.moment_word(moment, NOW) == words


def test_the_whole_moment_is_kept_beside_its_short_form():
    html = rendered("{{ moment|bj }}", moment=NOW + timedelta(hours=4))
    assert 'datetime="2026-12-19T00:00:00+08:00"' in html
    assert "2026-12-19 00:00:00 Beijing time" in html


def test_a_day_is_told_like_a_moment():
    assert ">tomorrow<" in rendered("{{ day|bj }}", day=date(2026, 12, 19))


@pytest.mark.parametrize("name", ["bj", "hm", "duration", "since"])
def test_a_missing_time_is_nothing(name):
    assert rendered(f"{{{{ moment|{name} }}}}", moment=None) == ""


@pytest.mark.parametrize(
    ("aqi", "number"),
    [(0, 1), (50, 1), (51, 2), (150, 3), (200, 4), (201, 5), (300, 5), (301, 6), (500, 6)],
)
def test_the_index_has_six_categories(aqi, number):
    assert looks.aqi_category(aqi) == number


def test_an_index_shows_number_and_word_beside_its_colour():
    html = rendered("{% aqi_badge 234 %}")
    assert "aqi-5" in html
    assert "<b>234</b>" in html
    assert "eav" in html


def test_a_missing_index_is_said_to_be_missing():
    html = rendered("{% aqi_badge None %}")
    assert "no value" in html
    assert ">0<" not in html


@pytest.mark.parametrize(
    ("level", "word", "numeral"), [(2, "Yellow", "Ⅲ"), (3, "Orange", "Ⅱ"), (4, "Red", "Ⅰ")]
)
def test_a_level_shows_word_numeral_and_shape(level, word, numeral):
    html = rendered("{% level_badge level %}", level=level)
    assert word in html
    assert numeral in html
    assert "<svg" in html


def test_no_level_says_so():
    assert "No warning" in rendered("{% level_badge None %}")


@pytest.mark.parametrize(
    ("source", "words", "mark"),
    [
        ("{% deadline later now %}", "26 h left", "deadline"),
        ("{% deadline near now %}", "46 min left", "is-near"),
        ("{% deadline past now %}", "late by 3 h", "is-late"),
        ("{% deadline later now now %}", "met in time", "is-met"),
        ("{% deadline past now now %}", "met 3 h late", "is-late"),
    ],
)
def test_a_deadline_says_how_long_is_left_or_how_late_it_is(source, words, mark):
    times = {"later": timedelta(hours=26), "near": timedelta(minutes=46), "past": -timedelta(hours=3)}
    html = rendered(source, now=NOW, **{name: NOW + span for name, span in times.items()})
    assert words in html
    assert mark in html
