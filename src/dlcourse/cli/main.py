"""The command line: arguments in, an exit code out.

Exit codes: 0 fine; 1 the content has errors (warnings too under --strict); 2 usage, configuration or disk;
3 a fault of dlcourse itself; 130 interrupted. Imports of the rooms are lazy, so that `--help` and `--version` answer
at once.
"""

import argparse
import datetime
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from dlcourse import __version__
from dlcourse.cli import console
from dlcourse.diagnostics import ConfigError, DlcourseError, Level

MOST_JOBS = 64

EXAMPLES = """\
examples:
  dlcourse init my-course        make a small course that builds at once
  dlcourse serve                 write with the site open beside you: http://127.0.0.1:8000/
  dlcourse check --strict        all that build would report, nothing written (for CI)
  dlcourse build                 content/ becomes dist/, whole or not at all

`dlcourse COMMAND --help` explains a command.
"""
BUILD_EXAMPLES = """\
examples:
  dlcourse build
  dlcourse build --content lessons --out public --base-url https://example.org/course/
  dlcourse build --lenient       publish a course written for another tool, its faults marked in place

A failed build leaves the folder as it was. exit codes: 0 fine, 1 errors in the content, 2 usage, configuration or
disk, 3 a fault of dlcourse itself. SOURCE_DATE_EPOCH sets the clock where --now does not.
"""
CHECK_EXAMPLES = """\
examples:
  dlcourse check
  dlcourse check --strict --format github      annotations in a GitHub workflow
  dlcourse check --format json | jq .summary
"""
SERVE_EXAMPLES = """\
examples:
  dlcourse serve
  dlcourse serve --port 9000 --drafts

Only this machine can open the pages. They reload when a lesson, a template or course.toml is saved; a lesson that
breaks leaves the last good pages in place and shows what is wrong over them. Ctrl+C ends it.
"""
INIT_EXAMPLES = """\
examples:
  dlcourse init my-course && cd my-course && dlcourse serve
  dlcourse init .
"""
NORMALIZE_EXAMPLES = """\
examples:
  dlcourse normalize content/01-cnn.md --dry-run     show what would change
  dlcourse normalize content/*.md

A lesson that holds both languages in one file gets explicit marks: `::: zh` and `::: en` around what says the same,
`中文 | English` for `中文 (English)`, `bilingual: pairs` in its front matter. It reads as before, and no guess is left.
"""
ACCEPT_EXAMPLES = """\
examples:
  dlcourse accept content/01-cnn.en.md     the translation says what the source says now
  dlcourse accept --all --dry-run          what would be accepted in the whole course

What is accepted is kept in .dlcourse/translations.json in the lessons' folder; commit it with the lessons. From then on
`check` tells which source passages have changed since, and readers see a mark there. Either file of a lesson will do.
"""
GLOSSARY_EXAMPLES = """\
examples:
  dlcourse glossary --suggest                             look through the proposals
  dlcourse glossary --suggest >> content/glossary.toml    then keep those that fit

Proposals are taken from what the lessons say themselves: 术语（term）.
"""
RENDER_EXAMPLES = """\
examples:
  echo '**Hello**, ~~old~~ world' | dlcourse render -
  dlcourse render - --extended < lesson.md
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that `argv` (else the program's arguments) names and return its exit code."""
    console.prepare()
    try:
        parser = _parser()
        arguments = parser.parse_args(argv)
        if arguments.command is None:
            parser.print_help(sys.stderr)
            return 2
        return _run(arguments)
    finally:
        console.finish()


def _run(arguments: argparse.Namespace) -> int:
    run: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return run(arguments)
    except KeyboardInterrupt:
        return 130
    except (DlcourseError, OSError) as error:
        if arguments.debug:
            _complain_of_it()
        _report_stop(_message(error), getattr(arguments, "format", "text"))
        return 2
    except Exception as error:  # the last guard: a bug is answered for here, never shown raw
        if arguments.debug:
            _complain_of_it()
        console.complain(
            f"internal error: {type(error).__name__}: {error}\n"
            "Sorry, this is a fault in dlcourse and not in your course. Please report it"
            + ("." if arguments.debug else ", with what the same command prints under --debug.")
        )
        return 3


