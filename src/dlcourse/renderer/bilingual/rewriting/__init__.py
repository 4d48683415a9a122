"""`dlcourse normalize`: what was found in one file, written out as marks, line by line."""
