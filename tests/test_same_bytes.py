"""The same course gives the same bytes, wherever and however it is built."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from factories import PIXEL, write_tree

COURSE: dict[str, str | bytes] = {
    "content/course.toml": 'title = { zh = "课", en = "Course" }\nbase_url = "https://example.org/x/"\n',
    "content/01-a/01-eins.zh.md": "# 一\n\n$x^2$ ![图](p.png)\n\n```python\nprint('字')\n```\n",
    "content/01-a/01-eins.en.md": "# One\n\n$x^2$ ![p](p.png)\n\n```mermaid\ngraph TD\n  A[输入] --> B[Output]\n```\n",
    "content/01-a/p.png": PIXEL,
    "content/02-b.md": (
        "---\ntags: [b, a]\ndate: 2026-05-05 23:30:00\npermalink: /x/y/\n---\n"
        "# 二\n\n见 [一](01-a/01-eins.zh.md)[^1]\n\n[^1]: 注\n"
    ),
}


def build_and_hash(folder: Path, **environment: str) -> dict[str, str]:
    write_tree(folder, COURSE)
    subprocess.run(  # our own command
        [sys.executable, "-m", "dlcourse", "build"],
        cwd=folder,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
    )
    dist = folder / "dist"
    return {
        path.relative_to(dist).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(dist.rglob("*"))
        if path.is_file()
    }


def test_path_hash_seed_time_zone_locale_and_clock_change_no_byte(tmp_path: Path) -> None:
    one = build_and_hash(tmp_path / "one", PYTHONHASHSEED="1", TZ="Asia/Shanghai", LC_ALL="C")
    other = build_and_hash(
        tmp_path / "eine andere Stelle",
        PYTHONHASHSEED="77",
        TZ="America/New_York",
        LC_ALL="C.UTF-8",
        SOURCE_DATE_EPOCH="1893456000",
    )
    assert one == other
    assert len(one) > 10


def test_no_file_names_a_path_of_the_machine(tmp_path: Path) -> None:
    build_and_hash(tmp_path)
    for path in (tmp_path / "dist").rglob("*"):
        if path.is_file():
            assert str(tmp_path).encode() not in path.read_bytes(), path
