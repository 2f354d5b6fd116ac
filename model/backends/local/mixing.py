"""Pictures and clips in one conversation, which transformers' GLM-V models mistake for each other.

The frames of a clip stand in the prompt under the pictures' own token. Transformers (5.23) counts
every such token as a picture's and again as a clip's, so a conversation that has both ends in
"Image features and image tokens do not match". What lies between the tokens that begin and end a
clip is the clip's.
"""

from __future__ import annotations

from types import MethodType
from typing import Any

_TOKENS = ("image_token_id", "video_start_token_id", "video_end_token_id")


def tell_apart(model: Any) -> bool:
    """Make ``model`` tell pictures and clips apart; whether it is of a kind that needs it."""
    inner = getattr(model, "model", None)
    stock = getattr(inner, "get_placeholder_mask", None)
    ids = [getattr(model.config, name, None) for name in _TOKENS]
    if inner is None or stock is None or not all(isinstance(number, int) for number in ids):
        return False
    picture, begin, end = ids

    def get_placeholder_mask(
        self: Any,
        input_ids: Any,
        inputs_embeds: Any,
        image_features: Any = None,
        video_features: Any = None,
    ) -> tuple[Any, Any]:
        if input_ids is None:
            return stock(input_ids, inputs_embeds, image_features, video_features)  # type: ignore[no-any-return]
        within = (input_ids == begin).cumsum(-1) > (input_ids == end).cumsum(-1)
        place = input_ids == picture
        of_picture = fitting(place & ~within, image_features, inputs_embeds)
        of_clip = fitting(place & within, video_features, inputs_embeds)
        return of_picture, of_clip

    def fitting(mask: Any, features: Any, embeddings: Any) -> Any:
        count = int(mask.sum())
        if features is not None and count * embeddings.shape[-1] != features.numel():
            raise ValueError(f"{count} tokens stand for pictures that make {len(features)}.")
        return mask.unsqueeze(-1).to(embeddings.device)

    inner.get_placeholder_mask = MethodType(get_placeholder_mask, inner)
    return True
