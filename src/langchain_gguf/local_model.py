"""A GGUF model that an object owns a share of: which file, how it is loaded, when it is let go."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from typing import Any, Self

from pydantic import PrivateAttr, ValidationInfo, field_validator

from langchain_gguf.call_options import check_known
from langchain_gguf.engine import EngineConfig, EngineHandle, EngineService
from langchain_gguf.errors import InvalidRequestError, UnknownArgumentError
from langchain_gguf.hub import BUNDLED_MODEL, check_model_file, fetch_model, file_identity
from langchain_gguf.lora import LoraFields, lora_adapters
from langchain_gguf.unknown_fields import HINTS

_handle_lock = threading.Lock()
MAX_INT32 = 2**31 - 1  # llama.cpp's integers.
# llama.cpp aborts, or ends the process, on more.
_LIMITS = {"n_parallel": 256, "n_threads": 512}


class LocalModel(LoraFields):
    """The fields that decide how a model is loaded, and its lifetime."""

    model_path: str | None = None
    """Path of the GGUF file; for a model in several shards, of the first. None is the bundled
    model."""
    n_ctx: int | None = None
    """Tokens that the context holds, prompts and answers of concurrent calls together, or of each
    call where `kv_unified` is False. None is what the model was trained for, at most 8192."""
    n_batch: int = 512
    """Most prompt tokens evaluated in one step."""
    n_ubatch: int | None = None
    """Most tokens that llama.cpp computes at once. None is 512, and 63 where `kv_unified` is False
    by default."""
    n_parallel: int = 8
    """Calls that run side by side; more wait in order."""
    kv_unified: bool | None = None
    """Share one cache of `n_ctx` tokens among all calls, which then also share the beginnings of
    their prompts. False gives each call a cache of `n_ctx` tokens, which needs `n_parallel` times
    the memory, is faster for many calls at once, and (with `n_ubatch=63` and weights in Q8_0)
    makes answers the same to the last bit whatever runs beside them. None is False for models of
    less than 20 million parameters where that takes at most 256 MiB, else True."""
    n_threads: int | None = None
    """Threads for computing. None is the number of cores this process may use, and 1 for models
    of less than 20 million parameters."""
    n_gpu_layers: int = 0
    """Layers to keep on the GPU; -1 is all. Needs a build of llama-cpp-python for the GPU; with
    another, loading the model warns that it runs on the CPU."""
    use_mmap: bool = True
    """Map the file into memory instead of reading it."""
    use_mlock: bool = False
    """Keep the model in RAM, so that it is never swapped out."""
    verbose: bool = False
    """Show llama.cpp's log on stderr. It always goes to the logger `langchain_gguf.llama`."""

    _handle: EngineHandle = PrivateAttr()
    _other_handles: dict[EngineConfig, EngineHandle] = PrivateAttr(default_factory=dict)

    def __init__(self, **kwargs: Any) -> None:
        """Check the arguments and the model file; nothing is loaded yet.

        `model`, as LangChain's other chat models call it, is another name of `model_path`.
        """
        if "model" in kwargs:
            if kwargs.get("model_path") is not None:
                raise UnknownArgumentError(
                    f"model={kwargs['model']!r} was given beside "
                    f"model_path={kwargs['model_path']!r}. They are one setting; leave one out."
                )
            kwargs["model_path"] = kwargs.pop("model")
        fields = type(self).model_fields
        aliases = {item.alias for item in fields.values() if item.alias}
        check_known(kwargs, {*fields, *aliases}, type(self).__name__, HINTS)
        super().__init__(**kwargs)
        self._handle = EngineHandle(self._engine_config(self._file_id()))
        lora_adapters(self.lora_path, self.lora_scale)
        if self.verbose:
            _show_log()

    @field_validator("n_ctx", "n_batch", "n_ubatch", "n_parallel", "n_threads")
    @classmethod
    def _check_range(cls, value: float | None, info: ValidationInfo) -> float | None:
        return check_positive(value, _LIMITS.get(str(info.field_name), MAX_INT32))

    @field_validator("n_gpu_layers")
    @classmethod
    def _check_layers(cls, value: int) -> int:
        if not -1 <= value <= MAX_INT32:
            raise ValueError(f"expected a number of layers, or -1 for all, got {value}.")
        return value

    @field_validator("model_path", mode="before")
    @classmethod
    def _path_to_text(cls, value: Any) -> Any:
        return os.fspath(value) if isinstance(value, os.PathLike) else value

    @classmethod
    def from_pretrained(
        cls,
        repo_id: str,
        filename: str | None = None,
        *,
        revision: str | None = None,
        cache_dir: str | os.PathLike[str] | None = None,
        local_dir: str | os.PathLike[str] | None = None,
        token: str | bool | None = None,
        endpoint: str | None = None,
        mmproj: bool | str | None = None,
        **kwargs: Any,
    ) -> Self:
        """Make a model from a file on the Hugging Face hub.

        Files that were downloaded before are used without any request, even when a branch has
        moved on; `hf download` brings it up to date. All shards of a split model are fetched. A
        download shows progress bars (not with `HF_HUB_DISABLE_PROGRESS_BARS=1`) and resumes after
        a broken connection.

        Examples:
            >>> repo_id = "NousResearch/Hermes-2-Pro-Llama-3-8B-GGUF"
            >>> ChatLlamaCpp.from_pretrained(repo_id, filename="*Q8_0.gguf")  # doctest: +SKIP
            >>> ChatLlamaCpp.from_pretrained(f"{repo_id}:Q4_K_M")  # doctest: +SKIP

        Args:
            repo_id: the repository, "owner/name", or with a quantization, "owner/name:Q4_K_M".
            filename: the file's name, or a pattern such as "*Q8_0.gguf" that fits exactly one
                model. None is the only model of the repository, else the one in Q4_K_M, else the
                one in Q8_0.
            revision: branch, tag or commit; the default branch if None. A commit pins the file
                for good.
            cache_dir: where files are kept; huggingface_hub's default (`HF_HUB_CACHE`) if None.
            local_dir: a folder to put the files in under their own names, instead of the cache.
            token: an access token for private and gated repositories; True is the stored one,
                False is none. None is `HF_TOKEN` or the stored one, if there is any.
            endpoint: address of the hub or a mirror; None is `HF_ENDPOINT`, else
                https://huggingface.co.
            mmproj: True also fetches the projector for images that belongs to the model, in F16
                if there is one; a name or pattern fetches that one. It comes with the model's
                files, but this version reads no images and does not load it.
            **kwargs: the other fields.

        Raises:
            ModelFileNotFoundError: no file or more than one fits, also as `mmproj` (the message
                lists the files), or there is no such repository or revision.
            ModelDownloadError: it was not downloaded before and cannot be now: no network, no
                permission, no room on the disk.
            InvalidModelFileError: the file is not a GGUF.
            InvalidRequestError: `repo_id` or `mmproj` has another form, or `repo_id` names a
                quantization beside `filename`.
            UnknownArgumentError: an argument that no field takes, or `model_path` or `model`.
        """
        for name in {"model", "model_path"} & kwargs.keys():
            raise UnknownArgumentError(
                f"{name}={kwargs[name]!r} was given beside repo_id={repo_id!r}. "
                f"from_pretrained finds the file by itself; leave {name} out."
            )
        cls(**kwargs)  # Refuse bad arguments before a download of gigabytes.
        files = fetch_model(
            repo_id,
            filename,
            revision=revision,
            cache_dir=cache_dir,
            local_dir=local_dir,
            token=token,
            endpoint=endpoint,
            mmproj=mmproj,
        )
        return cls(model_path=str(files.model), **kwargs)

    @property
    def model_name(self) -> str:
        """Name of the model: its file's name without the ending."""
        return _file_stem(self._model_file)

    def close(self) -> None:
        """Let go of the model; its memory is freed when no other instance could use it.

        Calls after this raise `EngineClosedError`.
        """
        for handle in (self._handle, *self._other_handles.values()):
            handle.close()

    def __enter__(self) -> Self:
        """Return the model; leaving the block closes it."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the model."""
        self.close()

    @property
    def _model_file(self) -> Path:
        if self.model_path is None:
            return BUNDLED_MODEL
        return Path(self.model_path).expanduser().absolute()

    def _file_id(self) -> tuple[int, ...]:
        return file_identity(check_model_file(self._model_file))

    def _engine_config(self, file_id: tuple[int, ...]) -> EngineConfig:
        return EngineConfig(
            model_path=str(self._model_file),
            file_id=file_id,
            n_ctx=self.n_ctx,
            n_batch=self.n_batch,
            n_ubatch=self.n_ubatch,
            kv_unified=self.kv_unified,
            n_parallel=self.n_parallel,
            n_threads=self.n_threads,
            n_gpu_layers=self.n_gpu_layers,
            use_mmap=self.use_mmap,
            use_mlock=self.use_mlock,
        )

    def _service(self) -> EngineService:
        """Return the engine; a copy whose load settings were changed gets another one."""
        return self._current_handle().get()

    def _current_handle(self) -> EngineHandle:
        """Return the handle of what this object loads as its settings are now."""
        config = self._current_config()
        with _handle_lock:
            if config != self._handle.config:
                self._handle = EngineHandle(config)
            return self._handle

    def _current_config(self) -> EngineConfig:
        """Say what this object loads; the file is looked at once."""
        known = self._handle.config
        config = self._engine_config(known.file_id)
        # Paths do not count when configurations are compared: several may lead to one file.
        is_known = config == known and config.model_path == known.model_path
        return config if is_known else self._engine_config(self._file_id())

    def _with_file(self, model: Any) -> Self:
        """Return this model with the file that a call names.

        What was loaded for it stays loaded for later calls, and is let go with this model.
        """
        if model is None:
            return self
        if not isinstance(model, str | os.PathLike):
            raise InvalidRequestError(f"model={model!r}: expected the path of a GGUF file.")
        if os.fspath(model) in (self.model_path, self.model_name):
            return self
        other = self.model_copy(update={"model_path": os.fspath(model)})
        config = other._engine_config(other._file_id())
        handle = self._other_handles.setdefault(config, EngineHandle(config))
        if self._handle.closed:
            handle.close()
        other._handle = handle
        return other

    def _name_for(self, model: Any) -> str:
        """Name the model that a call runs, also where `_with_file` will refuse it."""
        is_path = isinstance(model, str | os.PathLike)
        return _file_stem(model) if is_path else self.model_name


def _file_stem(path: str | os.PathLike[str]) -> str:
    """Name a model after its file, without folders and ending."""
    return Path(path).name.removesuffix(".gguf")


def check_positive(value: float | None, limit: int) -> float | None:
    """Return a size that is None or in range.

    Raises:
        ValueError: it is not.
    """
    if value is not None and not 0 < value <= limit:
        raise ValueError(
            f"expected a positive number up to {limit}, got {value}. Leave it out for a sensible "
            "default."
        )
    return value


def _show_log() -> None:
    """Print llama.cpp's log on stderr, once."""
    logger = logging.getLogger("langchain_gguf.llama")
    if not any(isinstance(handler, logging.StreamHandler) for handler in logger.handlers):
        logger.addHandler(logging.StreamHandler())
        logger.setLevel(logging.INFO)
