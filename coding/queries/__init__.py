"""Questions about the reading."""
