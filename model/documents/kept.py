"""What was read once and may be asked for again, for all visitors, up to a bound."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Remembers values by key and forgets the longest unused; thread-safe."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._values: OrderedDict[str, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Value | None:
        """What is kept under ``key``, or ``None``."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: str, value: Value, most: int) -> None:
        """Keep ``value``; of more than ``most`` the longest unused go."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > max(1, most):
                self._values.popitem(last=False)
