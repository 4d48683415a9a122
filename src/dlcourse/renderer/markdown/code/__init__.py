"""Files that a lesson shows a part of."""
