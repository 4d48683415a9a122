"""A formula in LaTeX in, MathML out."""

from dlcourse.renderer.math.formula import Formula, Refer, render_formula
from dlcourse.renderer.math.writer import FormulaError

__all__ = ["Formula", "FormulaError", "Refer", "render_formula"]
