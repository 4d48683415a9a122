"""The course on this machine while it is written: watch, rebuild what changed, reload the browser."""

from dlcourse.serve.server import serve

__all__ = ["serve"]
