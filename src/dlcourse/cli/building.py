"""`dlcourse build`: where nothing has changed since the last time, what that came to is told again.

Nothing that takes time is imported before that is known.
"""

import argparse
import datetime
import gc
import time
from dataclasses import replace
from pathlib import Path

from dlcourse.builder.keeping.unchanged import last_outcome, ledger_file, remember
from dlcourse.cli.request import inputs_of
from dlcourse.cli.telling import show_faults, tell_outcome

GARBAGE = 50_000
"""How many things are made between two looks for garbage: a course is very many things, and nearly all of them stay."""


def build(arguments: argparse.Namespace, now: datetime.datetime) -> int:
    """Build the course and publish it to `arguments.out`. Raises DlcourseError."""
    gc.set_threshold(GARBAGE)
    started = time.perf_counter()
    out: Path = arguments.out
    ledger = ledger_file(arguments.cache, arguments.content, out)
    inputs = inputs_of(arguments)
    outcome = last_outcome(ledger, inputs, out, now)
    if outcome is not None:
        show_faults(arguments, outcome.diagnostics)
        return tell_outcome(arguments, replace(outcome, seconds=time.perf_counter() - started, out=out.as_posix()))
    inputs.fingerprint()  # it is taken now, before the build reads anything
    from dlcourse.cli import commands  # noqa: PLC0415 - slow to import, and needed only if there is something to do

    outcome, moments, names = commands.build(arguments, now, started)
    if outcome.is_publishable:
        remember(ledger, inputs, outcome, out=out, names=names, now=now, moments=moments)
    return tell_outcome(arguments, outcome)
