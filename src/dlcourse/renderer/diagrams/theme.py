"""The colours of diagrams: which Mermaid colour becomes which CSS variable, so that one SVG serves light and dark.

Mermaid's engine takes no `var()`. It is given a sentinel colour for each variable, and what it writes is replaced.
"""

import colorsys
import re

from dlcourse.patterns import lazy

# Name of the CSS variable: its value in light mode (also the fallback inside each SVG) and in dark mode.
MERMAID_VARIABLES: dict[str, tuple[str, str]] = {
    "--mm-bg": ("#ffffff", "#16181d"),
    "--mm-text": ("#1f2328", "#e4e7eb"),
    "--mm-line": ("#57606a", "#9aa4af"),
    "--mm-fill": ("#eef3fb", "#222b3a"),
    "--mm-border": ("#5b7db1", "#7d9cc9"),
    "--mm-group": ("#f6f8fa", "#1c2027"),
    "--mm-group-border": ("#b4bdc8", "#4b5563"),
    "--mm-note": ("#fff6d6", "#3a331c"),
    "--mm-note-border": ("#c9a93a", "#a58a35"),
    "--mm-active": ("#d5e5fb", "#2c4468"),
    "--mm-done": ("#e2e6ea", "#343a44"),
    "--mm-critical": ("#fde0dd", "#552a2a"),
    "--mm-critical-border": ("#c4473a", "#e5786d"),
    "--mm-grid": ("#d0d7de", "#3d444d"),
    "--mm-on": ("#ffffff", "#16181d"),
    "--mm-area-0": ("#d3e4fb", "#24405f"),
    "--mm-area-1": ("#fbe3c8", "#5a3f1e"),
    "--mm-area-2": ("#d4efd8", "#21482b"),
    "--mm-area-3": ("#f8d7dc", "#5a2a33"),
    "--mm-area-4": ("#e3dafa", "#41315f"),
    "--mm-area-5": ("#f9efc2", "#4d4419"),
    "--mm-area-6": ("#cfeeee", "#1d4a4b"),
    "--mm-area-7": ("#f5d9ee", "#552b4a"),
    "--mm-mark-0": ("#2566b0", "#7cb0f0"),
    "--mm-mark-1": ("#b35c00", "#f0a35a"),
    "--mm-mark-2": ("#22783a", "#6cc983"),
    "--mm-mark-3": ("#b93a4b", "#f08a97"),
    "--mm-mark-4": ("#6d4bb8", "#b79cf2"),
    "--mm-mark-5": ("#86690a", "#d9bd4e"),
    "--mm-mark-6": ("#10747a", "#5cc4c9"),
    "--mm-mark-7": ("#a23a86", "#e58fce"),
}

_NAMES = tuple(MERMAID_VARIABLES)
_SENTINELS = {name: f"#e1c3{0x10 + index:02x}" for index, name in enumerate(_NAMES)}
_BY_SENTINEL = {value: name for name, value in _SENTINELS.items()}

# For each of our variables, Mermaid's theme variables that it stands for.
_THEME = {
    "bg": "background edgeLabelBackground altSectionBkgColor labelBackgroundColor relationLabelBackground rowOdd"
    " attributeBackgroundColorOdd commitLabelBackground pieStrokeColor sequenceNumberColor compositeBackground",
    "text": "primaryTextColor secondaryTextColor tertiaryTextColor textColor nodeTextColor titleColor noteTextColor"
    " actorTextColor signalTextColor labelTextColor loopTextColor taskTextColor taskTextLightColor taskTextDarkColor"
    " taskTextOutsideColor taskTextClickableColor transitionLabelColor stateLabelColor classText errorTextColor"
    " scaleLabelColor pieTitleTextColor pieSectionTextColor pieLegendTextColor quadrant1TextFill quadrant2TextFill"
    " quadrant3TextFill quadrant4TextFill quadrantPointTextFill quadrantXAxisTextFill quadrantYAxisTextFill"
    " quadrantTitleFill requirementTextColor relationLabelColor tagLabelColor commitLabelColor",
    "line": "lineColor defaultLinkColor arrowheadColor signalColor transitionColor innerEndBackground"
    " specialStateColor relationColor archEdgeColor archEdgeArrowColor vertLineColor",
    "fill": "primaryColor mainBkg actorBkg labelBoxBkgColor stateBkg taskBkgColor requirementBackground personBkg"
    " tagLabelBackground compositeTitleBackground quadrant1Fill",
    "border": "primaryBorderColor nodeBorder actorBorder labelBoxBorderColor activationBorderColor taskBorderColor"
    " activeTaskBorderColor doneTaskBorderColor compositeBorder requirementBorderColor tagLabelBorder personBorder"
    " pieOuterStrokeColor quadrantExternalBorderStrokeFill archGroupBorderColor stateBorder",
    "group": "secondaryColor tertiaryColor clusterBkg sectionBkgColor sectionBkgColor2 excludeBkgColor altBackground"
    " rowEven attributeBackgroundColorEven quadrant2Fill quadrant3Fill quadrant4Fill",
    "group-border": "secondaryBorderColor tertiaryBorderColor clusterBorder actorLineColor",
    "note": "noteBkgColor",
    "note-border": "noteBorderColor",
    "active": "activationBkgColor activeTaskBkgColor",
    "done": "doneTaskBkgColor",
    "critical": "critBkgColor errorBkgColor",
    "critical-border": "critBorderColor todayLineColor",
    "grid": "gridColor quadrantInternalBorderStrokeFill",
}


