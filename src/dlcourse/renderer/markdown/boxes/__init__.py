"""Boxes as authors of many tools write them; all give the same tokens."""
