"""Rounds made by hand, for what only shows them."""

from PIL import Image

from agents.fidelity import Classic, Fidelity, Structure, Terms
from agents.web_builder import Round
from model.geometry import Box
from model.media.images import picture_of
from model.messages import Picture
from model.rendering import Rendered
from model.tasks.webpage import Fault


def picture(color: str = "white", size: tuple[int, int] = (64, 40)) -> Picture:
    return picture_of(Image.new("RGB", size, color), f"{color}.png")


def fidelity(score: float, *faults: Fault) -> Fidelity:
    share = score / 100
    return Fidelity(
        score,
        Terms(share, share, share, share, share, share),
        Classic(share, share, share, share),
        Structure(0.01, 0.1, 1.0, 0.9, 6, 0.0, 4),
        faults,
    )


def fault(sentence: str = "The heading 'Pricing' stands 14 px too low.") -> Fault:
    return Fault("moved", sentence, Box(1, 1, 20, 9), text="Pricing", path="body > h1", loss=1.2)


def round_(number: int = 0, score: float = 80.0, **changes: object) -> Round:
    values: dict[str, object] = {
        "variant": 0,
        "number": number,
        "origin": "repair" if number else "draft",
        "html": f"<!doctype html><p>{number}</p>",
        "rendered": Rendered(picture()),
        "fidelity": fidelity(score),
        "seconds": 1.5,
    }
    return Round(**{**values, **changes})  # type: ignore[arg-type]
