"""Whether the serving guide's flags still exist: looks them up in released wheels.

``python deploy/check_flags.py vllm-*.whl sglang-*.whl`` (from ``pip download --no-deps``) reads the
source of the argument parsers inside the wheels; nothing of them is installed or run.
"""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path

GUIDE = Path(__file__).with_name("README.md")
ROW = re.compile(r"^\| `(--[a-z-]+)` \| (\w+)", re.MULTILINE)
"""A flag and the first word on whose it is: vLLM, SGLang, both, ray."""

PARSERS = {
    "vllm": r"vllm/engine/arg_utils\.py|vllm/entrypoints/.*cli_args\.py",
    "sglang": r"sglang/srt/server_args\.py|sglang/srt/arg_groups/fields/\w+\.py",
}
_WRITTEN = re.compile(r"[\"'](--[a-z0-9-]+)[\"']")
_FIELD = re.compile(r"^    (\w+): ", re.MULTILINE)
"""Both servers make flags of their settings' fields, ``_`` for ``-``."""


def flags_of(wheel: Path, name: str) -> set[str]:
    """Every flag that the parsers in a wheel of ``name`` write out or make of a field."""
    with zipfile.ZipFile(wheel) as archive:
        inside = [path for path in archive.namelist() if re.fullmatch(PARSERS[name], path)]
        source = "\n".join(archive.read(path).decode() for path in inside)
    made = {"--" + field.replace("_", "-") for field in _FIELD.findall(source)}
    return made | set(_WRITTEN.findall(source))


def missing(wheel: Path) -> list[str]:
    """The guide's flags that the wheel's parsers do not know."""
    name = wheel.name.partition("-")[0].lower()
    if name not in PARSERS:
        sys.exit(f"{wheel.name!r} is no wheel of {' or '.join(PARSERS)}.")
    known = flags_of(wheel, name)
    rows = ROW.findall(GUIDE.read_text(encoding="utf-8"))
    wanted = [flag for flag, whose in rows if whose.lower() in (name, "both")]
    return [flag for flag in wanted if flag not in known]


def main() -> None:
    """Check the wheels named; fails when a flag is unknown."""
    bad = 0
    for path in map(Path, sys.argv[1:]):
        unknown = missing(path)
        bad += len(unknown)
        print(path.name, "knows all flags" if not unknown else f"does not know {unknown}")
    sys.exit(bool(bad) or len(sys.argv) < 2)


if __name__ == "__main__":
    main()
