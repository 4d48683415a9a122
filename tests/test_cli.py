"""The command line: what it prints, where, and with which exit code."""

import errno
import io
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dlcourse import __version__
from dlcourse.cli import console, main

LESSON = "# 卷积\n\n正文。\n"
UNCLOSED = "---\ntitle: 卷积\n\n正文。\n"
WITH_WARNING = "# 卷积\n\n<blink>正文</blink>。\n"
BROKEN_LINK = "# 卷积\n\n[下一课](nowhere.md)\n"

on_posix = pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal or a POSIX shell")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one lesson; its folder is the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    write("content/01-cnn.md", LESSON)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command line in this process; return exit code, standard output, standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return run


Run = Callable[..., tuple[int, str, str]]


def write(name: str, text: str | bytes) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))


def command(
    *arguments: str, stdin: bytes | None = b"", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "dlcourse", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, **(env or {})},
    )


# build


def test_build_writes_dist_and_sums_up_in_one_line(course: Path, run: Run) -> None:
    code, out, err = run("build")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"1 lesson, \d+ pages, 0 warnings in \d+\.\d\d s -> dist\n", out)
    assert "正文" in (course / "dist/zh/cnn/index.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("course")
def test_content_and_out_can_lie_elsewhere(run: Run, tmp_path: Path) -> None:
    write("lessons/01-rnn.md", "# 循环\n\n正文。\n")
    code, out, _ = run("build", "--content", str(tmp_path / "lessons"), "--out", "public/site")
    assert code == 0
    assert out.endswith("-> public/site\n")
    assert Path("public/site/zh/rnn/index.html").is_file()
    assert not Path("dist").exists()


def test_failed_build_keeps_dist_and_says_so(course: Path, run: Run) -> None:
    run("build")
    before = (course / "dist/zh/cnn/index.html").read_bytes()
    write("content/02-rnn.md", UNCLOSED)
    code, out, err = run("build")
    assert (code, out) == (1, "")
    lines = err.splitlines()
    assert lines[0].startswith("content/02-rnn.md:1")
    assert "error[L103]" in lines[0]
    assert lines[-1] == "1 error, 0 warnings: nothing was published; dist is as it was"
    assert (course / "dist/zh/cnn/index.html").read_bytes() == before


@pytest.mark.usefixtures("course")
def test_failed_first_build_does_not_speak_of_a_dist(run: Run) -> None:
    write("content/02-rnn.md", UNCLOSED)
    _, _, err = run("build")
    assert err.splitlines()[-1] == "1 error, 0 warnings: nothing was published"
    assert not Path("dist").exists()


@pytest.mark.usefixtures("course")
def test_levels_judge_warnings_and_broken_links(run: Run) -> None:
    write("content/01-cnn.md", WITH_WARNING)
    assert run("build")[0] == 0
    code, _, err = run("build", "--strict")
    assert code == 1
    assert "0 errors, 1 warning (and --strict takes none): nothing was published" in err
    write("content/01-cnn.md", BROKEN_LINK)
    assert run("build")[0] == 1
    code, out, err = run("build", "--lenient")
    assert code == 0
    assert "warning[B301]" in err
    assert ", 1 warning in" in out


@pytest.mark.usefixtures("course")
def test_drafts_are_built_when_asked_for(run: Run) -> None:
    write("content/02-rnn.md", "---\nis_published: false\n---\n\n# 循环\n\n正文。\n")
    assert run("build")[1].startswith("1 lesson,")
    assert run("build", "--drafts")[1].startswith("2 lessons,")


@pytest.mark.usefixtures("course")
@pytest.mark.parametrize(
    ("clock", "lessons"),
    [("2026-01-01", 1), ("2026-03-01", 2), ("2026-02-28T23:59:59+00:00", 1), ("2026-03-01T00:00:00Z", 2)],
)
def test_now_sets_the_clock(run: Run, clock: str, lessons: int) -> None:
    write("content/02-rnn.md", "---\npublish_on: 2026-03-01\n---\n\n# 循环\n\n正文。\n")
    assert run("build", "--now", clock)[1].startswith(f"{lessons} lesson")


@pytest.mark.usefixtures("course")
def test_source_date_epoch_is_the_clock_where_none_is_given(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("content/02-rnn.md", "---\npublish_on: 2026-03-01\n---\n\n# 循环\n\n正文。\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")  # 2026-01-01
    assert run("build")[1].startswith("1 lesson,")
    assert run("build", "--now", "2026-03-02")[1].startswith("2 lessons,")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    code, _, err = run("build")
    assert code == 2
    assert "SOURCE_DATE_EPOCH: 'yesterday'" in err


@pytest.mark.usefixtures("course")
def test_base_url_and_url_style_reach_the_pages(run: Run) -> None:
    run("build", "--base-url", "https://example.org/course", "--url-style", "dir")
    page = Path("dist/zh/cnn/index.html").read_text(encoding="utf-8")
    assert "https://example.org/course/zh/cnn/" in page
    assert 'index.html"' not in page
    run("build")
    assert 'index.html"' in Path("dist/zh/cnn/index.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("course")
def test_templates_beside_content_are_used(run: Run) -> None:
    write("templates/404.html", "<p>lost</p>")
    run("build")
    assert Path("dist/404.html").read_text(encoding="utf-8").strip() == "<p>lost</p>"


# check


@pytest.mark.usefixtures("course")
def test_check_writes_nothing(run: Run, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    code, out, err = run("check")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"1 lesson, \d+ pages, 0 warnings in \d+\.\d\d s; nothing was written\n", out)
    write("content/02-rnn.md", UNCLOSED)
    code, _, err = run("check")
    assert code == 1
    assert re.fullmatch(r"1 error, 0 warnings in \d+\.\d\d s", err.splitlines()[-1])
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "content" / "02-rnn.md"])


@pytest.mark.usefixtures("course")
def test_json_is_one_document_on_standard_output(run: Run) -> None:
    write("content/02-rnn.md", UNCLOSED)
    code, out, err = run("check", "--format", "json")
    assert (code, err) == (1, "")
    document = json.loads(out)
    (found,) = document["diagnostics"]
    assert set(found) == {"file", "line", "column", "severity", "code", "message", "hint"}
    assert (found["file"], found["line"], found["severity"]) == ("content/02-rnn.md", 1, "error")
    assert document["summary"]["errors"] == 1
    assert document["summary"]["is_publishable"] is False


@pytest.mark.usefixtures("course")
def test_json_of_a_build_names_the_folder(run: Run) -> None:
    code, out, err = run("build", "--format", "json")
    assert (code, err) == (0, "")
    summary = json.loads(out)["summary"]
    assert (summary["lessons"], summary["warnings"], summary["out"]) == (1, 0, "dist")


@pytest.mark.usefixtures("course")
def test_github_annotations_are_escaped_as_workflow_commands_require(run: Run) -> None:
    write("content/50%,a:b.md" if os.name != "nt" else "content/50%,a.md", UNCLOSED)
    code, out, err = run("check", "--format", "github")
    assert code == 1
    annotation = out.splitlines()[0]
    assert annotation.startswith("::error file=content/50%25%2Ca")
    assert re.match(r"::error file=[^,:]+,line=1(,col=\d+)?,title=L103::[^\n]+; ", annotation)
    assert err.startswith("1 error, 0 warnings")
    Path(next(Path("content").glob("50*"))).unlink()
    code, out, _ = run("check", "--format", "github")
    assert code == 0
    assert "::" not in out


# What stops a run


class Failing:
    """A standard input that cannot be read."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    @property
    def buffer(self) -> io.BytesIO:
        raise self._error


@pytest.mark.usefixtures("course")
@pytest.mark.parametrize("verb", ["build", "check", "serve"])
def test_missing_content_folder_is_said_with_two_ways_out(run: Run, verb: str) -> None:
    code, out, err = run(verb, "--content", "nothing-here")
    assert (code, out) == (2, "")
    assert err == (
        "error: nothing-here: there is no such folder; name the folder of the lessons with --content, "
        "or make a course with `dlcourse init my-course`\n"
    )


@pytest.mark.usefixtures("course")
def test_folder_of_another_is_refused_before_the_work(run: Run) -> None:
    write("dist/thesis.txt", "the only copy")
    code, _, err = run("build")
    assert code == 2
    assert "did not make this folder" in err
    assert Path("dist/thesis.txt").is_file()
    assert "neither in content/" in run("build", "--out", "content/site")[2]


@pytest.mark.usefixtures("course")
def test_stop_is_told_in_every_format(run: Run) -> None:
    write("content/course.toml", "titel = 'x'\nbase_url = 3\n")
    code, _, err = run("check")
    assert code == 2
    assert len(err.splitlines()) == 2
    assert all(line.startswith("error: content/course.toml:") for line in err.splitlines())
    assert "course.toml" in json.loads(run("check", "--format", "json")[1])["error"]
    out = run("check", "--format", "github")[1]
    assert out.startswith("::error title=dlcourse::content/course.toml:")
    assert out.count("\n") == 1


@pytest.mark.usefixtures("course")
@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--lenient", "--strict"],
        ["build", "--now", "tomorrow"],
        ["build", "--base-url", "example.org"],
        ["build", "--base-url", "ftp://example.org/"],
        ["build", "--base-url", "https://example.org/?a=1"],
        ["build", "--base-url", "https://[/"],
        ["build", "--base-url", 'https://example.org/">'],
        ["build", "--form", "json"],
        ["serve", "--port", "65536"],
        ["serve", "--port", "-1"],
        ["serve", "--strict"],
        ["check", "--out", "x"],
        ["render"],
        ["render", "lesson.md"],
        ["init"],
        ["buidl"],
    ],
)
def test_wrong_usage_is_exit_code_2(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "error:" in err
    assert not Path("dist").exists()


def test_no_command_prints_the_help(run: Run) -> None:
    code, out, err = run()
    assert (code, out) == (2, "")
    assert "dlcourse init my-course" in err


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(28, "No space left on device", "content/1.md"), "error: content/1.md: No space left on device\n"),
        (OSError(5, "Input/output error"), "error: Input/output error\n"),
        (OSError("odd"), "error: odd\n"),
    ],
)
def test_fault_of_the_system_is_one_clear_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: OSError, line: str
) -> None:
    monkeypatch.setattr(sys, "stdin", Failing(error))
    assert run("render", "-") == (2, "", line)


def test_fault_of_dlcourse_is_one_apology_and_a_traceback_only_with_debug(
    course: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Failing(ZeroDivisionError("division by zero")))
    code, out, err = run("render", "-")
    assert (code, out) == (3, "")
    assert err.startswith("internal error: ZeroDivisionError: division by zero\n")
    assert "--debug" in err
    assert "Traceback" not in err
    for arguments in (["--debug", "render", "-"], ["render", "-", "--debug"]):
        code, _, err = run(*arguments)
        assert code == 3
        assert "Traceback (most recent call last)" in err
    write("dist/other.txt", "x")
    assert "Traceback (most recent call last)" in run("build", "--debug")[2]
    assert (course / "dist/other.txt").exists()


@on_posix
def test_full_standard_output_is_exit_code_2() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "dlcourse", "render", "-"],
            input=b"x",
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == b"error: No space left on device\n"


@pytest.mark.usefixtures("course")
def test_output_that_nobody_reads_is_no_fault_but_a_full_one_is(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    theirs, ours = os.pipe()
    os.close(theirs)
    with os.fdopen(ours, "w", encoding="utf-8") as pipe, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", pipe)
        assert main(["check"]) == 0
        pipe.write("goes nowhere, and fails no more")

    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", Full())
        assert main(["check"]) == 2
    assert run("--version")[0] == 0


@pytest.mark.usefixtures("course")
def test_serve_says_when_its_port_is_taken(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, out, err = run("serve", "--port", str(port))
    assert (code, out) == (2, "")
    assert err.startswith(f"error: port {port} cannot be opened")
    assert err.count("\n") == 1


@on_posix
def test_reader_that_goes_away_is_no_fault(course: Path) -> None:
    line = f"{sys.executable} -m dlcourse check --format json | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=False, cwd=course)
    assert (done.returncode, done.stderr) == (0, b"")


@on_posix
def test_closed_streams_are_no_fault(course: Path) -> None:
    line = f"{sys.executable} -m dlcourse build >&- 2>&-"
    assert subprocess.run(["sh", "-c", line], check=False, cwd=course).returncode == 0
    assert (course / "dist/index.html").is_file()


def test_interrupt_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Failing(KeyboardInterrupt()))
    assert run("render", "-") == (130, "", "")


# init and render


def test_init_makes_a_course_that_builds_and_says_what_next(course: Path, run: Run) -> None:
    code, out, _ = run("init", "mine")
    assert code == 0
    assert "wrote mine/content/course.toml\n" in out
    assert "  cd mine\n" in out
    assert run("build", "--content", "mine/content")[0] == 0
    code, out, err = run("init", "mine")
    assert (code, out) == (2, "")
    assert "mine/content/course.toml" in err
    (course / "here").mkdir()
    os.chdir(course / "here")
    assert "cd " not in run("init", ".")[1]


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Let standard input hold some bytes."""
    return lambda text: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))


