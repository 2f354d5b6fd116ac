"""The Video tab: a clip, what was found in it, and what was asked of it."""