def _complain_of_it() -> None:
    import traceback  # noqa: PLC0415 - slow to import, and seldom needed

    console.complain(traceback.format_exc())


def _message(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}"
    return str(error)


def _report_stop(message: str, form: str) -> None:
    from dlcourse import report  # noqa: PLC0415 - slow to import, and seldom needed

    if form == "json":
        console.tell(report.error_as_json(message))
    elif form == "github":
        console.tell(report.error_as_github(message))
    console.complain("\n".join(f"error: {line}" for line in message.split("\n")))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dlcourse",
        description="Make a static bilingual course website from a folder of Markdown lessons.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(command=None)
    parser.add_argument("--version", action="version", version=f"dlcourse {__version__}")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an internal error")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_build(_command(commands, "build", _build, "build the site into a folder", BUILD_EXAMPLES))
    _add_serve(_command(commands, "serve", _serve, "serve the site here, rebuilt as you write", SERVE_EXAMPLES))
    _add_check(_command(commands, "check", _check, "report all that build would, write nothing", CHECK_EXAMPLES))
    init = _command(commands, "init", _init, "make a small course that builds at once", INIT_EXAMPLES)
    init.add_argument("folder", metavar="DIR", type=Path, help="where to make it; nothing that is there is replaced")
    normalize = _command(commands, "normalize", _normalize, "mark the pairs of bilingual files", NORMALIZE_EXAMPLES)
    _add_normalize(normalize)
    _add_accept(_command(commands, "accept", _accept, "stamp translations as up to date", ACCEPT_EXAMPLES))
    _add_glossary(_command(commands, "glossary", _glossary, "propose terms for the glossary", GLOSSARY_EXAMPLES))
    _add_render(_command(commands, "render", _render, "turn Markdown on standard input into HTML", RENDER_EXAMPLES))
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    help_line: str,
    examples: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=help_line,
        description=f"{help_line[0].upper()}{help_line[1:]}.",
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(command=run)
    parser.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return parser


def _add_build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("dist"), metavar="DIR", help="the site's folder (dist)")
    _add_work(parser)
    _add_check(parser)


def _add_check(parser: argparse.ArgumentParser) -> None:
    _add_source(parser)
    parser.add_argument(
        "--base-url", type=_base_url, metavar="URL", help="the address the site will have, over that of course.toml"
    )
    levels = parser.add_mutually_exclusive_group()
    _add_level(levels, "--lenient", Level.LENIENT, "faulty formulas, diagrams, links and images are only warnings")
    _add_level(levels, "--strict", Level.STRICT, "warnings count as errors")
    parser.add_argument(
        "--now", type=_moment, metavar="DATE", help="the clock for publish_on: 2026-11-22, or with a time (UTC)"
    )
    parser.add_argument(
        "--url-style",
        choices=("file", "dir"),
        default="file",
        help="links spell out index.html, and so work from a disk too (file), or end at the folder (dir)",
    )
    parser.add_argument(
        "--format", choices=("text", "json", "github"), default="text", help="how diagnostics are written (text)"
    )


def _add_serve(parser: argparse.ArgumentParser) -> None:
    _add_source(parser)
    _add_work(parser)
    parser.add_argument("--port", type=_port, metavar="N", help="default: 8000, or the next one that is free")
    _add_level(parser, "--lenient", Level.LENIENT, "faulty formulas, diagrams, links and images are only warnings")


def _add_work(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs", type=_jobs, default=0, metavar="N", help="how many processes work (one for each core, at most 8)"
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path(".dlcourse"),
        metavar="DIR",
        help="where rendered lessons are kept for later builds (.dlcourse)",
    )


def _add_normalize(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="a lesson of the course")
    _add_content(parser)
    parser.add_argument("--dry-run", action="store_true", help="show the difference, write nothing")


