"""Words of the Ground tab. Each key: English, Chinese."""

GROUND: dict[str, tuple[str, str]] = {}
