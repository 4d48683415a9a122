"""What the engine is told when it asks how large a text is: our own widths."""

from typing import Any

from dlcourse.renderer.diagrams.textwidth import text_width, wrap_text

_BOLD = frozenset({"bold", "bolder", "600", "700", "800", "900"})


def measurer(merman: Any) -> Any:  # Any: the engine's bindings have no types
    """Return a text measurer for an engine of `merman`."""
    operation, kind = merman.MermanTextMeasurementOperation, merman.MermanTextMeasurementResultKind
    wrapped = (operation.WRAPPED, operation.WRAPPED_WITH_RAW_WIDTH)
    extents = (operation.B_BOX_X, operation.B_BOX_X_WITH_ASCII_OVERHANG, operation.TITLE_B_BOX_X)
    heights = (operation.TSPAN_B_BOX_HEIGHT, operation.SIMPLE_B_BOX_HEIGHT, operation.RAW_B_BOX_HEIGHT)
    metrics = (operation.MEASURE, operation.MERMAID_CALCULATE_TEXT_DIMENSIONS)
    offsets = tuple(found for found in operation if found.name.endswith("OFFSET"))

    def result(of: Any, width: float = 0.0, height: float = 0.0, lines: int = 1, raw: float | None = None) -> Any:
        length = height if of is None else width
        is_extent = of is kind.HORIZONTAL_EXTENTS
        return merman.MermanTextMeasureResult(
            result_kind=kind.LENGTH if of is None else of,
            width=width,
            height=height,
            length=length,
            line_count=lines,
            bbox_left=width / 2 if is_extent else None,
            bbox_right=width / 2 if is_extent else None,
            raw_width=raw,
        )

    class Measurer(merman.MermanTextMeasurer):  # type: ignore[misc]  # the engine's bindings have no types
        def measure(self, request: Any) -> Any:
            wanted = request.operation
            if wanted in offsets:
                return None  # the engine knows where its own lines stand
            is_bold = request.font_weight in _BOLD
            size, lines = request.font_size, request.text.split("\n")
            raw = max(text_width(line, size, is_bold=is_bold) for line in lines)
            if wanted in wrapped:
                width = raw
                if request.max_width and raw > request.max_width:
                    lines = [
                        part for line in lines for part in wrap_text(line, size, request.max_width, is_bold=is_bold)
                    ]
                    width = max(text_width(line, size, is_bold=is_bold) for line in lines)
                height = len(lines) * request.line_height
                of = kind.METRICS if wanted is operation.WRAPPED else kind.WRAPPED_WITH_RAW_WIDTH
                return result(of, width, height, len(lines), None if of is kind.METRICS else raw)
            if wanted in extents:
                return result(kind.HORIZONTAL_EXTENTS, raw)
            if wanted in heights:
                return result(None, 0.0, size * 1.17 * len(lines))
            if wanted in metrics:
                return result(kind.METRICS, raw, size * 1.17 * len(lines), len(lines))
            return result(kind.LENGTH, raw)

    return Measurer()
