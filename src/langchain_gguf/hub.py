"""Finds a GGUF file: in the package, on disk, or on the Hugging Face hub."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from langchain_gguf.errors import (
    InvalidModelFileError,
    InvalidRequestError,
    ModelFileNotFoundError,
)
from langchain_gguf.gguf_names import Selection, shards
from langchain_gguf.hub_repository import ModelFiles, Repository

BUNDLED_MODEL = Path(__file__).parent / "models" / "langchain-gguf-tiny.gguf"
_GGUF_MAGIC = b"GGUF"


def check_model_file(path: str | os.PathLike[str]) -> Path:
    """Check that a file can be a GGUF model, without loading it.

    Returns:
        Its absolute path. Symbolic links stay: the shards of a model lie beside the link.

    Raises:
        ModelFileNotFoundError: nothing is there, or a shard of the model is missing.
        InvalidModelFileError: it is a directory, a shard that is not the first, or does not begin
            like a GGUF file.
    """
    file = Path(path).expanduser().absolute()
    if not file.exists():
        raise ModelFileNotFoundError(
            f"There is no model file at {file}. Check model_path, or leave it out to use the "
            "bundled model."
        )
    if file.is_dir():
        found = sorted(item.name for item in file.glob("*.gguf"))
        listing = f"It holds {', '.join(found)}" if found else "It holds no .gguf file"
        raise InvalidModelFileError(
            f"model_path is a directory: {file}. {listing}. Give the path of one GGUF file."
        )
    names = shards(file.name)
    if file.name != names[0]:
        raise InvalidModelFileError(
            f"{file} is one shard of a split model. Give the path of the first: "
            f"{file.with_name(names[0])}"
        )
    for shard in map(file.with_name, names):
        _check_magic(shard, len(names))
    return file


def _check_magic(file: Path, num_shards: int) -> None:
    try:
        with file.open("rb") as stream:
            magic = stream.read(len(_GGUF_MAGIC))
    except FileNotFoundError as error:
        raise ModelFileNotFoundError(
            f"The model is split into {num_shards} files, and one is missing: {file}. All of them "
            "have to be in one folder."
        ) from error
    if magic != _GGUF_MAGIC:
        raise InvalidModelFileError(
            f"{file} is not a GGUF file: it begins with {magic!r}, expected {_GGUF_MAGIC!r}. "
            "Models in other formats (safetensors, PyTorch, GGML) must be converted first."
        )


def file_identity(file: Path) -> tuple[int, ...]:
    """Device, inode, size and modification time: equal for all paths to a file as it is now."""
    status = file.stat()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def fetch_model(
    repo_id: str,
    filename: str | None = None,
    *,
    revision: str | None = None,
    cache_dir: str | os.PathLike[str] | None = None,
    local_dir: str | os.PathLike[str] | None = None,
    token: str | bool | None = None,
    endpoint: str | None = None,
    mmproj: bool | str | None = None,
) -> ModelFiles:
    """Find a model in the local cache of the hub, or download it.

    Files that are there are used without asking the hub, even if a branch has moved on since. A
    hub that cannot be reached is asked once. A download shows huggingface_hub's progress bars,
    and takes up again what a broken connection cut off.

    Args:
        repo_id: the repository, "owner/name", or with a quantization, "owner/name:Q4_K_M".
        filename: the file's name, or a pattern such as "*Q8_0.gguf" that fits exactly one model.
            None is the only model there, else the one in Q4_K_M, else the one in Q8_0.
        revision: branch, tag or commit; the default branch if None. A commit pins the file.
        cache_dir: where the hub's files are kept; huggingface_hub's default if None.
        local_dir: a folder to put the files in, under their own names, instead of the cache.
        token: an access token for private and gated repositories; True is the stored one, False
            none. None is HF_TOKEN or the stored one, if there is any.
        endpoint: address of the hub; HF_ENDPOINT if None, else https://huggingface.co.
        mmproj: True also fetches the projector for images that belongs to the model: of those
            nearest to it, the one with its name, in F16, else BF16, Q8_0 or F32. A name, or a
            pattern that fits exactly one projector, fetches that one. None and False fetch none.

    Returns:
        The files' paths, with the symbolic links of the cache.

    Raises:
        ModelFileNotFoundError: no file or more than one fits (the message lists the files), also
            of projectors, or there is no such repository or revision.
        ModelDownloadError: it is not there and cannot be fetched: network, permission, disk.
        InvalidModelFileError: what was fetched is not a GGUF file.
        InvalidRequestError: `repo_id` or `mmproj` has another form, or `repo_id` names a
            quantization beside `filename`.
    """
    from huggingface_hub import constants

    selection = replace(_parse(repo_id, filename), mmproj=_asked_mmproj(mmproj))
    repository = Repository(
        selection.repo_id,
        revision,
        Path(cache_dir or constants.HF_HUB_CACHE).expanduser().resolve(),
        Path(local_dir).expanduser().resolve() if local_dir else None,
        token,
        # huggingface_hub reads the variable only once, when it is imported.
        (endpoint or os.environ.get("HF_ENDPOINT") or constants.ENDPOINT).rstrip("/"),
    )
    files = repository.find(selection) or repository.fetch(selection)
    check_model_file(files.model)
    if files.mmproj is not None:
        _check_magic(files.mmproj, num_shards=1)
    return files


def _asked_mmproj(given: Any) -> bool | str:
    if given is None or isinstance(given, bool):
        return bool(given)
    if isinstance(given, str) and given:
        return given
    raise InvalidRequestError(
        f"mmproj={given!r}: expected True, the name of a file in the repository, or a pattern such "
        'as "mmproj*F16.gguf".'
    )


def _parse(repo_id: str, filename: str | None) -> Selection:
    """Split "owner/name:Q4_K_M"."""
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

    name, _, tag = str(repo_id).partition(":")
    try:
        validate_repo_id(name)
    except HFValidationError as error:
        raise InvalidRequestError(
            f"repo_id={str(repo_id)!r} is not the name of a repository: expected owner/name or "
            "owner/name:quantization. The path of a file is given as model_path."
        ) from error
    if tag and filename is not None:
        raise InvalidRequestError(
            f"repo_id={repo_id!r} names the quantization {tag!r}, and filename={filename!r} a "
            "file. Give one of the two."
        )
    return Selection(name, filename, tag or None)