def test_render_turns_standard_input_into_html(course: Path, run: Run, type_in: Callable[[bytes], None]) -> None:
    type_in("\ufeff**粗**和~~删~~ $x$\n".encode())
    assert run("render", "-") == (0, "<p><strong>粗</strong>和<del>删</del> $x$</p>\n", "")
    type_in(b"$x$\n")
    assert "<math" in run("render", "-", "--extended")[1]
    assert sorted(path.name for path in course.iterdir()) == ["content"]


def test_render_speaks_utf8_in_a_pipe() -> None:
    done = command("render", "-", stdin="卷积".encode(), env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "<p>卷积</p>".encode(), b"")


def test_standard_input_that_is_not_utf8_is_an_error_with_its_line(run: Run, type_in: Callable[[bytes], None]) -> None:
    type_in(b"one\ntwo \xff\n")
    code, out, err = run("render", "-")
    assert (code, out) == (1, "")
    assert err.startswith("<stdin>:2: error[L101]")


# Start-up, streams, terminals


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_version_and_help_import_nothing_that_is_slow(argument: str) -> None:
    script = (
        "import sys\n"
        "from dlcourse.cli import main\n"
        "try:\n"
        f"    main(['{argument}'])\n"
        "except SystemExit:\n"
        "    slow = {'jinja2', 'markdown_it', 'yaml', 'rich', 'watchdog', 'http.server', 'pygments'}\n"
        "    print('imported', sorted(slow & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("imported []\n")


def test_version_and_help_answer(run: Run) -> None:
    assert run("--version") == (0, f"dlcourse {__version__}\n", "")
    for verb in ("build", "serve", "check", "init", "render"):
        code, out, _ = run(verb, "--help")
        assert code == 0
        assert "examples:\n  " in out
        assert verb in run("--help")[1]


@pytest.mark.usefixtures("course")
@pytest.mark.parametrize("locale", [{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"LC_ALL": "C"}])
@pytest.mark.parametrize("encoding", ["", "ascii", "cp1252"])
def test_output_is_utf8_in_any_locale(locale: dict[str, str], encoding: str) -> None:
    write("content/02-rnn.md", "# 循环\n\n[下一课](没有这课.md)\n")
    env = {**locale, "PYTHONIOENCODING": encoding} if encoding else locale
    done = command("check", env=env)
    assert done.returncode == 1
    assert "没有这课.md" in done.stderr.decode("utf-8")


@pytest.mark.usefixtures("course")
@on_posix
def test_control_characters_never_reach_the_output(run: Run) -> None:
    write("content/\x1b[31m.md", UNCLOSED)
    _, _, err = run("check")
    assert "\x1b" not in err
    assert "\\x1b[31m" in err
    _, out, err = run("check", "--format", "github")
    assert "\x1b" not in out + err
    assert "\x1b" not in run("check", "--format", "json")[1]
    assert "\x1b" not in run("build", "--content", "\x1b[2J")[2]


def on_a_terminal(env: Mapping[str, str], *arguments: str) -> str:
    """Run the command line with a pseudo-terminal as its standard error and return what came there."""
    import pty  # POSIX only

    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "dlcourse", *arguments],
        stderr=theirs,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "60", **env},
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 65536):
            seen += chunk
    except OSError:  # Linux says so when the other side is closed
        pass
    child.wait(30)
    os.close(ours)
    return seen.decode("utf-8")


