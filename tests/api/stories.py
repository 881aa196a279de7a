"""Air, and an office at work, for the story through the interface."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from early_warnings import sweeps as warnings_owed
from early_warnings.series import HOUR, SHANGHAI
from portal.offices.models import User
from reports import sweeps as reports_owed
from responses import sweeps as responses_owed
from tests.early_warnings.air import CLEAN, COLUMNS, HEAVY, SEVERE, real_rows
from tests.responses.stories import picture

URL = "/api/v1"
COLUMN_OF_NAME = {name.split("_")[0]: name for name in COLUMNS}
LATE = {"hour": 8, "minute": 30}


@dataclass
class Air:
    """Hours of air, and when what happens in it; a forecast is perfect."""

    rows: list
    starts: datetime
    red_from: datetime
    lowers: datetime
    lifts: datetime


def hour(time, pm25=None, **values):
    """A row of an hour."""
    return {"time": time.isoformat(), "pm25": pm25} | values


def made_air():
    """Clean, then heavy with a severe time, a pause, heavy again, then clean for good."""
    starts = datetime(2026, 12, 18, 12, tzinfo=SHANGHAI)
    stretches = [(CLEAN, 126), (HEAVY, 36), (SEVERE, 36), (HEAVY, 36), (CLEAN, 40), (HEAVY, 50), (CLEAN, 400)]
    values = [value for value, hours in stretches for _hour in range(hours)]
    rows = [hour(starts + (place - 96) * HOUR, value) for place, value in enumerate(values)]
    red_from = starts + 29 * HOUR
    return Air(rows, starts, red_from, starts + 148 * HOUR, starts + 240 * HOUR)


def real_air():
    """Beijing's second red alert of December 2015 and what came after it."""
    rows = [
        {"time": row["time"]} | {name: float(row[key]) for name, key in COLUMN_OF_NAME.items() if row[key]}
        for row in real_rows()
    ]
    times = ["2015-12-18T12", "2015-12-19T13", "2015-12-27T12", "2016-01-04T16"]
    return Air(rows, *(datetime.fromisoformat(f"{time}:00+08:00") for time in times))


class Episode:
    """Kuitun's office at work, told by the clock and by calls of the interface."""

    def __init__(self, air, api, time_machine):
        self.air, self.api, self.time_machine = air, api, time_machine
        self.observed_until = air.starts - 96 * HOUR
        self.at(air.starts)

    def at(self, moment):
        """It is `moment`."""
        self.now = moment
        self.time_machine.move_to(moment, tick=False)

    def call(self, who, method, path, body=None, expect=200, **options):
        """The answer to a request of the user called `who`, whose status is as expected."""
        client = self.api(User.objects.get(username=who))
        answer = getattr(client, method)(f"{URL}{path}", body, **options)
        assert answer.status_code == expect, answer.content.decode()
        return answer.json() if answer["Content-Type"] == "application/json" else answer

    def post(self, who, path, body=None, expect=200, **options):
        return self.call(who, "post", path, body, expect, **options)

    def get(self, who, path):
        return self.call(who, "get", path)

    def breathe(self):
        """The air up to now is measured, a forecast comes in, the portal judges: the newest proposal."""
        air, now = {"jurisdiction": "654003"}, self.now.isoformat()
        past = [row for row in self.air.rows if self.observed_until.isoformat() <= row["time"] < now]
        ends = (self.now + 168 * HOUR).isoformat()
        coming = [row for row in self.air.rows if now <= row["time"] < ends]
        self.post("sun", "/observations/", air | {"hourly": past}, 201)
        self.post("sun", "/forecasts/", air | {"issued_at": now, "hourly": coming}, 201)
        self.observed_until = self.now
        assert warnings_owed.evaluate_owed(self.now) == 1
        return self.get("sun", "/proposals/?jurisdiction=654003")["results"][0]

    def carry(self, number):
        """The chain signs whatever steps it has, and the office issues."""
        self.sign(f"/warnings/{number}")
        issued = self.post("sun", f"/warnings/{number}/issue/")
        responses_owed.launch_owed(self.now)
        return issued

    def sign(self, document):
        """Submitted by the office, signed by director and commander as far as the chain goes."""
        paper = self.post("sun", f"{document}/submit/")
        for signer in ("qian", "zhao")[: len(paper["steps"])]:
            paper = self.post(signer, f"{document}/sign/", {"note": "同意"})
        return paper

    def next_morning(self):
        """It is half past eight on the day after, and what is owed of the day before is written down."""
        self.at((self.now + timedelta(days=1)).replace(**LATE))
        responses_owed.owe_returns(self.now)

    def report(self, warning, kind):
        """The newest report of that kind on the warning's episode."""
        reports_owed.draft_owed(self.now)
        reports = self.get("sun", f"/reports/?warning={warning}")["results"]
        return next(report for report in reports if report["kind"] == kind)


def answer():
    """A form with one answer and its photo."""
    figures = '{"sites_checked": 12}'
    return {"outcome": "done", "note": "已全部停工", "figures": figures, "files": [picture()]}
