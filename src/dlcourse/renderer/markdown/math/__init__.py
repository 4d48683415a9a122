"""Where formulas stand: in paragraphs, as blocks, in tables."""
