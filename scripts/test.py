"""Set up and run every check of this project; needs nothing but Python.

With arguments, pytest alone runs, with these arguments: `python3 scripts/test.py tests/loader -x`.
"""

import sys

from environment import prepare, run, say

CHECKS = (
    ("ruff check", ("ruff", "check", ".")),
    ("ruff format", ("ruff", "format", "--check", ".")),
    ("mypy", ("mypy",)),
    (
        "pytest with branch coverage",
        ("pytest", "-n", "auto", "--dist", "loadfile", "--cov", "--cov-branch", "--cov-report=term"),
    ),
)

python = prepare("requirements-dev.lock")
if sys.argv[1:]:
    sys.exit(0 if run(python, "-m", "pytest", *sys.argv[1:]) else 1)
failed = []
for name, command in CHECKS:
    say(name)
    if not run(python, "-m", *command):
        failed.append(name)
if failed:
    sys.exit("==> failed: " + ", ".join(failed))