class Terminal(io.StringIO):
    """A terminal, as far as a program can tell by asking."""

    def isatty(self) -> bool:
        return True


def shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch, no_colour: str) -> str:
    terminal = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", terminal)
        patch.setenv("TERM", "xterm-256color")
        patch.setenv("COLUMNS", "40")
        patch.setenv("NO_COLOR", no_colour)
        assert main(["check"]) == 1
    return terminal.getvalue()


@pytest.mark.usefixtures("course")
def test_colours_only_on_a_terminal_and_not_against_the_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    write("content/01-cnn.md", WITH_WARNING + BROKEN_LINK)
    assert re.search("\x1b\\[[0-9;]*3[13][0-9;]*m", shown_on_a_terminal(monkeypatch, ""))
    assert not re.search("\x1b\\[[0-9;]*3[0-9][0-9;]*m", shown_on_a_terminal(monkeypatch, "1"))


@pytest.mark.usefixtures("course")
def test_diagnostic_is_one_line_however_narrow_the_terminal(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    write("content/01-cnn.md", WITH_WARNING + BROKEN_LINK)
    on_terminal = re.sub("\x1b\\[[0-9;]*m", "", shown_on_a_terminal(monkeypatch, "1")).splitlines()
    assert on_terminal[:-1] == run("check")[2].splitlines()[:-1]


@on_posix
@pytest.mark.usefixtures("course")
def test_real_terminal_gets_colours_and_a_pipe_none() -> None:
    write("content/01-cnn.md", BROKEN_LINK)
    assert "\x1b[" in on_a_terminal({"NO_COLOR": ""}, "check")
    assert b"\x1b" not in command("check").stderr


def test_progress_is_drawn_on_terminals_and_only_when_the_work_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for after_seconds, is_drawn in [(60, False), (0, True)]:
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        with console.progress("lessons", after_seconds) as advance:
            assert advance is not None
            advance(1, 2)
            advance(2, 2)
        assert ("lessons" in terminal.getvalue()) is is_drawn
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with console.progress("lessons") as advance:
        assert advance is None


# Translations: check, accept, glossary


@pytest.fixture
def pair(course: Path) -> Path:
    """A course of a lesson in Chinese and one in both languages."""
    write("content/02-rnn.zh.md", "# 循环\n\n第一段。\n\n第二段。\n\n第三段。\n")
    write("content/02-rnn.en.md", "# Recurrence\n\nThe first.\n\nThe second.\n\nThe third.\n")
    return course


def table(run: Run, *arguments: str) -> str:
    """Return the line of `check` on English."""
    return next((line for line in run("check", *arguments)[1].splitlines() if line.startswith("en: ")), "")


def test_check_says_how_far_each_language_is_and_names_the_lessons_that_lack_it(pair: Path, run: Run) -> None:
    assert re.fullmatch(
        r"en: 4 of \d passages translated \(\d\d %\), 4 never accepted; 1 lesson not translated: cnn", table(run)
    )
    assert not [line for line in run("check")[1].splitlines() if line.startswith("zh:")]
    for number in range(3, 9):
        write(f"content/0{number}-more{number}.md", f"# 更多 {number}\n\n正文。\n")
    assert table(run).endswith("; 7 lessons not translated: cnn, more3, more4, more5, more6 (and 2 more)")
    for file in (pair / "content").glob("*.md"):
        if file.suffixes == [".md"]:
            file.unlink()
    assert table(run) == "en: 4 of 4 passages translated (100 %), 4 never accepted"


def test_check_of_a_course_in_one_language_says_nothing_of_others(course: Path, run: Run) -> None:
    assert table(run) == ""
    assert json.loads(run("check", "--format", "json")[1])["translations"]["en"]["untranslated_lessons"] == ["cnn"]


@pytest.mark.usefixtures("pair")
def test_json_holds_the_figures_of_every_lesson(run: Run) -> None:
    run("accept", "--all")
    write("content/02-rnn.zh.md", "# 循环\n\n第一段。\n\n第二段改。\n\n第三段。\n")
    english = json.loads(run("check", "--format", "json")[1])["translations"]["en"]
    assert (english["outdated"], english["translated"], english["is_complete"]) == (1, 4, False)
    (lesson,) = (each for each in english["lessons"] if each["slug"] == "rnn")
    assert lesson == {
        "slug": "rnn",
        "is_source": False,
        "is_translated": True,
        "passages": 4,
        "translated": 4,
        "outdated": 1,
        "unconfirmed": 0,
        "missing": 0,
        "orphans": 0,
    }


def test_changed_source_is_told_until_it_is_accepted(pair: Path, run: Run) -> None:
    code, out, err = run("accept", "content/02-rnn.en.md")
    assert (code, out, err) == (0, "accepted 4 translations of 1 lesson\n", "")
    assert run("check")[2] == ""
    write("content/02-rnn.zh.md", "# 循环\n\n第一段。\n\n第二段变了。\n\n第三段。\n")
    (line,) = run("check")[2].splitlines()
    assert line.startswith("content/02-rnn.en.md:5: warning[T402] ")
    assert "content/02-rnn.zh.md:5" in line
    assert run("build")[0] == 0
    assert (pair / "dist/en/rnn/index.html").read_text(encoding="utf-8").count('class="outdated"') == 1
    assert run("check", "--strict")[0] == 1
    assert run("accept", "02-rnn.zh.md", "--dry-run")[1] == "would accept 1 translation of 1 lesson (1 is outdated)\n"
    assert "1 outdated" in table(run)
    assert run("accept", "02-rnn.zh.md")[1] == "accepted 1 translation of 1 lesson (1 was outdated)\n"
    assert run("check")[2] == ""
    assert run("accept", "02-rnn.zh.md")[1] == "nothing to accept: 4 translations there, all accepted before\n"


@pytest.mark.usefixtures("pair")
def test_reformatting_and_renaming_change_nothing(run: Run) -> None:
    run("accept", "--all")
    write("content/02-rnn.zh.md", "# 循环\n\n\n第一\n段。\n\n**第二段**。\n\n第三段。\n\n")
    assert run("check")[2] == ""
    Path("content/02-rnn.zh.md").rename("content/03-recurrent.zh.md")
    Path("content/02-rnn.en.md").rename("content/03-recurrent.en.md")
    assert run("check")[2] == ""
    assert "never accepted" not in table(run)


def test_drafts_are_accepted_and_keep_their_stamps(pair: Path, run: Run) -> None:
    write("content/03-draft.zh.md", "---\nis_published: false\n---\n# 稿\n\n草稿一段。\n")
    write("content/03-draft.en.md", "---\nis_published: false\n---\n# Draft\n\nA draft.\n")
    assert run("accept", "--all")[1] == "accepted 6 translations of 2 lessons\n"
    stamps = (pair / "content/.dlcourse/translations.json").read_bytes()
    run("accept", "content/02-rnn.zh.md")
    assert (pair / "content/.dlcourse/translations.json").read_bytes() == stamps
    run("build")
    assert not [path for path in (pair / "dist").rglob("*") if "translations" in path.name or ".dlcourse" in path.parts]


@pytest.mark.usefixtures("pair")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--all"),
        (["--all", "content/02-rnn.en.md"], "--all"),
        (["content/02-rn.en.md"], "did you mean content/02-rnn.en.md?"),
        (["nothing.md"], "name a file of a lesson"),
        (["../02-rnn.en.md"], "no such lesson"),
        (["content/course.toml"], "no such lesson"),
    ],
)
def test_accept_of_what_is_no_lesson_is_exit_code_2(run: Run, arguments: list[str], words: str) -> None:
    code, out, err = run("accept", *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert not Path("content/.dlcourse").exists()


@pytest.mark.usefixtures("pair")
def test_lesson_with_errors_is_not_accepted_and_others_are(run: Run) -> None:
    write("content/03-bad.zh.md", "# 坏\n\n[无](nowhere.md)\n")
    write("content/03-bad.en.md", "# Bad\n\n[none](nowhere.md)\n")
    write("content/04-worse.zh.md", "# 更坏\n\n一段。\n")
    write("content/04-worse.en.md", UNCLOSED)
    code, out, err = run("accept", "content/03-bad.en.md")
    assert (code, out) == (1, "")
    assert "error[B301]" in err
    assert err.endswith("2 errors: nothing was accepted\n")
    for name in ("content/04-worse.en.md", "content/04-worse.zh.md"):
        code, out, err = run("accept", name)
        assert (code, out) == (1, "")
        assert "error[L103]" in err
    assert run("accept", "--all")[0] == 1
    assert not Path("content/.dlcourse").exists()
    assert run("accept", "--lenient", "content/03-bad.en.md")[0] == 0
    assert run("accept", "content/02-rnn.en.md")[1] == "accepted 4 translations of 1 lesson\n"


@pytest.mark.usefixtures("pair")
def test_lesson_in_one_language_has_nothing_to_accept(run: Run) -> None:
    code, out, _ = run("accept", "content/01-cnn.md")
    assert (code, out) == (0, "nothing to accept: no passage there is in two languages\n")
    assert not Path("content/.dlcourse").exists()


@pytest.mark.usefixtures("pair")
def test_broken_stamps_stop_the_build_and_are_not_written_over(run: Run) -> None:
    broken = '{\n "version": 1,\n<<<<<<< HEAD\n'
    write("content/.dlcourse/translations.json", broken)
    code, _, err = run("build")
    assert code == 1
    assert err.startswith("content/.dlcourse/translations.json:3: error[T405] an unfinished merge")
    code, _, err = run("accept", "content/02-rnn.en.md")
    assert code == 1
    assert "error[T405]" in err
    assert Path("content/.dlcourse/translations.json").read_text(encoding="utf-8") == broken


@pytest.mark.usefixtures("pair")
def test_notes_are_shown_by_check_and_counted_by_build_and_never_stop(run: Run) -> None:
    lesson = Path("content/02-rnn.zh.md").read_text(encoding="utf-8")
    write("content/02-rnn.zh.md", f"{lesson}\n## 附录\n")
    code, _, err = run("check", "--strict")
    assert code == 0
    assert err.startswith("content/02-rnn.zh.md:9: note[T401] ")
    code, out, err = run("build", "--strict")
    assert (code, err) == (0, "1 note: `dlcourse check` shows it\n")
    assert "0 warnings" in out
    write("content/02-rnn.zh.md", f"{lesson}\n## 附录\n\n这一段只有中文。\n")
    assert run("build")[2] == "2 notes: `dlcourse check` shows them\n"
    assert "::notice" not in run("build", "--format", "github")[1]
    assert "::notice file=content/02-rnn.zh.md" in run("check", "--format", "github")[1]
    assert json.loads(run("build", "--format", "json")[1])["summary"]["notes"] == 2


def test_glossary_proposes_terms_as_toml_to_paste(course: Path, run: Run) -> None:
    write("content/01-cnn.md", "# 卷积\n\n**卷积**（convolution）与**池化**（pooling）。\n")
    code, out, err = run("glossary", "--suggest")
    assert code == 0
    assert out.startswith('# 1 use, first content/01-cnn.md:3\n[[term]]\nzh = "卷积"\nen = "convolution"\n')
    assert err == "2 terms: keep those that fit, in content/glossary.toml\n"
    write("content/glossary.toml", out)
    assert run("check")[0] == 0
    code, out, err = run("glossary", "--suggest")
    assert (code, out) == (0, "")
    assert err.startswith("nothing to propose")
    assert run("glossary")[0] == 2
