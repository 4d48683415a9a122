"""What is shipped: the wheel and the sdist hold every file that they should and no other, and the wheel works alone."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]
SHIPPED = ("src/dlcourse", "templates", "content")
IN_WHEEL = {"src/dlcourse": "dlcourse", "templates": "dlcourse/templates", "content": "dlcourse/content"}
# A new kind of file in one of these folders has to be named here: that is what keeps the wheel free of accidents.
KINDS = {
    "src/dlcourse": {".py", ".typed", ".js"},
    "templates": {".html", ".toml", ".css", ".js", ".svg", ".woff2", ".png", ".txt", ".xml"},
    "content": {".md", ".toml", ".svg", ".png", ".bib", ".py"},
}
STRAYS = (
    "src/dlcourse/__pycache__/cli.cpython-311.pyc",
    "src/dlcourse/builder/__pycache__/pages.cpython-311.pyc",
    "content/.dlcourse/cache.json",
    "dist/index.html",
    "build/lib/dlcourse/old.py",
    ".venv/pyvenv.cfg",
)


def files_below(folder: str) -> set[PurePosixPath]:
    """Return the files of one shipped folder, seen from the root of the checkout; the course's stamps stay at home."""
    return {
        PurePosixPath(path.relative_to(ROOT).as_posix())
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not {"__pycache__", ".dlcourse"} & {*path.parts} and path.name != ".DS_Store"
    }


def build_distributions(checkout: Path) -> tuple[Path, Path]:
    """Build the sdist of a copy of this checkout with strays in it, and the wheel out of that sdist."""
    shutil.copytree(
        ROOT,
        checkout,
        ignore=lambda folder, names: (
            {name for name in names if name.startswith((".git", ".venv", ".coverage")) or name.endswith("_cache")}
            - {".gitignore"}
        ),
    )
    for name in STRAYS:
        stray = checkout / name
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_text("by accident", encoding="utf-8")
    out = checkout.parent / "out"
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(checkout)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl")), next(out.glob("*.tar.gz"))


@pytest.mark.parametrize("folder", SHIPPED)
def test_shipped_folders_hold_only_known_kinds_of_files(folder: str) -> None:
    odd = {p for p in files_below(folder) if p.suffix not in KINDS[folder] and p.name not in ("LICENSE", "OFL.txt")}
    assert odd == set()


def test_distributions_hold_what_they_should_and_work_in_another_folder(tmp_path: Path) -> None:
    wheel, sdist = build_distributions(tmp_path / "checkout")

    with zipfile.ZipFile(wheel) as archive:
        in_wheel = {PurePosixPath(name) for name in archive.namelist() if not name.endswith("/")}
        archive.extractall(tmp_path / "site")
    info = "dlcourse-0.1.0.dist-info"
    expected = {PurePosixPath(IN_WHEEL[f], p.relative_to(f)) for f in SHIPPED for p in files_below(f)}
    metadata = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "licenses/content/LICENSE")
    assert in_wheel == expected | {PurePosixPath(info, name) for name in metadata}

    with tarfile.open(sdist) as archive:
        in_sdist = {PurePosixPath(*PurePosixPath(name).parts[1:]) for name in archive.getnames()}
    shipped = {path for folder in SHIPPED for path in files_below(folder)}
    beside = ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "PKG-INFO", ".gitignore")
    assert {path for path in in_sdist if path.parts[0] != "tests"} == shipped | {PurePosixPath(name) for name in beside}

    assert works_alone(tmp_path / "site", tmp_path / "author")


def works_alone(site: Path, author: Path) -> bool:
    """Tell whether the unpacked wheel makes a course and builds it, in a folder that knows nothing of the checkout."""
    author.mkdir()

    def dlcourse(*arguments: str, folder: Path) -> str:
        command = [sys.executable, "-m", "dlcourse", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONUTF8": "1"}
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    where = [sys.executable, "-c", "import dlcourse; print(dlcourse.__file__)"]
    used = subprocess.run(
        where, cwd=author, env={**os.environ, "PYTHONPATH": str(site)}, capture_output=True, text=True, check=True
    )
    assert Path(used.stdout.strip()).is_relative_to(site)
    assert "0.1.0" in dlcourse("--version", folder=author)
    dlcourse("init", "my-course", folder=author)
    dlcourse("build", "--strict", folder=author / "my-course")
    pages = {path.relative_to(author / "my-course" / "dist").as_posix() for path in author.rglob("*.html")}
    return {"index.html", "zh/welcome/index.html", "en/welcome/index.html"} <= pages
