"""Clips as files: the one place that reads video; ``model/clips`` makes sense of what it yields."""

from model.media.clip.clip import Clip, open_clip
from model.media.clip.cutting import cut
from model.media.clip.parts import Sampled

__all__ = ["Clip", "Sampled", "cut", "open_clip"]
