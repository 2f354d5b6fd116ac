"""Frames of a clip as the vision tower wants them, without torchvision.

Transformers prepares videos of the GLM-V family with torchvision only; on CPU machines that is
absent or does not match torch, and the whole processor then refuses to load. This does the same
sums with Pillow: frames scaled together to the budget of ``size``, normalised, padded to pairs by
repeating the last, cut into patches in the order of the merger (transformers 5.23,
``Glm4vVideoProcessor``; bicubic scaling differs in the last digits).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image
    from transformers import BatchFeature

DEFAULTS: dict[str, Any] = {
    "size": {"shortest_edge": 112 * 112, "longest_edge": 28 * 28 * 2 * 30_000},
    "patch_size": 14,
    "temporal_patch_size": 2,
    "merge_size": 2,
    "image_mean": [0.48145466, 0.4578275, 0.40821073],
    "image_std": [0.26862954, 0.26130258, 0.27577711],
}
"""Transformers' own, for a checkpoint whose files leave them out."""


class VideoFrames:
    """Stands in for a video processor inside transformers' GLM-V processors.

    ``settings`` are those of ``video_preprocessor_config.json``; sizes are pixels of all frames
    together.
    """

    model_input_names = ("pixel_values_videos", "video_grid_thw")

    def __init__(self, settings: dict[str, Any]) -> None:
        from transformers.processing_utils import VideosKwargs

        known = {name: settings[name] for name in DEFAULTS if settings.get(name) is not None}
        values = {**DEFAULTS, **known}
        self.valid_kwargs = VideosKwargs
        self.size: dict[str, int] = values["size"]
        self.patch_size: int = values["patch_size"]
        self.temporal_patch_size: int = values["temporal_patch_size"]
        self.merge_size: int = values["merge_size"]
        self.image_mean: list[float] = values["image_mean"]
        self.image_std: list[float] = values["image_std"]

    def __call__(self, videos: Sequence[Any], video_metadata: Any = None, **_: Any) -> BatchFeature:
        """Patches of all clips, their grids (pairs of frames, rows, columns) and their times."""
        import numpy as np
        from transformers import BatchFeature
        from transformers.video_utils import make_batched_metadata

        clips = list(videos[0]) if isinstance(videos[0][0], list) else list(videos)
        told = make_batched_metadata(clips, video_metadata)
        cut = [self._patches(frames) for frames in clips]
        return BatchFeature(
            {
                "pixel_values_videos": np.concatenate([patches for patches, _ in cut]),
                "video_grid_thw": np.array([grid for _, grid in cut]),
                "video_metadata": told,
            },
            tensor_type="pt",
            skip_tensor_conversion=["video_metadata"],
        )

    def _patches(self, frames: Sequence[Image]) -> tuple[Any, tuple[int, int, int]]:
        import numpy as np
        from PIL.Image import Resampling
        from transformers.models.glm4v.image_processing_pil_glm4v import smart_resize

        side, pair, merge = self.patch_size, self.temporal_patch_size, self.merge_size
        width, height = frames[0].size
        high, wide = smart_resize(
            num_frames=len(frames),  # not padded, as the stock class counts
            height=height,
            width=width,
            temporal_factor=pair,
            factor=side * merge,
            min_pixels=self.size["shortest_edge"],
            max_pixels=self.size["longest_edge"],
        )
        scaled = [
            np.asarray(frame.convert("RGB").resize((wide, high), Resampling.BICUBIC), np.float32)
            for frame in frames
        ]
        scaled += [scaled[-1]] * (-len(scaled) % pair)
        mean = np.array(self.image_mean, np.float32) * 255
        deviation = np.array(self.image_std, np.float32) * 255
        pixels = (np.stack(scaled) - mean) / deviation
        grid = len(scaled) // pair, high // side, wide // side
        blocks = pixels.reshape(
            grid[0], pair, grid[1] // merge, merge, side, grid[2] // merge, merge, side, 3
        )  # pair of frames, frame, row of blocks, row in it, y, column, column in it, x, channel
        ordered = blocks.transpose(0, 2, 5, 3, 6, 8, 1, 4, 7)
        return np.ascontiguousarray(ordered).reshape(-1, 3 * pair * side * side), grid
