"""Finds a GGUF file: in the package, on disk, or on the Hugging Face hub."""

from __future__ import annotations

import fnmatch
import os
from pathlib import Path

from langchain_gguf.errors import InvalidModelFileError, ModelFileNotFoundError

BUNDLED_MODEL = Path(__file__).parent / "models" / "langchain-gguf-tiny.gguf"
_GGUF_MAGIC = b"GGUF"


def check_model_file(path: str | os.PathLike[str]) -> Path:
    """Check that a file can be a GGUF model, without loading it.

    Returns:
        Its absolute path. Symbolic links stay: the shards of a model lie beside the link.

    Raises:
        ModelFileNotFoundError: nothing is there.
        InvalidModelFileError: it is a directory, or does not begin like a GGUF file.
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
    with file.open("rb") as stream:
        magic = stream.read(len(_GGUF_MAGIC))
    if magic != _GGUF_MAGIC:
        raise InvalidModelFileError(
            f"{file} is not a GGUF file: it begins with {magic!r}, expected {_GGUF_MAGIC!r}. "
            "Models in other formats (safetensors, PyTorch, GGML) must be converted first."
        )
    return file


def file_identity(file: Path) -> tuple[int, ...]:
    """Device, inode, size and modification time: equal for all paths to a file as it is now."""
    status = file.stat()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def fetch_model(
    repo_id: str,
    filename: str,
    *,
    revision: str | None = None,
    cache_dir: str | os.PathLike[str] | None = None,
    token: str | bool | None = None,
) -> Path:
    """Find a model in the local hub cache, or download it.

    Args:
        repo_id: the repository, "owner/name".
        filename: the file's name, or a pattern such as "*Q8_0.gguf" that fits exactly one.
        revision: branch, tag or commit; the default branch if None. A commit pins the file.
        cache_dir: where the hub's files are kept; huggingface_hub's default if None.
        token: an access token for private repositories.

    Returns:
        The path of the file in the cache.

    Raises:
        ModelFileNotFoundError: no file or more than one fits; the message lists the files.
    """
    from huggingface_hub import hf_hub_download, snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    folder = None if cache_dir is None else Path(cache_dir)
    try:
        cached = snapshot_download(
            repo_id, revision=revision, cache_dir=folder, token=token, local_files_only=True
        )
    except LocalEntryNotFoundError:
        cached = None
    if cached is not None:
        matches = _matching(_local_files(Path(cached)), filename)
        if len(matches) == 1:
            return Path(cached) / matches[0]
    try:
        name = _choose_remote(repo_id, filename, revision, token)
        return Path(
            hf_hub_download(repo_id, name, revision=revision, cache_dir=folder, token=token)
        )
    except ModelFileNotFoundError:
        raise
    except Exception as error:  # Its own errors, and those of the HTTP library of its version.
        raise ModelFileNotFoundError(
            f"{filename!r} of {repo_id!r} (revision {revision or 'default'}) is not in the local "
            f"cache and could not be fetched from the hub: {error}. Check the names and the "
            "network, or download the file and give it as model_path."
        ) from error


def _choose_remote(
    repo_id: str, filename: str, revision: str | None, token: str | bool | None
) -> str:
    from huggingface_hub import HfApi

    files = HfApi().list_repo_files(repo_id, revision=revision, token=token)
    matches = _matching(files, filename)
    if len(matches) == 1:
        return matches[0]
    what = "No file" if not matches else f"{len(matches)} files"
    listed = ", ".join(matches or [name for name in files if name.endswith(".gguf")]) or "none"
    raise ModelFileNotFoundError(
        f"{what} of {repo_id!r} fit {filename!r}; GGUF files there: {listed}. "
        "Give a filename that fits exactly one."
    )


def _local_files(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]


def _matching(files: list[str], pattern: str) -> list[str]:
    return sorted(name for name in files if fnmatch.fnmatch(name, pattern))
