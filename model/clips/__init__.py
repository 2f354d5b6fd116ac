"""Watching clips: shots, events, text and colours along time, from sampled frames."""
