"""What the desk's tests do again and again."""

from datetime import timedelta

from django.test import Client

from early_warnings.actions.evaluate import evaluate_jurisdiction
from early_warnings.actions.receive_air import Arrival, receive_forecast, receive_observations
from early_warnings.concentrations import Pollutant
from early_warnings.series import HOUR, HourRow
from responses.sweeps import launch_owed
from tests.builders import NOON

# Twenty minutes past the time to acknowledge.
LATER = NOON + timedelta(minutes=80)


def air(jurisdiction, *, by, now=LATER, observed=80, forecast=300):
    """PM2.5 of three days behind and four ahead; the forecast calls for red."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    behind = [row(hour - step * HOUR, observed) for step in range(1, 73)]
    ahead = [row(hour + step * HOUR, forecast) for step in range(96)]
    receive_observations(jurisdiction, behind, Arrival("upload", by, "behind"), now=now)
    receive_forecast(jurisdiction, ahead, Arrival("upload", by, "ahead"), issued_at=now - HOUR, now=now)
    return evaluate_jurisdiction(jurisdiction, now=now)


def row(time, value):
    return HourRow(time, {Pollutant.PM25: value * 1000})


def fan_out(now=NOON):
    launch_owed(now)


def signed_in(user):
    """A browser in English with `user` at it."""
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def desk(user, path="/desk/"):
    """The page as `user` gets it."""
    return signed_in(user).get(path)


def text(answer):
    """The page's source."""
    return answer.content.decode()