def _add_accept(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", type=Path, nargs="*", help="a file of each lesson to accept")
    parser.add_argument("--all", action="store_true", help="accept every lesson, drafts too")
    parser.add_argument("--dry-run", action="store_true", help="say what would be accepted, write nothing")
    _add_content(parser)
    _add_level(
        parser, "--lenient", Level.LENIENT, "accept lessons with faulty formulas, diagrams, links and images too"
    )


def _add_glossary(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--suggest", action="store_true", required=True, help="print proposals as TOML")
    _add_content(parser)


def _add_render(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", choices=("-",), metavar="-", help="standard input")
    parser.add_argument(
        "--extended", action="store_true", help="what lessons may use beyond CommonMark and GFM: math, diagrams, ..."
    )


def _add_source(parser: argparse.ArgumentParser) -> None:
    _add_content(parser)
    parser.add_argument("--drafts", action="store_true", help="publish unpublished lessons too")


def _add_content(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--content", type=Path, default=Path("content"), metavar="DIR", help="the lessons' folder (content)"
    )
    parser.set_defaults(level=Level.DEFAULT)


def _add_level(parser: "argparse._ActionsContainer", flag: str, level: Level, help_line: str) -> None:
    parser.add_argument(
        flag, dest="level", action="store_const", const=level, default=argparse.SUPPRESS, help=help_line
    )


def _moment(text: str) -> datetime.datetime:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-11-22 or 2026-11-22T08:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _base_url(text: str) -> str:
    from urllib.parse import urlsplit  # noqa: PLC0415 - slow to import, and seldom needed

    try:
        parts = urlsplit(text)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or parts.query or parts.fragment or not text.isprintable() or set(text) & set(" \"'<>\\"):
        raise argparse.ArgumentTypeError(f"{text!r} is not an address such as https://example.org/course/")
    return text if text.endswith("/") else f"{text}/"


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (0 to 65535; 0: any that is free)")
    return int(text)


def _jobs(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= MOST_JOBS):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes (1 to {MOST_JOBS})")
    return int(text)


def _clock(asked: datetime.datetime | None) -> datetime.datetime:
    """Return the moment asked for, else SOURCE_DATE_EPOCH, else now."""
    if asked is not None:
        return asked
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.datetime.now(datetime.UTC)
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        raise ConfigError(f"SOURCE_DATE_EPOCH: {epoch!r} is not a number of seconds since 1970; unset it") from None


# Each command imports its room itself: the parsers, templates and engines behind it are slow to import.


def _build(arguments: argparse.Namespace) -> int:
    from dlcourse.cli import building  # noqa: PLC0415 - slow to import

    return building.build(arguments, _clock(arguments.now))


def _check(arguments: argparse.Namespace) -> int:
    from dlcourse.cli import commands  # noqa: PLC0415 - slow to import

    return commands.check(arguments, _clock(arguments.now))


def _serve(arguments: argparse.Namespace) -> int:
    from dlcourse.cli import commands  # noqa: PLC0415 - slow to import

    return commands.serve(arguments, _clock(None))


def _init(arguments: argparse.Namespace) -> int:
    from dlcourse.scaffold import create_course  # noqa: PLC0415 - slow to import

    for path in create_course(arguments.folder):
        console.tell(f"wrote {path.as_posix()}")
    steps = [] if arguments.folder == Path() else [f"cd {arguments.folder}"]
    console.tell("\nNext:")
    for step in (*steps, "dlcourse serve    # write, with the site open beside you", "dlcourse build    # -> dist"):
        console.tell(f"  {step}")
    return 0


def _normalize(arguments: argparse.Namespace) -> int:
    from dlcourse.cli import normalizing  # noqa: PLC0415 - slow to import

    return normalizing.run(arguments, _clock(None))


def _accept(arguments: argparse.Namespace) -> int:
    from dlcourse.cli import accepting  # noqa: PLC0415 - slow to import

    return accepting.run(arguments, _clock(None))


def _glossary(arguments: argparse.Namespace) -> int:
    from dlcourse.cli import suggesting  # noqa: PLC0415 - slow to import

    return suggesting.run(arguments, _clock(None))


def _render(arguments: argparse.Namespace) -> int:
    from dlcourse.renderer.lesson import render_fragment  # noqa: PLC0415 - slow to import

    try:
        markdown = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        console.complain(f"<stdin>:{line}: error[L101] this is not UTF-8; save the text as UTF-8")
        return 1
    console.tell(render_fragment(markdown, is_extended=arguments.extended), end="")
    return 0
