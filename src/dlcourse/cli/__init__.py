"""The command line: arguments in, an exit code out. Only this room prints or exits."""

from dlcourse.cli.main import main

__all__ = ["main"]
