"""One repository on the Hugging Face hub: which of its files are here, and fetching the others."""

from __future__ import annotations

import glob
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_gguf.errors import ModelDownloadError, ModelFileNotFoundError
from langchain_gguf.gguf_names import Selection, model_names, shards
from langchain_gguf.hub_errors import Attempt, no_room, plain_error


@dataclass(frozen=True)
class ModelFiles:
    """Where the files of a model lie."""

    model: Path
    """The GGUF file; of a split model the first shard."""
    mmproj: Path | None = None
    """The projector for images, if it was asked for."""


@dataclass(frozen=True)
class _Wanted:
    """Names of the files of one model, as in the repository."""

    shards: list[str]
    mmproj: str | None

    @property
    def names(self) -> list[str]:
        return [*self.shards, self.mmproj] if self.mmproj else self.shards

    def at(self, paths: Mapping[str, Path]) -> ModelFiles:
        return ModelFiles(paths[self.shards[0]], paths[self.mmproj] if self.mmproj else None)


@dataclass(frozen=True)
class Repository:
    """One revision of a repository, and the folder for its files."""

    repo_id: str
    revision: str | None
    cache_dir: Path
    local_dir: Path | None
    token: str | bool | None
    endpoint: str

    def find(self, selection: Selection) -> ModelFiles | None:
        """Return the files if all of them are here, else None. Sends no request."""
        # Of huggingface_hub, only what sends nothing: functions that make headers, such as
        # hf_hub_download(local_files_only=True), may fetch a list for the user agent.
        commit = self._commit_here()
        names = None if commit is None else self._known_names(commit)
        if commit is None or (names is None and not selection.is_explicit):
            return None
        if names is None:  # Another program keeps files there, without the list of all.
            names = self._names_in_cache(commit)
        try:
            wanted = self._choose(selection, names)
        except ModelFileNotFoundError:
            return None  # The hub may have it by now.
        paths = {name: self._path_here(name, commit) for name in wanted.names}
        here = {name: path for name, path in paths.items() if path is not None}
        return wanted.at(here) if len(here) == len(paths) else None

    def fetch(self, selection: Selection) -> ModelFiles:
        """Download the files that are not here.

        Raises:
            ModelFileNotFoundError: the hub has no such file, or it cannot be fetched.
        """
        try:
            sizes = self._sizes_on_hub()
            wanted = self._choose(selection, sizes)
            patterns = [glob.escape(name) for name in wanted.names]
            self._check_room(selection, sum(sizes[name] for name in wanted.names), patterns)
            folder = Path(self._snapshot(patterns))
        except ModelFileNotFoundError:
            raise
        except Exception as error:  # Its own, those of its HTTP and Xet libraries, the disk's.
            attempt = Attempt(
                str(selection),
                self.repo_id,
                self.revision,
                self.endpoint,
                str(self._folder),
                self._models_here(),
            )
            raise plain_error(error, attempt) from error
        paths = {name: folder / name for name in wanted.names}
        # When the hub falls silent half way, snapshot_download returns what there is.
        if missing := [name for name, path in paths.items() if not path.exists()]:
            raise ModelDownloadError(
                f"{', '.join(missing)} of {self.repo_id!r} did not arrive in {folder}, because "
                f"{self.endpoint} stopped answering or changed the repository. Try again."
            )
        return wanted.at(paths)

    @property
    def _folder(self) -> Path:
        return self.local_dir or self.cache_dir

    def _choose(self, selection: Selection, names: Collection[str]) -> _Wanted:
        model = selection.choose(names)
        return _Wanted(shards(model), selection.choose_mmproj(names, model))

    def _sizes_on_hub(self) -> dict[str, int]:
        """Names of all files in the repository, with their sizes in bytes."""
        from huggingface_hub import HfApi, constants

        # The other ways to list a repository try again for 23 s, and wait without limit.
        info = HfApi(self.endpoint, self.token).model_info(
            self.repo_id,
            revision=self.revision,
            timeout=constants.HF_HUB_ETAG_TIMEOUT,
            files_metadata=True,
        )
        return {file.rfilename: file.size or 0 for file in info.siblings or []}

    def _commit_here(self) -> str | None:
        """The commit that the revision was when something of it was downloaded."""
        from huggingface_hub import HfApi
        from huggingface_hub.errors import RevisionResolutionError

        try:
            return (
                HfApi()
                .resolve_revision(
                    self.repo_id,
                    revision=self.revision,
                    cache_dir=self.cache_dir,
                    local_files_only=True,
                )
                .resolved
            )
        except RevisionResolutionError:
            return None

    def _models_here(self) -> list[str]:
        """Names of the models that are complete here."""
        commit = self._commit_here()
        if commit is None:
            return []
        names = self._known_names(commit) or self._names_in_cache(commit)
        return [
            model
            for model in model_names(names)
            if all(self._path_here(name, commit) for name in shards(model))
        ]

    def _known_names(self, commit: str) -> list[str] | None:
        """All names of a commit, as remembered from the download of one of its files."""
        from huggingface_hub import get_cached_repo_tree
        from huggingface_hub.errors import CachedRepoTreeNotFoundError

        try:
            files = get_cached_repo_tree(
                self.repo_id, revision=commit, cache_dir=self.cache_dir, local_dir=self.local_dir
            )
        except CachedRepoTreeNotFoundError:
            return None
        return [file.path for file in files]

    def _names_in_cache(self, commit: str) -> list[str]:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import LocalEntryNotFoundError

        try:
            snapshot = Path(
                snapshot_download(
                    self.repo_id, revision=commit, cache_dir=self.cache_dir, local_files_only=True
                )
            )
        except LocalEntryNotFoundError:
            return []
        files = [path for path in snapshot.rglob("*") if path.is_file()]
        return [path.relative_to(snapshot).as_posix() for path in files]

    def _path_here(self, name: str, commit: str) -> Path | None:
        """Where a file of a commit lies, or None."""
        from huggingface_hub import try_to_load_from_cache

        if self.local_dir is None:
            path = try_to_load_from_cache(
                self.repo_id, name, cache_dir=self.cache_dir, revision=commit
            )
            return Path(path) if isinstance(path, str) else None
        # huggingface_hub notes beside the files which commit each is of, in the first line.
        notes = self.local_dir / ".cache" / "huggingface" / "download" / f"{name}.metadata"
        file = self.local_dir / name
        if not file.is_file() or not notes.is_file():
            return None
        return file if notes.read_text(encoding="utf-8").startswith(commit) else None

    def _snapshot(self, patterns: list[str], *, dry_run: bool = False) -> Any:
        """Download files; with `dry_run`, say for each what would be downloaded."""
        from huggingface_hub import snapshot_download

        return snapshot_download(
            self.repo_id,
            revision=self.revision,
            cache_dir=self.cache_dir,
            local_dir=self.local_dir,
            token=self.token,
            endpoint=self.endpoint,
            allow_patterns=patterns,
            dry_run=dry_run,
        )

    def _check_room(self, selection: Selection, num_bytes: int, patterns: list[str]) -> None:
        """Raise ModelDownloadError if the disk has no room for what has to be downloaded."""
        existing = next(path for path in (self._folder, *self._folder.parents) if path.exists())
        free = shutil.disk_usage(existing).free
        if num_bytes <= free:
            return
        # Some may be here already, in another revision.
        plan = self._snapshot(patterns, dry_run=True)
        needed = sum(file.file_size or 0 for file in plan if file.will_download)
        if needed > free:
            reason = f"it needs {needed / 1e9:.2f} GB, and {free / 1e9:.2f} GB are free"
            raise no_room(str(selection), str(self._folder), reason)
