"""Words of the Chat tab. Each key: English, Chinese."""

CHAT: dict[str, tuple[str, str]] = {}
