"""Pictures and figures: how they become HTML."""
