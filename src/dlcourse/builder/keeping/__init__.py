"""What builds keep on disk from one to the next, and how they know that it still holds."""
