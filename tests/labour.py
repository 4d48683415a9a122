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


def refuse_elsewhere(parent: int, item: int) -> int:
    """Refuse every item that `parent` does not do itself."""
    time.sleep(0.01)
    if os.getpid() != parent:
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
    return (lambda: item) if item else item


def end_helper(parent: int, item: int) -> int:
    """Kill the process that does this item, unless it is `parent`."""
    time.sleep(0.005)
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def leave(parent: int, item: int) -> int:
    """End the process that does this item, unless it is `parent`."""
    time.sleep(0.005)
    if os.getpid() != parent:
        os._exit(3)
    return item


def send_much(parent: int, item: int) -> bytes:
    """Return more than a pipe holds; a helper is at work for long."""
    if os.getpid() != parent:
        time.sleep(0.05)
    return bytes([item]) * 500_000


def wait_long(parent: int, item: int) -> int:
    """Be quick with the first items, and in `parent`; a helper would take a minute."""
    if os.getpid() != parent and item >= 8:
        time.sleep(60)
    return item
