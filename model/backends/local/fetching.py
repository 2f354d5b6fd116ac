"""From what the settings name to a folder: one that is there, or a model of Hugging Face.

What was downloaded before is used as it is, without asking anybody. For a download the small files
come first: they tell whether the model can be used here at all, before gigabytes are fetched.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from model.backends.local.checkpoint import Checkpoint, is_folder, read
from model.errors import BadKey, CannotLoad, UnknownModel, Unreachable

Report = Callable[[str, float | None], None]

_SMALL = ["*.json", "*.jinja", "*.txt", "*.model"]
_WEIGHTS = ["*.safetensors"]
_LEFT_OUT = ["*/*", "consolidated*"]
"""Copies of the weights for other programs."""
_GB = 1_000_000_000
_SPARE_DISK = _GB


def checkpoint_of(
    model: str, report: Report, allow: Callable[[Checkpoint], object] = lambda found: None
) -> Checkpoint:
    """The checkpoint that ``model`` names, downloaded if it is not here.

    ``allow`` is asked before anything large is fetched and raises what speaks against it. Raises
    ``CannotLoad``, ``UnknownModel``, ``BadKey`` or ``Unreachable``, a sentence each.
    """
    model = model.strip()
    if is_folder(model):
        folder = Path(model).expanduser().resolve()
        found = read(folder, folder.name)
    elif folder_there := _kept(model):
        found = read(folder_there, model)
    else:
        found = _downloaded(model, report, allow)
    allow(found)
    return found


def _kept(model: str) -> Path | None:
    """Where ``model`` was downloaded to, whole; ``None`` if it was not."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        found = snapshot_download(
            model,
            local_files_only=True,
            allow_patterns=_SMALL + _WEIGHTS,
            ignore_patterns=_LEFT_OUT,
        )
        read(Path(found), model)
    except HFValidationError:
        raise UnknownModel(
            f"{model!r} is neither a folder nor the id of a model; ids look like "
            "'zai-org/GLM-4.6V-Flash'."
        ) from None
    except (LocalEntryNotFoundError, CannotLoad):  # not there, or begun and not finished
        return None
    return Path(found)


def _downloaded(model: str, report: Report, allow: Callable[[Checkpoint], object]) -> Checkpoint:
    import httpx2
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import (
        DryRunError,
        GatedRepoError,
        HfHubHTTPError,
        LocalEntryNotFoundError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
    )

    report(f"Asking Hugging Face for {model}", None)
    wanted: dict[str, Any] = {"ignore_patterns": _LEFT_OUT}
    try:
        small = snapshot_download(
            model, allow_patterns=_SMALL, tqdm_class=_progress(lambda size: None), **wanted
        )
        files = snapshot_download(
            model,
            allow_patterns=_SMALL + _WEIGHTS,
            dry_run=True,
            tqdm_class=_progress(lambda size: None),
            **wanted,
        )
        weights = sum(one.file_size or 0 for one in files if one.filename.endswith("safetensors"))
        allow(read(Path(small), model, weights))
        missing = sum(one.file_size or 0 for one in files if one.will_download)
        check_disk(model, missing, Path(constants.HF_HUB_CACHE))
        text = f"Downloading {model} ({missing / _GB:,.1f} GB)"
        report(text, 0.0)
        folder = snapshot_download(
            model,
            allow_patterns=_SMALL + _WEIGHTS,
            tqdm_class=_progress(lambda size: report(text, min(1.0, size / max(1, missing)))),
            **wanted,
        )
    except GatedRepoError:
        raise BadKey(
            f"{model!r} is given only to those who accepted its terms: accept them on "
            f"https://huggingface.co/{model}, log in with .venv/bin/hf auth login, and ask again."
        ) from None
    except RepositoryNotFoundError:
        raise UnknownModel(
            f"Hugging Face has no model {model!r}, or it is private; correct the id, or log in "
            "with .venv/bin/hf auth login."
        ) from None
    except (
        DryRunError,
        HfHubHTTPError,
        LocalEntryNotFoundError,
        OfflineModeIsEnabled,
        httpx2.HTTPError,
    ):
        raise Unreachable(
            f"{model!r} is not on this machine and Hugging Face cannot be reached; connect to the "
            "network, or download it elsewhere and name its folder."
        ) from None
    except OSError as error:
        raise CannotLoad(f"{model!r} could not be saved: {error.strerror or error}.") from None
    return read(Path(folder), model)


def check_disk(model: str, missing: int, folder: Path) -> None:
    """Raises ``CannotLoad`` where the disk under ``folder`` has no room for ``missing`` bytes."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    if missing + _SPARE_DISK > free:
        raise CannotLoad(
            f"{model!r} needs {missing / _GB:,.1f} GB on the disk, and {free / _GB:,.1f} GB are "
            f"free in {str(folder)!r}; make room, or set HF_HOME to a folder on a larger disk."
        )


def _progress(told: Callable[[int], None]) -> Any:
    """A progress bar that shows nothing and tells how many bytes have come."""
    from huggingface_hub.utils.tqdm import tqdm

    class Told(tqdm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            self.counts = kwargs.get("name") == "huggingface_hub.snapshot_download"
            self.came = 0
            super().__init__(*args, **{**kwargs, "disable": True})  # type: ignore[no-untyped-call]

        def update(self, n: float | None = 1) -> bool | None:
            if self.counts:
                self.came += int(n or 0)
                told(self.came)
            return None

    return Told
