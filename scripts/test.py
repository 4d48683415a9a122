"""Set up and run every check of this project; needs nothing but Python.

With arguments, pytest alone runs, with these arguments: `python3 scripts/test.py tests/loader -x`.
"""

import sys

from environment import prepare, run, say

python = prepare("requirements-dev.lock")
if sys.argv[1:]:
    run(python, "-m", "pytest", *sys.argv[1:])
    sys.exit()
say("ruff: lint and format")
run(python, "-m", "ruff", "check", ".")
run(python, "-m", "ruff", "format", "--check", ".")
say("mypy: types")
run(python, "-m", "mypy")
say("pytest: tests and branch coverage")
run(python, "-m", "pytest", "-n", "auto", "--cov", "--cov-branch", "--cov-report=term")
