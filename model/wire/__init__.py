"""GLM's text formats, read and written by pure functions; the 0–1000 grid exists only here."""
