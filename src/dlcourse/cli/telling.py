"""What a build or check came to, told: an outcome in, lines on the terminal out, and the exit code."""

import argparse
from collections.abc import Iterable

from dlcourse import report
from dlcourse.cli import console
from dlcourse.diagnostics import Diagnostic


def show_faults(arguments: argparse.Namespace, diagnostics: Iterable[Diagnostic]) -> None:
    """Show what a build has to say of lessons, its notes only by number; other formats tell all at the end."""
    if arguments.format != "text":
        return
    loud, notes = report.without_notes(diagnostics)
    console.show(loud)
    if notes:
        console.complain(notes)


def tell_outcome(arguments: argparse.Namespace, outcome: report.Outcome) -> int:
    """Tell what a run came to in the format that was asked for, and return the exit code."""
    if arguments.format == "json":
        console.tell(report.as_json(outcome))
    elif arguments.format == "github":
        shown = report.without_notes(outcome.diagnostics)[0] if outcome.out else outcome.diagnostics
        if shown:
            console.tell(report.as_github(shown))
    if arguments.format != "json":
        (console.say if outcome.is_publishable else console.complain)(report.summary(outcome))
    return 0 if outcome.is_publishable else 1
