"""Warning documents: drafted, carried through their chain, issued, followed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from early_warnings.actions.draft import draft_warning, edition_in_force
from early_warnings.actions.issue import issue_warning
from early_warnings.actions.return_draft import return_warning
from early_warnings.actions.revise import revise_warning
from early_warnings.actions.sign import sign_warning
from early_warnings.actions.submit import submit_warning
from early_warnings.actions.withdraw import withdraw_warning
from early_warnings.concentrations import Pollutant
from early_warnings.models import Act, EarlyWarning
from early_warnings.tasks import evaluate
from plans.levels import Level
from plans.models import PlanEdition
from portal import clock
from portal.api.answers import WarningAnswer, WarningLine
from portal.api.door import Door, Pages, created
from portal.api.fields import Given, KeyField, LevelField, MomentField
from portal.celery import ring
from portal.lifecycle.errors import IllegalMove
from portal.offices.models import Jurisdiction, User


class PaperGiven(Given):
    """What a draft rests on, and the words that replace those the portal would write."""

    proposal = KeyField(required=False, allow_null=True)
    consultation = KeyField(required=False, allow_null=True)
    reason = serializers.CharField(required=False, max_length=4000)
    area = serializers.CharField(required=False, max_length=200)
    legal_basis = serializers.CharField(required=False, max_length=4000)
    text = serializers.CharField(required=False, max_length=20_000)


class LevelGiven(PaperGiven):
    """A document that puts a level in force."""

    level = LevelField()
    begins_at = MomentField()
    expected_until = MomentField(required=False, allow_null=True)
    primary_pollutants = serializers.ListField(
        child=serializers.ChoiceField([each.value for each in Pollutant]), required=False, max_length=6
    )
    possible_harm = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    advice = serializers.CharField(required=False, allow_blank=True, max_length=4000)


class DraftGiven(LevelGiven):
    """The start of an episode."""

    jurisdiction = serializers.CharField(max_length=6, help_text="GB/T 2260, e.g. 654003")


class LiftGiven(PaperGiven):
    """The end of an episode, now unless it says when."""

    begins_at = MomentField(required=False)


class RevisionGiven(Given):
    """What changes in a draft; what is left out stays."""

    level = LevelField(required=False)
    begins_at = MomentField(required=False)
    expected_until = MomentField(required=False, allow_null=True)
    primary_pollutants = serializers.ListField(
        child=serializers.ChoiceField([each.value for each in Pollutant]), required=False, max_length=6
    )
    area = serializers.CharField(required=False, max_length=200)
    possible_harm = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    advice = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    reason = serializers.CharField(required=False, max_length=4000)
    legal_basis = serializers.CharField(required=False, max_length=4000)
    text = serializers.CharField(required=False, max_length=20_000)


class NoteGiven(Given):
    """A signature's remark."""

    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class ReasonGiven(Given):
    """Why."""

    reason = serializers.CharField(max_length=2000)


class WarningsAsked(serializers.Serializer):
    """Which documents."""

    jurisdiction = serializers.CharField(required=False, max_length=6)
    state = serializers.ChoiceField(EarlyWarning.State.choices, required=False)


class WarningDoor(Door):
    """A view of one document."""

    def warning(self, number: str) -> EarlyWarning:
        """The document, if the visitor may see it."""
        seen = EarlyWarning.objects.visible_to(self.visitor)
        return get_object_or_404(seen.select_related("jurisdiction", "edition", "follows"), number=number)

    def told(self, warning: EarlyWarning, *, is_new: bool = False) -> Response:
        """The document as it stands now."""
        office = Jurisdiction.objects.inner_to(self.visitor).filter(pk=warning.jurisdiction_id)
        context = {"now": clock.now(), "is_inner": office.exists()}
        return created(WarningAnswer(warning, context=context).data, is_new=is_new)


class WarningList(WarningDoor, ListAPIView):
    """The documents, and a new one."""

    queryset = EarlyWarning.objects.none()
    serializer_class = WarningLine
    pagination_class = Pages
    filter_backends = ()

    def get_queryset(self) -> QuerySet[EarlyWarning]:
        """What the visitor may see."""
        asked = self.asked(WarningsAsked)
        seen = EarlyWarning.objects.visible_to(self.visitor).select_related("jurisdiction", "follows")
        if "jurisdiction" in asked:
            seen = seen.filter(jurisdiction=self.place(asked["jurisdiction"]))
        return seen.filter(state=asked["state"]) if "state" in asked else seen

    @extend_schema(parameters=[WarningsAsked])
    def get(self, request: Request) -> Response:
        """Documents, newest first."""
        return self.list(request)

    @extend_schema(request=DraftGiven, responses={201: WarningAnswer})
    def post(self, request: Request) -> Response:
        """Draft the start of an episode."""
        given = self.given(DraftGiven)
        place = self.place(given.pop("jurisdiction"))
        level = level_of(edition_in_force(place), given.pop("level"))
        warning = draft_warning(
            place, Act.ISSUE, level, by=self.visitor, now=clock.now(), **with_papers(place, given)
        )
        return self.told(warning, is_new=True)


