"""Mermaid's engine: its source in, its own SVG out. What a page may have of that is decided in `svg.py`."""

import atexit
import json
import re
from collections.abc import Callable
from functools import lru_cache
from threading import Lock

from dlcourse.renderer.diagrams.kinds import kind_of
from dlcourse.renderer.diagrams.textwidth import text_width, wrap_text
from dlcourse.renderer.diagrams.theme import c4_colours, theme_variables

WRAPPING_WIDTH = 200
TIMELINE_WIDTH = 150
TIMELINE_FONT_SIZE = 16


class EngineError(Exception):
    """The engine refuses a source: its message, and the byte that it stopped at."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


def draw(source: str) -> str:
    """Return the SVG that the engine draws for `source`, or raise `EngineError`."""
    broken = _with_broken_lines(source)
    # An engine that measures with our callback takes one call at a time; `serve` has threads.
    with _LOCK:
        try:
            return _engine()(broken)
        except EngineError:
            if broken == source:
                raise
            return _engine()(source)  # a fault stands where the author wrote it


def _with_broken_lines(source: str) -> str:
    """Break the long texts of a timeline, which the engine breaks at spaces only: Chinese has none."""
    if kind_of(source).word != "timeline":
        return source
    return "\n".join(_broken(line) for line in source.split("\n"))


def _broken(line: str) -> str:
    if re.match(r"\s*(?:title|timeline|accTitle|accDescr|%%|---|#)", line):
        return line
    parts = re.split(r"(\s*:\s|^\s*section\s+|^\s+|<br\s*/?>)", line)
    for index in range(0, len(parts), 2):
        if text_width(parts[index], TIMELINE_FONT_SIZE) > TIMELINE_WIDTH:
            parts[index] = "<br>".join(wrap_text(parts[index], TIMELINE_FONT_SIZE, TIMELINE_WIDTH))
    return "".join(parts)


_LOCK = Lock()
_CONFIG = {
    "look": "classic",
    "theme": "base",
    "securityLevel": "strict",
    "htmlLabels": True,
    "fontFamily": "sans-serif",
    "fontSize": 16,
    "flowchart": {"wrappingWidth": WRAPPING_WIDTH, "htmlLabels": True},
    # What a diagram's own directives may not change: our colours are what makes it readable in light and dark.
    "secure": [
        "secure",
        "securityLevel",
        "startOnLoad",
        "maxTextSize",
        "maxEdges",
        "look",
        "theme",
        "themeVariables",
        "themeCSS",
        "darkMode",
        "fontFamily",
        "fontSize",
        "htmlLabels",
    ],
}
_RESOURCES = {"profile": "constrained", "limits": {"max_layout_work_units": 1_000_000}}  # some 400 nodes in a chain


@lru_cache(maxsize=1)
def _engine() -> Callable[[str], str]:
    """Return what draws on this machine. Imported here: the engine needs 80 ms to load, and few builds draw."""
    config = {**_CONFIG, "themeVariables": theme_variables(), "c4": c4_colours()}
    try:
        import merman  # type: ignore[import-untyped]  # noqa: PLC0415  (untyped, slow, missing on some platforms)
    except ImportError:
        return _second_engine(config)
    from dlcourse.renderer.diagrams.measurer import measurer  # noqa: PLC0415  (it stands on ctypes, as merman does)

    services = merman.MermanEngineServices().with_text_measurer(measurer(merman))
    options = {"version": 2, "site_config": config, "svg": {"diagram_id": "d"}, "resources": _RESOURCES}
    engine = merman.MermanEngine(options_json=json.dumps(options), services=services)
    # Freed while its own module is still there; later its destructor complains on standard error.
    atexit.register(_engine.cache_clear)

    def draw_with_merman(source: str) -> str:
        try:
            extra = _extra(source)
            return str(engine.render_svg(source, json.dumps({"site_config": extra}) if extra else None))
        except merman.MermanError.Binding as error:
            span = getattr(error.diagnostic, "span", None)
            raise EngineError(error.message, span.start if span else 0) from None

    return draw_with_merman


def _extra(source: str) -> dict[str, object]:
    """Return settings that depend on the source: a Gantt chart keeps room for its section names and its dates."""
    if not re.search(r"^\s*gantt\b", source, re.MULTILINE):
        return {}
    names = re.findall(r"^\s*section\s+(.+)", source, re.MULTILINE)
    padding = max((text_width(name.strip(), 13) for name in names), default=50) + 24
    gantt: dict[str, object] = {"fontSize": 13, "sectionFontSize": 13, "barHeight": 24, "leftPadding": round(padding)}
    if len(set(re.findall(r"\b(\d{4})-\d\d", source))) == 1:
        gantt["axisFormat"] = "%m-%d"
    return {"gantt": gantt}


def _second_engine(config: dict[str, object]) -> Callable[[str], str]:
    try:
        import mmdr  # noqa: PLC0415  (slow, and missing where merman is there)
    except ImportError:
        raise EngineError("no engine for Mermaid is installed; run: pip install merman (or mmdr)") from None

    # It takes its settings from the source alone. A directive is one line, so that line numbers stay.
    def draw_with_mmdr(source: str) -> str:
        directive = f"%%{{init: {json.dumps(config | _extra(source))}}}%%"
        try:
            return str(mmdr.render(_with_directive(source, directive), backend="merman").svg())
        except Exception as error:
            raise EngineError(str(error)) from None

    return draw_with_mmdr


def _with_directive(source: str, directive: str) -> str:
    """Put `directive` behind front matter and the author's own directives, so that ours win."""
    front = re.match(r"\s*---\n.*?\n---[ \t]*\n", source, re.DOTALL)
    at = front.end() if front else 0
    own = re.match(r"(?:\s*%%\{.*?\}%%)*", source[at:], re.DOTALL)
    at += own.end() if own else 0
    return source[:at] + directive + "\n" + source[at:]
