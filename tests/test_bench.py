"""The benchmark runs, and its lessons are the same each time."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"

pytestmark = pytest.mark.skipif(not BENCH.is_dir(), reason="an sdist has the tests, but not the benchmark")


def test_one_command_measures_every_step(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = ["run.py", "--lessons", "3", "--rounds", "1", "--no-peers", "--no-serve", "--json", str(figures)]
    done = subprocess.run(
        [sys.executable, *command], cwd=BENCH, check=False, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "cold CPU" in done.stdout
    tools = {tool["name"]: tool for tool in json.loads(figures.read_text(encoding="utf-8"))["tools"]}
    assert list(tools["dlcourse"]["steps"]) == ["cold", "nothing changed", "one lesson changed", "one title changed"]
    assert list(tools["dlcourse, 1 core"]["steps"]) == ["cold"]
    assert tools["dlcourse"]["site_bytes"] > tools["dlcourse"]["page_bytes"] > 1000


def test_the_same_number_gives_the_same_lessons(tmp_path: Path) -> None:
    write = "import sys, pathlib, corpus; corpus.write_corpus(pathlib.Path(sys.argv[1]), 10)"
    for name in ("one", "two"):
        subprocess.run([sys.executable, "-c", write, str(tmp_path / name)], cwd=BENCH, check=True)
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert len(one) == 10
