"""A GGUF file in memory: its metadata, its vocabulary, and llama.cpp's log."""

from __future__ import annotations

import ctypes
import logging
import os
import warnings
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import llama_cpp

from langchain_gguf.engine.request import EngineConfig
from langchain_gguf.errors import ModelLoadError

logger = logging.getLogger("langchain_gguf.llama")
logger.addHandler(logging.NullHandler())

_LEVELS = {1: logging.DEBUG, 2: logging.INFO, 3: logging.WARNING, 4: logging.ERROR}
recent_errors: list[str] = []


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
def _log(level: int, text: bytes, _user_data: ctypes.c_void_p) -> None:
    """Send llama.cpp's log to `logging`; keep the last errors for messages of ours."""
    message = text.decode("utf-8", "replace").rstrip()
    if not message:
        return
    if level == 4:
        recent_errors.append(message)
        del recent_errors[:-5]
    # Errors are raised as exceptions that quote this text, so the log itself stays at DEBUG/INFO.
    logger.log(min(_LEVELS.get(level, logging.DEBUG), logging.INFO), "%s", message)


class LoadedModel:
    """A model's weights and what can be asked about them; computing needs a context, too."""

    def __init__(self, config: EngineConfig) -> None:
        """Load the file.

        Raises:
            ModelLoadError: llama.cpp refused it.
        """
        # GGML's default prints a backtrace through gdb when it aborts, which can hang.
        os.environ.setdefault("GGML_NO_BACKTRACE", "1")
        llama_cpp.llama_log_set(_log, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        self._model = self._load(config)
        self._vocab = llama_cpp.llama_model_get_vocab(self._model)
        self._num_tokens = llama_cpp.llama_vocab_n_tokens(self._vocab)

    def _load(self, config: EngineConfig) -> Any:
        if config.n_gpu_layers and not llama_cpp.llama_supports_gpu_offload():
            warnings.warn(
                f"n_gpu_layers={config.n_gpu_layers} has no effect: this build of llama-cpp-python "
                "has no GPU support, so the model runs on the CPU. Install a build for the GPU, or "
                "leave n_gpu_layers out.",
                stacklevel=2,
            )
        params = llama_cpp.llama_model_default_params()
        params.n_gpu_layers = config.n_gpu_layers
        params.load_mode = {
            (False, False): llama_cpp.LLAMA_LOAD_MODE_NONE,
            (True, False): llama_cpp.LLAMA_LOAD_MODE_MMAP,
            (False, True): llama_cpp.LLAMA_LOAD_MODE_MLOCK,
            (True, True): llama_cpp.LLAMA_LOAD_MODE_MMAP_MLOCK,
        }[config.use_mmap, config.use_mlock]
        params.use_extra_bufts = not _built_with_amx()
        recent_errors.clear()
        model = llama_cpp.llama_model_load_from_file(os.fsencode(config.model_path), params)
        if not model:
            raise ModelLoadError(
                f"llama.cpp could not load {config.model_path!r}: {last_errors()}. "
                "If the file was downloaded, compare its size with the source and fetch it again."
            )
        return model

    @cached_property
    def metadata(self) -> Mapping[str, str]:
        """The GGUF's key-value pairs; arrays are left out by llama.cpp."""
        found = {}
        for index in range(llama_cpp.llama_model_meta_count(self._model)):
            key = self._read_string(llama_cpp.llama_model_meta_key_by_index, index)
            found[key] = self._read_string(llama_cpp.llama_model_meta_val_str_by_index, index)
        return found

    @cached_property
    def special_tokens(self) -> Sequence[str]:
        """Texts of control tokens, and of user-defined ones that look like markup."""
        texts = []
        for token in range(self._num_tokens):
            attributes = llama_cpp.llama_vocab_get_attr(self._vocab, token)
            text = self._piece(token, special=True).decode("utf-8", "replace")
            markup = text.startswith("<") and text.endswith(">")
            if attributes & llama_cpp.LLAMA_TOKEN_ATTR_CONTROL or (
                attributes & llama_cpp.LLAMA_TOKEN_ATTR_USER_DEFINED and markup
            ):
                texts.append(text)
        return texts

    @cached_property
    def end_tokens(self) -> frozenset[int]:
        """Tokens that end a generation (end of turn, end of text, ...)."""
        return frozenset(
            token
            for token in range(self._num_tokens)
            if llama_cpp.llama_vocab_is_eog(self._vocab, token)
        )

    @cached_property
    def _bytes_of_tokens(self) -> list[bytes]:
        """Bytes of every token; control tokens have none, markup tokens keep theirs."""
        table = []
        for token in range(self._num_tokens):
            control = (
                llama_cpp.llama_vocab_get_attr(self._vocab, token)
                & llama_cpp.LLAMA_TOKEN_ATTR_CONTROL
            )
            # Some models keep <tool_call> and the like as control tokens; a reply needs their text.
            text = self._piece(token, special=True)
            hidden = control and (token in self.end_tokens or text.startswith(b"<|im_"))
            table.append(b"" if hidden else text)
        return table

    @cached_property
    def longest_token(self) -> int | None:
        """Most bytes of text that one token stands for; None where the vocabulary normalizes."""
        kind = llama_cpp.llama_vocab_type(self._vocab)
        if kind not in (llama_cpp.LLAMA_VOCAB_TYPE_SPM, llama_cpp.LLAMA_VOCAB_TYPE_BPE):
            return None
        return max(
            map(len, (self._piece(token, special=True) for token in range(self._num_tokens)))
        )

    def token_bytes(self, token: int) -> bytes:
        """Bytes that a token adds to the text."""
        return self._bytes_of_tokens[token]

    def tokenize(self, text: str, *, at_start: bool) -> list[int]:
        """Turn text with special tokens into ids.

        `at_start` puts the model's opening token first, if it wants one and the text has none.
        """
        data = text.encode("utf-8", "surrogatepass")
        count = -(len(data) + 2)
        while count < 0:  # The tokens that there is no room for, and then how many there are.
            capacity = -count
            buffer = (llama_cpp.llama_token * capacity)()
            count = llama_cpp.llama_tokenize(
                self._vocab, data, len(data), buffer, capacity, False, True
            )
        tokens = list(buffer[:count])
        bos = llama_cpp.llama_vocab_bos(self._vocab)
        wants_bos = at_start and llama_cpp.llama_vocab_get_add_bos(self._vocab)
        return [bos, *tokens] if wants_bos and tokens[:1] != [bos] else tokens

    def token_text(self, name: str) -> str:
        """Text of the "bos" or "eos" token, empty if the model has none."""
        getter = {"bos": llama_cpp.llama_vocab_bos, "eos": llama_cpp.llama_vocab_eos}[name]
        token = getter(self._vocab)
        return self._piece(token, special=True).decode("utf-8", "replace") if token >= 0 else ""

    def _piece(self, token: int, *, special: bool) -> bytes:
        size = 64
        while True:
            buffer = ctypes.create_string_buffer(size)
            length = llama_cpp.llama_token_to_piece(self._vocab, token, buffer, size, 0, special)
            if length >= 0:
                return buffer.raw[:length]
            size = -length

    def _read_string(self, getter: Any, index: int) -> str:
        size = 1024
        while True:
            buffer = ctypes.create_string_buffer(size)
            length = getter(self._model, index, buffer, size)
            if length < size:
                return buffer.value.decode("utf-8", "replace")
            size = length + 1

    def close(self) -> None:
        """Free the weights."""
        if self._model is not None:
            llama_cpp.llama_model_free(self._model)
            self._model = None


def _built_with_amx() -> bool:
    """Say whether llama.cpp was compiled with AMX kernels.

    They should just be faster. But GCC 12.2 drops part of the tile configuration, and then the
    first prompt kills the process (llama.cpp issue 20824 and pull request 26954). Which compiler
    built llama.cpp cannot be read back, so its AMX buffers are not used at all.
    """
    return bool(llama_cpp.llama_cpp._lib.ggml_cpu_has_amx_int8())


def last_errors() -> str:
    """Quote what llama.cpp logged last as errors."""
    return "; ".join(recent_errors) or "no reason given"
