"""Build the shipped course into dist/ and say where it lies; needs nothing but Python.

Arguments are handed on to `dlcourse build`.
"""

import sys

from environment import ROOT, prepare, run, say

python = prepare("requirements.lock")
say("building the shipped course")
if not run(python, "-m", "dlcourse", "build", *sys.argv[1:]):
    sys.exit(1)
if not sys.argv[1:]:
    say("open " + str(ROOT / "dist" / "index.html"))
