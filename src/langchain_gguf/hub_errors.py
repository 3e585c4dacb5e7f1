"""The failures of a download in plain words: what happened, and what to do about it."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_gguf.errors import ModelDownloadError, ModelFileNotFoundError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_OTHERWISE = "or download the file in another way and give it as model_path."


@dataclass(frozen=True)
class Attempt:
    """A download that failed."""

    asked: str
    """What was asked for, as the user wrote it."""
    repo_id: str
    revision: str | None
    endpoint: str
    """Address of the hub."""
    folder: str
    """Where files are kept."""
    here: Sequence[str]
    """Models of the repository that are in the folder."""


def plain_error(error: Exception, attempt: Attempt) -> ModelFileNotFoundError:
    """Turn an error of huggingface_hub, or of what it uses, into one of ours.

    Returns:
        ModelFileNotFoundError where the repository or revision does not exist, else
        ModelDownloadError.
    """
    from huggingface_hub import errors

    while isinstance(error, errors.LocalEntryNotFoundError) and isinstance(
        error.__cause__, Exception
    ):
        error = error.__cause__  # It wraps the failure that matters.
    if isinstance(error, errors.GatedRepoError):
        return ModelDownloadError(_gated(error, attempt))
    if isinstance(error, errors.RevisionNotFoundError):
        return ModelFileNotFoundError(
            f"{attempt.repo_id!r} has no branch, tag or commit {attempt.revision!r}. "
            f"{attempt.endpoint}/{attempt.repo_id} lists what it has."
        )
    if isinstance(error, errors.HfHubHTTPError):
        return _answered(error, attempt)
    if isinstance(error, errors.LocalTokenNotFoundError):
        return ModelDownloadError(
            f"{attempt.asked}: token=True asks for a stored token, and there is none. Run `hf auth "
            "login`, set HF_TOKEN, or pass the token itself."
        )
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return no_room(attempt.asked, attempt.folder, str(error))
    return ModelDownloadError(_unreachable(error, attempt))


def _unreachable(error: Exception, attempt: Attempt) -> str:
    from huggingface_hub.errors import OfflineModeIsEnabled

    others = f" (of its repository there: {', '.join(attempt.here)})" if attempt.here else ""
    missing = f"{attempt.asked} is not complete in {attempt.folder}{others}"
    if isinstance(error, OfflineModeIsEnabled):
        return (
            f"{missing}, and HF_HUB_OFFLINE forbids fetching it. Unset HF_HUB_OFFLINE once, "
            f"{_OTHERWISE}"
        )
    why = str(error).rstrip(".")
    return (
        f"{missing}, and could not be fetched from {attempt.endpoint}: {why}. Check the network "
        f"(HTTPS_PROXY, HF_ENDPOINT) and try again, {_OTHERWISE}"
    )


def no_room(asked: str, folder: str, why: str) -> ModelDownloadError:
    """The error for a disk that is too small."""
    return ModelDownloadError(
        f"There is no room for {asked} in {folder}: {why}. Free some space there, or keep the "
        "files elsewhere: cache_dir, local_dir or HF_HOME."
    )


def _gated(error: Any, attempt: Attempt) -> str:
    page = f"{attempt.endpoint}/{attempt.repo_id}"
    if _token_was_sent(error):
        return (
            f"{attempt.repo_id!r} is gated, and the account of the token has no access. Ask for it "
            f"on {page}; some authors take a while to grant it."
        )
    return (
        f"{attempt.repo_id!r} is gated: its authors share it with those who accept their terms. "
        f"Accept them on {page}, then run `hf auth login`, set HF_TOKEN, or pass token=..."
    )


def _answered(error: Any, attempt: Attempt) -> ModelFileNotFoundError:
    """The error for an answer of the hub that is not about terms or revisions."""
    from huggingface_hub.errors import EntryNotFoundError, RepositoryNotFoundError

    repo_id, endpoint = attempt.repo_id, attempt.endpoint
    status = error.response.status_code
    reason = error.server_message or error
    hidden = isinstance(error, RepositoryNotFoundError)
    if status == 401 and not hidden and _token_was_sent(error):
        return ModelDownloadError(
            f"{endpoint} does not accept the token for {repo_id!r}; it may have expired. Make a "
            "new one, then run `hf auth login`, set HF_TOKEN, or pass token=..."
        )
    if hidden or (status in {401, 404} and not isinstance(error, EntryNotFoundError)):
        return ModelFileNotFoundError(
            f"There is no repository {repo_id!r} on {endpoint}, or it is private. Check the name; "
            "for a private one run `hf auth login`, set HF_TOKEN, or pass token=..."
        )
    if status == 403:
        return ModelDownloadError(
            f"{endpoint} forbids reading {repo_id!r}: {reason}. Give the token read access to this "
            "repository, or use another one: HF_TOKEN or token=..."
        )
    return ModelDownloadError(
        f"{endpoint} answered with {status} when asked for {attempt.asked}: {reason}. Try again "
        f"later, {_OTHERWISE}"
    )


def _token_was_sent(error: Any) -> bool:
    return "authorization" in error.response.request.headers
