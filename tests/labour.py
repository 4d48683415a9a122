"""Work for crews: functions that other processes can import, whatever the test that gives it to them is called."""

import os
import signal
import time

from dlcourse.diagnostics import ConfigError


def times(shared: int, item: int) -> int:
    return shared * item


def slow_times(shared: float, item: int) -> tuple[int, int]:
    """Return `item` and the process that did it, after `shared` seconds."""
    time.sleep(shared)
    return item, os.getpid()


def refuse(shared: int, item: int) -> int:
    if item >= shared:
        raise ConfigError(f"{item} is too much")
    return item


class NeedsTwoError(Exception):
    """Cannot be unpickled: it needs two arguments and tells its parent of one."""

    def __init__(self, one: str, _two: str) -> None:
        super().__init__(one)


def refuse_oddly(_: None, item: int) -> int:
    if item:
        raise NeedsTwoError("odd", "x")
    return item


def return_code(_: None, item: int) -> object:
    return (lambda: item) if os.getpid() != item else item


def end_helper(parent: int, item: int) -> int:
    """Kill the process that does this item, unless it is `parent`."""
    time.sleep(0.005)
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def leave(parent: int, item: int) -> int:
    time.sleep(0.005)
    if os.getpid() != parent:
        os._exit(3)
    return item