class WarningDetail(WarningDoor):
    """One document."""

    @extend_schema(responses=WarningAnswer)
    def get(self, request: Request, number: str) -> Response:
        """Its text, signatures, journal and response."""
        return self.told(self.warning(number))

    @extend_schema(request=RevisionGiven, responses=WarningAnswer)
    def patch(self, request: Request, number: str) -> Response:
        """Change the text of a draft or of a returned document."""
        warning, given = self.warning(number), self.given(RevisionGiven)
        if "level" in given:
            given["level"] = level_of(warning.edition, given["level"])
        revise_warning(warning, by=self.visitor, now=clock.now(), **given)
        return self.told(warning)


class SubmitWarning(WarningDoor):
    """Into the chain."""

    @extend_schema(request=None, responses=WarningAnswer)
    def post(self, request: Request, number: str) -> Response:
        """Hand the draft into the plan's chain."""
        warning = self.warning(number)
        submit_warning(warning, by=self.visitor, now=clock.now())
        return self.told(warning)


class SignWarning(WarningDoor):
    """A signature."""

    @extend_schema(request=NoteGiven, responses=WarningAnswer)
    def post(self, request: Request, number: str) -> Response:
        """Sign the step that waits."""
        warning = self.warning(number)
        sign_warning(warning, by=self.visitor, now=clock.now(), **self.given(NoteGiven))
        return self.told(warning)


class ReturnWarning(WarningDoor):
    """Back to the drafter."""

    @extend_schema(request=ReasonGiven, responses=WarningAnswer)
    def post(self, request: Request, number: str) -> Response:
        """Return it instead of signing, with the reason."""
        warning = self.warning(number)
        return_warning(warning, by=self.visitor, now=clock.now(), **self.given(ReasonGiven))
        return self.told(warning)


class WithdrawWarning(WarningDoor):
    """Out of the chain."""

    @extend_schema(request=ReasonGiven, responses=WarningAnswer)
    def post(self, request: Request, number: str) -> Response:
        """Withdraw what was not issued, with the reason."""
        warning = self.warning(number)
        withdraw_warning(warning, by=self.visitor, now=clock.now(), **self.given(ReasonGiven))
        return self.told(warning)


class IssueWarning(WarningDoor):
    """Made public."""

    @extend_schema(request=None, responses=WarningAnswer)
    def post(self, request: Request, number: str) -> Response:
        """Issue an approved document: a warning, an adjustment or a lifting."""
        warning = self.warning(number)
        issue_warning(warning, by=self.visitor, now=clock.now())
        # What the plan calls for depends on what is in force; the proposal must not lag behind.
        ring(evaluate, warning.jurisdiction.code)
        return self.told(warning)


class AdjustWarning(WarningDoor):
    """A warning at another level."""

    @extend_schema(request=LevelGiven, responses={201: WarningAnswer})
    def post(self, request: Request, number: str) -> Response:
        """Draft the document that follows this warning at another level."""
        warning, given = self.warning(number), self.given(LevelGiven)
        level = level_of(warning.edition, given.pop("level"))
        draft = follow(warning, Act.ADJUST, level, by=self.visitor, now=clock.now(), **given)
        return self.told(draft, is_new=True)


class LiftWarning(WarningDoor):
    """The end."""

    @extend_schema(request=LiftGiven, responses={201: WarningAnswer})
    def post(self, request: Request, number: str) -> Response:
        """Draft the document that lifts this warning."""
        warning, now = self.warning(number), clock.now()
        given = {"begins_at": now} | self.given(LiftGiven)
        draft = follow(warning, Act.LIFT, warning.level, by=self.visitor, now=now, **given)
        return self.told(draft, is_new=True)


@transaction.atomic
def follow(
    warning: EarlyWarning, act: Act, level: int, *, by: User, now: datetime, **given: Any
) -> EarlyWarning:
    """Draft what follows this very warning; IllegalMove when it is not the one in force."""
    place = warning.jurisdiction
    papers = with_papers(place, given)
    draft = draft_warning(place, act, level, by=by, now=now, is_drill=warning.is_drill, **papers)
    if draft.follows_id != warning.pk:
        raise IllegalMove(
            _("“%(document)s” is not in force; follow the one that is.") % {"document": warning}
        )
    return draft


def level_of(edition: PlanEdition, level: Level) -> Level:
    """The level, if the plan knows it."""
    if not edition.triggers.filter(level=level).exists():
        raise serializers.ValidationError({"level": [_("The plan does not know this level.")]})
    return level


def with_papers(place: Jurisdiction, given: dict[str, Any]) -> dict[str, Any]:
    """What was given, with the papers it names in the place of their numbers; unseen unless of that place."""
    papers = {
        name: get_object_or_404(rows, pk=given[name])
        for name, rows in (("proposal", place.proposals), ("consultation", place.consultations))
        if given.get(name)
    }
    return given | papers