def theme_variables() -> dict[str, object]:
    """Return Mermaid's `themeVariables` with sentinel colours."""
    colours: dict[str, object] = {
        theirs: _SENTINELS[f"--mm-{ours}"] for ours, names in _THEME.items() for theirs in names.split()
    }
    colours["quadrantPointFill"] = _SENTINELS["--mm-mark-0"]
    for index in range(12):
        area, mark = _SENTINELS[f"--mm-area-{index % 8}"], _SENTINELS[f"--mm-mark-{index % 8}"]
        colours |= {f"cScale{index}": area, f"pie{index + 1}": area, f"cScaleLabel{index}": _SENTINELS["--mm-text"]}
        colours |= {f"cScalePeer{index}": mark, f"cScaleInv{index}": mark, f"surface{index}": area}
        colours |= {f"surfacePeer{index}": mark}
        if index < 8:
            colours |= {f"fillType{index}": area, f"git{index}": mark, f"gitInv{index}": mark}
            colours |= {f"gitBranchLabel{index}": _SENTINELS["--mm-on"]}
    text, line = _SENTINELS["--mm-text"], _SENTINELS["--mm-line"]
    axes = {f"{axis}Axis{part}Color": text for axis in "xy" for part in ("Title", "Label")}
    axes |= {f"{axis}Axis{part}Color": line for axis in "xy" for part in ("Tick", "Line")}
    marks = ",".join(_SENTINELS[f"--mm-mark-{index}"] for index in range(8))
    colours["xyChart"] = axes | {
        "backgroundColor": _SENTINELS["--mm-bg"],
        "titleColor": text,
        "plotColorPalette": marks,
    }
    colours["packet"] = dict.fromkeys(("startByteColor", "endByteColor", "labelColor", "titleColor"), text) | {
        "blockStrokeColor": _SENTINELS["--mm-border"],
        "blockFillColor": _SENTINELS["--mm-fill"],
    }
    colours["radar"] = {"axisColor": line, "graticuleColor": _SENTINELS["--mm-grid"], "curveOpacity": 0.3}
    colours["pieOpacity"] = "1"
    colours["dropShadow"] = "none"
    return colours


# What a C4 diagram draws, and the variable of its fill; the engine writes white on it, which becomes `--mm-on`.
_C4 = {"person": "--mm-mark-4", "system": "--mm-mark-0", "container": "--mm-mark-6", "component": "--mm-mark-2"}


def c4_colours() -> dict[str, str]:
    """Return the settings of Mermaid's C4 diagrams with sentinel colours."""
    colours = {}
    for kind, mark in _C4.items():
        for form in ("", "_db", "_queue") if kind != "person" else ("",):
            for part in ("bg", "border"):
                colours[f"{kind}{form}_{part}_color"] = _SENTINELS[mark]
                colours[f"external_{kind}{form}_{part}_color"] = _SENTINELS["--mm-line"]
    return colours


_COLOUR = lazy(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|(?:rgb|hsl)a?\([^()]*\)", re.IGNORECASE)


def themed(value: str, *, kept: frozenset[str] = frozenset(), is_stroke: bool = False) -> str:
    """Return `value` (CSS or an attribute) with sentinels and the engine's own greys as variables.

    Colours in `kept`, in lower case, are the author's and stay.
    """
    return _COLOUR.sub(lambda match: _themed_colour(match.group(), kept, is_stroke), value)


def _themed_colour(colour: str, kept: frozenset[str], is_stroke: bool) -> str:
    channels = channels_of(colour)
    if channels is None:
        return colour
    red, green, blue, alpha = channels
    name = _BY_SENTINEL.get(f"#{red:02x}{green:02x}{blue:02x}")
    if name is None:
        if colour.lower() in kept or max(red, green, blue) - min(red, green, blue) > 40:
            return colour
        lightness = (red + green + blue) / 3
        if is_stroke:
            name = "--mm-line" if lightness < 170 else "--mm-grid"
        else:
            name = "--mm-text" if lightness < 120 else "--mm-grid" if lightness < 215 else "--mm-bg"
    if alpha == 0:
        return "transparent"
    return variable(name)


def variable(name: str) -> str:
    """Return the CSS value that uses the variable `name`, with its light value as fallback."""
    return f"var({name},{MERMAID_VARIABLES[name][0]})"


def channels_of(colour: str) -> tuple[int, int, int, float] | None:
    """Return red, green, blue (0 to 255) and alpha of a hexadecimal or rgb() colour, or None."""
    colour = colour.lower()
    if colour.startswith("#"):
        digits = colour[1:]
        if len(digits) == 3:
            digits = "".join(digit * 2 for digit in digits)
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16), 1.0
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", colour)]
    if len(numbers) < 3:
        return None
    alpha = numbers[3] if len(numbers) > 3 else 1.0
    if colour.startswith("hsl"):
        return (*_from_hsl(*numbers[:3]), alpha)
    red, green, blue = (min(255, max(0, round(number))) for number in numbers[:3])
    return red, green, blue, alpha


def _from_hsl(hue: float, saturation: float, lightness: float) -> tuple[int, int, int]:
    channels = colorsys.hls_to_rgb(hue % 360 / 360, lightness / 100, saturation / 100)
    red, green, blue = (min(255, max(0, round(channel * 255))) for channel in channels)
    return red, green, blue
