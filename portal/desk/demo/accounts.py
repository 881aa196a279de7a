"""One account for each role and unit of the five jurisdictions, with one password for all of them."""

import secrets
from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from portal.lifecycle.actions.grant_role import grant_role
from portal.offices.models import Jurisdiction, Unit, UnitMembership, User
from portal.offices.roles import Role

SLUGS = {
    "654003": "kuitun",
    "650100": "urumqi",
    "650105": "shuimogou",
    "150203": "kundulun",
    "150822": "dengkou",
}
PEOPLE = {
    Role.OFFICE: ("孙明", "指挥部办公室"),
    Role.DIRECTOR: ("钱立", "办公室主任"),
    Role.COMMANDER: ("赵卫国", "指挥长"),
    Role.SUPERVISOR: ("周正", "督查组"),
    Role.EXPERT: ("吴静", "专家组"),
}
LIAISONS = ("李娜", "王强", "张伟", "刘洋", "陈晨", "杨帆", "黄蕾", "马超", "朱琳", "胡军")


@transaction.atomic
def make_accounts(*, now: datetime) -> str:
    """Make the accounts that are missing, and give all of them a new password, which is returned."""
    password = "-".join(secrets.token_hex(2) for _ in range(3))
    # One hash for all: a hundred slow hashes would take a minute.
    hashed = make_password(password)
    for jurisdiction in Jurisdiction.objects.filter(code__in=SLUGS):
        for user in _staff(jurisdiction, now):
            User.objects.filter(pk=user.pk).update(password=hashed)
    return password


def _staff(jurisdiction: Jurisdiction, now: datetime) -> Iterator[User]:
    slug = SLUGS[jurisdiction.code]
    for role, (name, title) in PEOPLE.items():
        user = _person(f"{slug}.{role}", name, title)
        grant_role(user, role, jurisdiction, by=None, now=now)
        yield user
    for number, unit in enumerate(_units(jurisdiction), start=1):
        liaison = _person(f"{slug}.unit{number:02d}", LIAISONS[number % len(LIAISONS)], unit.name)
        UnitMembership.objects.get_or_create(unit=unit, user=liaison)
        yield liaison


def _units(jurisdiction: Jurisdiction) -> list[Unit]:
    return list(jurisdiction.units.filter(group=None).order_by("position"))


def _person(username: str, name: str, title: str) -> User:
    user, _is_new = User.objects.get_or_create(
        username=username, defaults={"full_name": name, "title": title[:60]}
    )
    return user


def account_sheet(password: str) -> str:
    """What is printed at the start: who may log in, by jurisdiction."""
    lines = ["演示账号 Demo accounts — 密码均为 one password for all:", f"    {password}", ""]
    for jurisdiction in Jurisdiction.objects.filter(code__in=SLUGS).order_by("-code"):
        slug, count = SLUGS[jurisdiction.code], len(_units(jurisdiction))
        roles = " ".join(f"{slug}.{role}" for role in PEOPLE)
        lines.append(f"  {jurisdiction.name}: {roles} {slug}.unit01…{slug}.unit{count:02d}")
    return "\n".join(lines) + "\n"
