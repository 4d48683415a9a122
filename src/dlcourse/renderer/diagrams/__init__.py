"""A diagram in Mermaid in, one inline SVG out."""
