"""`dlcourse glossary --suggest`: what the glossary could hold, as TOML to paste into it."""

import argparse
import datetime

from dlcourse.builder.translating.suggestions import as_toml, propose_terms
from dlcourse.cli import console
from dlcourse.cli.commands import find_project
from dlcourse.config import Options, read_settings
from dlcourse.loader import load_course
from dlcourse.report import counted


def run(arguments: argparse.Namespace, now: datetime.datetime) -> int:
    """Write the proposals to standard output, and how many they are to standard error. Raises DlcourseError."""
    project = find_project(arguments.content)
    settings = read_settings(project)
    course, _ = load_course(project, settings, Options(now=now))
    proposals = propose_terms(course, settings.languages)
    if proposals:
        console.say(as_toml(proposals, settings.languages).rstrip("\n"))
        console.complain(
            f"{counted(len(proposals), 'term')}: keep those that fit, in {project.content_name}/glossary.toml"
        )
    else:
        console.complain(
            "nothing to propose: no lesson gives a term in brackets, 术语（term）, that the glossary lacks"
        )
    return 0
