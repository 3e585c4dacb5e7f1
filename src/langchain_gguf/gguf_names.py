"""What the names of GGUF files say: shards, quantizations, and which file is meant."""

from __future__ import annotations

import difflib
import fnmatch
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from langchain_gguf.errors import ModelFileNotFoundError

# What `llama-cli -hf` takes when nothing is named.
DEFAULT_QUANTIZATIONS = ("Q4_K_M", "Q8_0")
# Of projectors. BF16 is slow on many processors, F32 as large as it needs not be.
_MMPROJ_PRECISIONS = ("F16", "BF16", "Q8_0", "F32")
_SHARD = re.compile(r"(?P<stem>.+)-(?P<index>[0-9]{5})-of-(?P<count>[0-9]{5})\.gguf")
_QUANTIZATION = re.compile(r"[-.](?P<tag>[A-Z0-9_]*[0-9][A-Z0-9_]*)$", re.IGNORECASE)
# Companions of a model, told by their names as llama.cpp does.
_COMPANIONS = ("mmproj", "imatrix", "mtp-", "eagle3-", "dflash-", "dspark-")
_MAX_LISTED = 40


def shards(name: str) -> list[str]:
    """Names of all files of a model, the first shard first; only `name` if it is not split."""
    match = _SHARD.fullmatch(name)
    if match is None or not 1 <= int(match["index"]) <= int(match["count"]):
        return [name]
    count = int(match["count"])
    return [f"{match['stem']}-{index:05}-of-{count:05}.gguf" for index in range(1, count + 1)]


def quantization(name: str) -> str | None:
    """The last part of a name that looks like a quantization, in capitals: "Q4_K_M", "F16"."""
    match = _QUANTIZATION.search(_stem(name))
    return match["tag"].upper() if match else None


def model_names(names: Iterable[str]) -> list[str]:
    """The models among files, each by its first shard, without projectors and the like."""
    return [name for name in _first_shards(names) if _is_model(name)]


@dataclass(frozen=True)
class Selection:
    """What was asked of a repository: a file or pattern, a quantization, or neither.

    Attributes:
        repo_id: the repository.
        filename: a file's name, or a pattern.
        tag: a quantization.
        mmproj: name or pattern of a projector for images; True is the one that belongs to the
            model, False none.
    """

    repo_id: str
    filename: str | None = None
    tag: str | None = None
    mmproj: bool | str = False

    @property
    def is_explicit(self) -> bool:
        """Whether files or quantizations are named; otherwise the choice depends on all files."""
        is_model_named = self.filename is not None or self.tag is not None
        return is_model_named and self.mmproj is not True

    def choose(self, names: Collection[str]) -> str:
        """Return the one file meant, of a split model the first shard.

        Raises:
            ModelFileNotFoundError: none or several fit, or a shard is missing; the message lists
                what there is.
        """
        found = self._found(names)
        if len(found) != 1:
            raise ModelFileNotFoundError(self._explain(found, names))
        missing = [shard for shard in shards(found[0]) if shard not in names]
        if missing:
            raise ModelFileNotFoundError(
                f"{found[0]!r} of {self.repo_id!r} is split, and of its shards are missing: "
                f"{_listed(missing)}."
            )
        return found[0]

    def choose_mmproj(self, names: Collection[str], model: str) -> str | None:
        """Return the projector meant, or None if none was asked for.

        Of those in the model's folder, or else in the nearest one above, it is the one with the
        model's name in its own, then the one in the precision that suits most machines.

        Raises:
            ModelFileNotFoundError: none or several fit; the message lists what there is.
        """
        if self.mmproj is False:
            return None
        there = sorted(name for name in names if _is_mmproj(name))
        if self.mmproj is True:
            found = _preferred(_nearest(there, model), model)
        elif self.mmproj in names:
            found = [self.mmproj]
        else:
            found = [name for name in there if fnmatch.fnmatchcase(name, self.mmproj)]
        if len(found) == 1:
            return found[0]
        asked = "" if self.mmproj is True else f" fit {self.mmproj!r}"
        if found:
            raise ModelFileNotFoundError(
                f"{len(found)} projectors of {self.repo_id!r}{asked or ' may belong to ' + model}: "
                f"{_listed(found)}. Give one of them as mmproj."
            )
        if there:
            raise ModelFileNotFoundError(
                f"No projector of {self.repo_id!r}{asked or ' lies beside ' + model}. Projectors "
                f"there: {_listed(there)}. Give one of them as mmproj."
            )
        raise ModelFileNotFoundError(
            f"{self.repo_id!r} holds no projector for images (no .gguf file with mmproj in its "
            f"name); its files: {_listed(names)}. Leave mmproj out to use the model for text."
        )

    def __str__(self) -> str:
        """What was asked, as the user wrote it."""
        if self.filename is not None:
            return f"{self.filename!r} of {self.repo_id!r}"
        return repr(f"{self.repo_id}:{self.tag}" if self.tag else self.repo_id)

    def _found(self, names: Collection[str]) -> list[str]:
        """First shards of all models that fit."""
        if self.filename is not None:
            return _fitting(self.filename, names)
        models = model_names(names)
        if self.tag is not None:
            return _quantized(self.tag, models)
        if len(models) > 1:
            for tag in DEFAULT_QUANTIZATIONS:
                if found := _quantized(tag, models):
                    return found
        return models

    def _explain(self, found: Sequence[str], names: Collection[str]) -> str:
        models = model_names(names)
        if not models and not found:
            return (
                f"{self.repo_id!r} holds no GGUF model; its files: {_listed(names)}. Repositories "
                "with GGUF files mostly have names that end in -GGUF."
            )
        if self.filename is not None:
            if found:
                return (
                    f"{len(found)} files of {self.repo_id!r} fit {self.filename!r}: "
                    f"{_listed(found)}. Give a filename that fits exactly one."
                )
            hint = _hint(self.filename, models)
            return (
                f"No file of {self.repo_id!r} fits {self.filename!r}.{hint} GGUF files there: "
                f"{_listed(models)}."
            )
        tags = sorted({tag for name in models if (tag := quantization(name))})
        if self.tag is None:
            example = f'a quantization ("{self.repo_id}:{tags[0]}") or ' if tags else ""
            return (
                f"{self.repo_id!r} holds {len(models)} models: {_listed(models)}. Say which one: "
                f"{example}a filename."
            )
        if found:
            return (
                f"{len(found)} files of {self.repo_id!r} have the quantization {self.tag!r}: "
                f"{_listed(found)}. Give one of them as filename."
            )
        return (
            f"No file of {self.repo_id!r} has the quantization {self.tag!r}."
            f"{_hint(self.tag.upper(), tags)} GGUF files there: {_listed(models)}."
        )


