"""At most one process holds a lock, and a lock whose holder died is free."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlcourse.builder.publishing.lock import locked

HOLD = """\
import sys, time
from pathlib import Path
from dlcourse.builder.publishing.lock import locked
with locked(Path(sys.argv[1]), 1):
    print("held", flush=True)
    time.sleep(60)
"""


def test_lock_is_waited_for_and_then_refused(tmp_path: Path) -> None:
    began = time.monotonic()
    with (
        locked(tmp_path / "lock", 0),
        pytest.raises(TimeoutError, match="another process holds the lock"),
        locked(tmp_path / "lock", 0.1),
    ):
        pytest.fail("two hold one lock")
    assert time.monotonic() - began >= 0.1


def test_lock_can_be_held_again_and_again(tmp_path: Path) -> None:
    for _ in range(3):
        with locked(tmp_path / "lock", 0):
            pass


def test_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path / "lock"], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n" or sys.platform == "win32"
        with pytest.raises(TimeoutError), locked(tmp_path / "lock", 0):
            pytest.fail("two hold one lock")
        holder.kill()
        with locked(tmp_path / "lock", 10):
            pass
