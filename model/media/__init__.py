"""Reading what users bring, and refusing kindly what cannot be read."""
