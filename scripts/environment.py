"""A checkout in, its own Python environment out: `.venv`, with the locked packages and the checkout in it.

Uses the standard library alone, so that a machine with nothing but Python can run it.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST_PYTHON = (3, 11)


def prepare(lock_name):
    """Return the Python of `.venv`, made or brought up to date so that it holds what `lock_name` lists.

    Nothing is installed when the lock, pyproject.toml and Python are what they were the last time.
    """
    if sys.version_info < OLDEST_PYTHON:
        found = sys.version.split()[0]
        sys.exit(f"dlcourse needs Python 3.11 or newer, and this is {found}; run {sys.argv[0]} with a newer one")
    venv = ROOT / ".venv"
    python = venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp = venv / (lock_name + ".stamp")
    wanted = fingerprint(lock_name)
    if python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    if not (python.exists() and version_of(python) == sys.version_info[:2]):
        make(venv)
    say("installing the packages of " + lock_name + " into .venv")
    pip(python, "--require-hashes", "--requirement", str(ROOT / lock_name))
    pip(python, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    stamp.write_text(wanted, encoding="utf-8")
    return python


def run(*command):
    """Run `command` in the checkout, show its output and return whether it went well."""
    return subprocess.call([str(part) for part in command], cwd=str(ROOT)) == 0


def say(text):
    """Print one line at once, so that it stands before what the next command prints."""
    print("==> " + text, flush=True)


def fingerprint(lock_name):
    """Return a text that differs whenever the environment has to be brought up to date."""
    digest = hashlib.sha256(sys.version.encode("utf-8"))
    for name in (lock_name, "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def version_of(python):
    """Return the (major, minor) version of another Python, or None when it does not run."""
    question = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([str(python), "-c", question], stdout=subprocess.PIPE, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return tuple(int(number) for number in answer.split())


def make(venv):
    """Make `venv`; an environment of another Python is replaced, any other folder is left alone."""
    if venv.exists():
        if not (venv / "pyvenv.cfg").exists():
            sys.exit(f"{venv} is in the way and is no Python environment; move it and run this again")
        shutil.rmtree(str(venv))
    say("making .venv with Python " + sys.version.split()[0])
    if subprocess.call([sys.executable, "-m", "venv", str(venv)]):
        shutil.rmtree(str(venv), ignore_errors=True)
        sys.exit("Python could not make an environment; on Debian and Ubuntu, `apt install python3-venv` helps")


def pip(python, *arguments):
    """Install with the environment's own pip; leave with a word of advice when it fails."""
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.call(command + list(arguments), cwd=str(ROOT)):
        sys.exit("pip could not install; its message is above (a network that is down? then run this again)")
