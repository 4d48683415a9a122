"""Is there anything to do? What a build reads and what the last one left in; what that one came to out, if all is as
it was.

Any doubt means that there is. Only builds that published are remembered. Nothing that takes time is imported here.
"""

import datetime
import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from dlcourse.builder.keeping.inputs import Inputs, marks
from dlcourse.coverage import Coverage, LessonCoverage
from dlcourse.diagnostics import Diagnostic, Place, Severity
from dlcourse.report import Outcome

FIRST_MOMENT = datetime.datetime.min.replace(tzinfo=datetime.UTC)
LAST_MOMENT = datetime.datetime.max.replace(tzinfo=datetime.UTC)
PASSING = frozenset({"B309"})
"""Diagnostics on how this machine fared: the next build may fare better."""


def ledger_file(folder: Path, content: Path, out: Path) -> Path:
    """Return the file in `folder` that holds what is known of builds of `content` into `out`."""
    places = "\0".join(str(path.resolve()) for path in (content, out))
    return folder / f"last-{hashlib.sha256(places.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}.json"


def last_outcome(ledger: Path, inputs: Inputs, out: Path, now: datetime.datetime) -> Outcome | None:
    """Return what the last build came to, if one with the same `inputs` would come to the same now.

    That is: as many lessons are due as were then, and all files of `out` are as it left them.
    """
    try:
        checksum, _, text = ledger.read_text(encoding="utf-8").partition("\n")
        if checksum != _checksum(text):
            return None
        known = json.loads(text)
        first, last = map(datetime.datetime.fromisoformat, known["between"])
        is_seen = bool(inputs.glance) and known["glance"] == inputs.glance
        if not first <= _in_utc(now) < last or not (is_seen or known["inputs"] == inputs.fingerprint()):
            return None
        if known["marks"] != marks(str(out), known["names"].split("\0")):
            return None
        if not is_seen:
            _write(ledger, known | {"glance": inputs.glance})
        return _outcome(known["outcome"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def remember(
    ledger: Path,
    inputs: Inputs,
    outcome: Outcome,
    *,
    out: Path,
    names: Sequence[str],
    now: datetime.datetime,
    moments: Sequence[datetime.datetime],
) -> None:
    """Remember what a build came to that has published to `out`. A file that cannot be written is not.

    `inputs` must have been asked for their fingerprint before it read anything. `names` are those of all that it left
    in `out`, as `names_below` has them. `moments` are those when lessons are to be published.
    """
    if any(found.code in PASSING for found in outcome.diagnostics):
        return
    now = _in_utc(now)
    facts = {
        "glance": inputs.glance,
        "inputs": inputs.fingerprint(),
        "names": "\0".join(names),
        "marks": marks(str(out), names),
        "between": [
            max((moment for moment in moments if moment <= now), default=FIRST_MOMENT).isoformat(),
            min((moment for moment in moments if moment > now), default=LAST_MOMENT).isoformat(),
        ],
        "outcome": _plain(outcome),
    }
    _write(ledger, facts)


def _write(ledger: Path, facts: dict[str, Any]) -> None:
    text = json.dumps(facts)
    beside = ledger.with_name(f"{ledger.name}-{os.getpid()}")
    try:
        beside.write_text(f"{_checksum(text)}\n{text}", encoding="utf-8", newline="\n")
        beside.replace(ledger)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _in_utc(moment: datetime.datetime) -> datetime.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(outcome: Outcome) -> dict[str, object]:
    diagnostics = [
        (each.place.file, each.place.line, each.place.column, each.severity.value, each.code, each.message, each.hint)
        for each in outcome.diagnostics
    ]
    names = [field.name for field in fields(LessonCoverage)]
    coverage = [
        {
            "language": each.language,
            "lessons": [{name: getattr(lesson, name) for name in names} for lesson in each.lessons],
        }
        for each in outcome.coverage
    ]
    return asdict(replace(outcome, diagnostics=(), coverage=())) | {"diagnostics": diagnostics, "coverage": coverage}


def _outcome(known: dict[str, Any]) -> Outcome:
    diagnostics = tuple(
        Diagnostic(Place(file, line, column), Severity(severity), code, message, hint)
        for file, line, column, severity, code, message, hint in known["diagnostics"]
    )
    coverage = tuple(
        Coverage(language=each["language"], lessons=tuple(LessonCoverage(**lesson) for lesson in each["lessons"]))
        for each in known["coverage"]
    )
    return Outcome(**known | {"diagnostics": diagnostics, "coverage": coverage})
