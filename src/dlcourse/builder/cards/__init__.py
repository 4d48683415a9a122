"""Pictures that stand for pages where a link to them is shared (Open Graph cards)."""