def _is_mmproj(name: str) -> bool:
    return _is_gguf(name) and "mmproj" in PurePosixPath(name).name.lower()


def _nearest(names: Sequence[str], model: str) -> list[str]:
    """Those files that lie in the model's folder, or else in the nearest folder above it."""
    for folder in PurePosixPath(model).parents:
        if found := [name for name in names if PurePosixPath(name).parent == folder]:
            return found
    return []


def _preferred(names: list[str], model: str) -> list[str]:
    """Those projectors that have the model's name, in the first precision that there is."""
    own_name = _QUANTIZATION.sub("", PurePosixPath(_stem(model)).name).lower()
    named = [name for name in names if own_name in PurePosixPath(name).name.lower()] or names
    for precision in _MMPROJ_PRECISIONS:
        if found := [name for name in named if _is_in(precision, name)]:
            return found
    return named


def _is_in(precision: str, name: str) -> bool:
    """Whether a precision is a part of a name, anywhere in it: F16 is not part of BF16."""
    part = rf"(?:^|[-._]){precision}(?:[-._]|$)"
    return bool(re.search(part, PurePosixPath(name).name, re.IGNORECASE))


def _fitting(filename: str, names: Collection[str]) -> list[str]:
    """Models that a name or pattern fits; companions only if no model does."""
    if filename in names:
        return [shards(filename)[0]]
    found = _first_shards(
        name
        for name in names
        if fnmatch.fnmatchcase(name, filename)
        or fnmatch.fnmatchcase(f"{_stem(name)}.gguf", filename)
    )
    return [name for name in found if _is_model(name)] or found


def _quantized(tag: str, models: Iterable[str]) -> list[str]:
    """Models whose path has the tag as a part of its own: Q4_0 is not IQ4_0, Q4_K not Q4_K_M."""
    part = re.compile(rf"(?:^|[-._/]){re.escape(tag)}(?:[-./]|$)", re.IGNORECASE)
    return [name for name in models if part.search(_stem(name))]


def _first_shards(names: Iterable[str]) -> list[str]:
    return sorted({shards(name)[0] for name in names if _is_gguf(name)})


def _is_gguf(name: str) -> bool:
    return name.lower().endswith(".gguf")


def _is_model(name: str) -> bool:
    file = PurePosixPath(name).name.lower()
    return not any(companion in file for companion in _COMPANIONS)


def _stem(name: str) -> str:
    """A path without the number of its shard and its ending."""
    match = _SHARD.fullmatch(name)
    return match["stem"] if match else re.sub(r"\.gguf$", "", name, flags=re.IGNORECASE)


def _hint(asked: str, names: Collection[str]) -> str:
    """A sentence with the names that may have been meant, or nothing."""
    same = [name for name in names if fnmatch.fnmatchcase(name.lower(), asked.lower())]
    if same:
        return f" Did you mean {_listed(same)}? Upper and lower case count."
    by_name = {PurePosixPath(name).name.lower(): name for name in names}
    plain = re.sub(r"[*?]", "", asked).lower()
    near = difflib.get_close_matches(plain, by_name, n=3, cutoff=0.8)
    return f" Did you mean {', '.join(by_name[name] for name in near)}?" if near else ""


def _listed(names: Iterable[str]) -> str:
    ordered = sorted(names)
    more = len(ordered) - _MAX_LISTED
    listing = ", ".join(ordered[:_MAX_LISTED]) or "none"
    return f"{listing} and {more} more" if more > 0 else listing
