"""One file in two languages: `forms` (`中文 | English`), `evidence` (what a paragraph is in), `detect` (rows of it)."""
