"""Small marks in text: highlights, keys, emoji, definitions, abbreviations, notes, contents."""
