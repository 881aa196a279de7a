"""How far the units are with a warning."""

from datetime import datetime

from early_warnings.models import EarlyWarning
from portal.desk.queries import Progress, item_counts, task_counts
from responses.models import EmergencyResponse


def progress_of(warning: EarlyWarning, now: datetime) -> Progress | None:
    """The response of the warning's episode in numbers, None before it was fanned out; 3 queries."""
    if warning.episode_id is None:
        return None
    response = EmergencyResponse.objects.filter(episode=warning.episode_id).first()
    if response is None:
        return None
    tasks = task_counts([response], now).get(response.pk, {})
    counts = {name: tasks.get(name, 0) for name in ("units", "acknowledged", "late")}
    return Progress(response, items=item_counts([response]).get(response.pk, {}), **counts)
