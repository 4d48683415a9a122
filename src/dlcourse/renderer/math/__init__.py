"""A formula in LaTeX in, MathML out."""

from dlcourse.renderer.math.formula import render_formula
from dlcourse.renderer.math.writer import FormulaError

__all__ = ["FormulaError", "render_formula"]
