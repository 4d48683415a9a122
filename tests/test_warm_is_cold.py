"""Whatever was done to a project since its last build, and to what that left: a build comes to what a first one would.

`python tests/test_warm_is_cold.py 200` tries 200 sequences of changes, `... 200 1000` those from number 1000 on.
"""

import importlib
import multiprocessing
import os
import pkgutil
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from rewriting import CHANGES, Change, new_project

import dlcourse.cli

STEPS, STEPS_OF_A_SOAK = 2, 4
OPTIONS = (
    (),
    (),
    (),
    (),
    ("--lenient",),
    ("--drafts",),
    ("--url-style", "dir"),
    ("--now", "2026-06-01"),
    ("--jobs", "2"),
)
Told = tuple[int | None, str]
PRELOADED: list[Callable[[list[str]], int]] = []


@pytest.mark.parametrize("number", range(2))
def test_a_warm_build_equals_a_cold_one(number: int, tmp_path: Path) -> None:
    run_sequence(number, tmp_path, STEPS)


def test_a_cache_from_elsewhere_changes_nothing(tmp_path: Path) -> None:
    """Another course's cache, with the files of this one's names in it."""
    one, two = new_project(tmp_path / "one"), new_project(tmp_path / "two")
    (two / "content/a/01-both.md").write_text("# 别的\n\n别的课。\n", encoding="utf-8")
    end(begin(one))
    end(begin(two))
    shutil.rmtree(one / ".dlcourse")
    shutil.copytree(two / ".dlcourse", one / ".dlcourse")
    compare(one, tmp_path / "cold", (), "another cache")


def run_sequence(number: int, folder: Path, steps: int) -> None:
    """Build a project again and again, changed each time, beside a build of a copy that nothing is known of."""
    source = random.Random(number)
    warm = new_project(folder / "warm")
    end(begin(warm))
    log = [f"sequence {number}"]
    saved: list[Path] = []
    for step in range(steps):
        for change in source.choices(CHANGES, k=source.randint(1, 3)):
            log.append(describe(change, warm, source))
        if source.random() < 0.15:
            log.append(kill_a_build(warm, source))
        if saved and source.random() < 0.15:
            log.append(f"back to step {saved.index(back := source.choice(saved))}")
            restore(warm, back)
        saved.append(save(warm, folder / f"step{step}"))
        options = source.choice(OPTIONS)
        log.append(f"build {' '.join(options)}")
        compare(warm, folder / "cold", options, "\n".join(log))


def describe(change: Change, project: Path, source: random.Random) -> str:
    return f"{change.__name__} {change(project, source)}"


def save(project: Path, folder: Path) -> Path:
    """Copy what an author writes; nothing of what builds leave."""
    for name in ("content", "templates"):
        if (project / name).exists():
            shutil.copytree(project / name, folder / name)
    return folder


def restore(project: Path, saved: Path) -> None:
    for name in ("content", "templates"):
        shutil.rmtree(project / name, ignore_errors=True)
        if (saved / name).exists():
            shutil.copytree(saved / name, project / name)


@dataclass(slots=True)
class Running:
    """A build that has begun, and where what it says is written."""

    process: "subprocess.Popen[bytes] | BaseProcess"
    said: Path


def begin(project: Path, *options: str) -> Running:
    said = project.with_name(f"{project.name}.log")
    command = ["build", *(() if "--now" in options else ("--now", "2026-01-01")), *options]
    if PRELOADED:
        process = multiprocessing.get_context("fork").Process(target=_build_here, args=(project, command, said))
        process.start()
        return Running(process, said)
    with said.open("wb") as log:
        program = [sys.executable, "-m", "dlcourse", *command]
        return Running(subprocess.Popen(program, cwd=project, stdout=log, stderr=log), said)


def _build_here(project: Path, command: list[str], said: Path) -> None:
    """Build in this process, which was split off one that has imported everything, but has done nothing else."""
    with said.open("wb") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    os.chdir(project)
    code = PRELOADED[0](command)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def end(build: Running) -> Told:
    """Return the exit code of a build and what it said, but for how long it took and that there was a site before."""
    if isinstance(build.process, subprocess.Popen):
        code: int | None = build.process.wait()
    else:
        build.process.join()
        code = build.process.exitcode
    said = build.said.read_text(encoding="utf-8")
    return code, re.sub(r" in [\d.]+ m?s\b|; dist is as it was", "", said)


def kill_a_build(project: Path, source: random.Random) -> str:
    build, seconds = begin(project), source.uniform(0.02, 1.5)
    time.sleep(seconds)
    build.process.kill()
    end(build)
    return f"kill after {seconds:.2f} s"


def compare(warm: Path, cold: Path, options: tuple[str, ...], log: str) -> None:
    """Build `warm` and a copy of it in the new folder `cold`: both must say the same and come to the same bytes."""
    shutil.rmtree(cold, ignore_errors=True)
    save(warm, cold)
    before = files_of(warm / "dist")
    builds = begin(warm, *options), begin(cold, *options)  # at once: it takes half the time
    told, told_cold = map(end, builds)
    assert told == told_cold, f"{log}\n-- warm\n{told}\n-- cold\n{told_cold}"
    assert told[0] in (0, 1, 2), f"{log}\n{told[1]}"
    expected = files_of(cold / "dist") if told[0] == 0 else before
    differing = differences(files_of(warm / "dist"), expected)
    assert not differing, f"{log}\n{told}\n{differing}"
    strays = {path.name for path in warm.iterdir()} - {"content", "templates", "dist", ".dist.lock", ".dlcourse"}
    assert not strays, f"{log}\n{strays}"


def differences(one: dict[str, bytes], two: dict[str, bytes]) -> list[str]:
    return sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def soak(count: int, first: int) -> None:
    """Try many sequences. Builds are split off this process: importing everything anew would take most of the time."""
    for module in pkgutil.walk_packages(dlcourse.__path__, "dlcourse."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    PRELOADED.append(dlcourse.cli.main)
    failed = []
    for number in range(first, first + count):
        with tempfile.TemporaryDirectory() as name:
            try:
                run_sequence(number, Path(name).resolve(), STEPS_OF_A_SOAK)
            except AssertionError as error:
                failed.append(number)
                kept = Path(name).with_name(f"failed-{number}")
                shutil.copytree(name, kept, dirs_exist_ok=True)
                print(f"kept in {kept}\n{error}", flush=True)
        if number % 10 == 9:
            print(f"{number + 1 - first} tried", flush=True)
    print(f"{count} sequences, failed: {failed or 'none'}")


if __name__ == "__main__":
    count, first = [*map(int, sys.argv[1:]), 0][:2]
    soak(count, first)
