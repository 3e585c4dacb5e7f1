"""`ChatLlamaCpp`: its fields and the LangChain methods, nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from langchain_core.callbacks import (
    AsyncCallbackManagerForLLMRun,
    CallbackManagerForLLMRun,
)
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.language_models.base import LangSmithParams
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field, PrivateAttr, SecretStr, ValidationInfo, field_validator

from langchain_gguf.call_options import SAMPLING_FIELDS, CallOptions, check_known
from langchain_gguf.engine import EngineConfig, EngineHandle, EngineService, Request
from langchain_gguf.hub import BUNDLED_MODEL, check_model_file, fetch_model
from langchain_gguf.messages import messages_to_dicts
from langchain_gguf.prompt import build_prompt
from langchain_gguf.reply import Reply
from langchain_gguf.sampling import resolve_sampling
from langchain_gguf.structured_output import Method, structured_output

# llama.cpp aborts, or ends the process, on more.
_LIMITS = {"n_parallel": 256, "n_threads": 512}


class ChatLlamaCpp(BaseChatModel):
    """A chat model that runs a GGUF file inside this process, with llama.cpp.

    Without `model_path` it runs the small model that comes with the package. Constructing one
    loads nothing; the first call does. Instances with equal load settings share one copy of the
    weights, and calls from any number of threads and event loops run side by side on it.

    Examples:
        >>> from langchain_gguf import ChatLlamaCpp
        >>> llm = ChatLlamaCpp(temperature=0)
        >>> llm.invoke("what is 25x5").text  # doctest: +SKIP

    Raises:
        ModelFileNotFoundError: there is no file at `model_path`.
        InvalidModelFileError: the file is not a GGUF.
        UnknownArgumentError: an argument that no field takes.
    """

    model_path: str | None = None
    """Path of the GGUF file; for a model in several shards, of the first. None is the bundled
    model."""
    n_ctx: int | None = Field(default=None)
    """Tokens that the context holds, prompts and answers of concurrent calls together. None is
    what the model was trained for, at most 8192."""
    n_batch: int = 512
    """Most prompt tokens evaluated in one step."""
    n_parallel: int = 8
    """Calls that run side by side; more wait in order."""
    n_threads: int | None = None
    """Threads for computing. None is the number of cores this process may use, and 1 for models
    of less than 20 million parameters."""
    n_gpu_layers: int = 0
    """Layers to keep on the GPU; -1 is all. Needs a build of llama-cpp-python for the GPU."""
    use_mmap: bool = True
    """Map the file into memory instead of reading it."""
    use_mlock: bool = False
    """Keep the model in RAM, so that it is never swapped out."""

    max_tokens: int | None = None
    """Most tokens of an answer. None is what the context has room for."""
    temperature: float | None = None
    """Randomness of the choice of tokens; 0 always takes the likeliest. None is what the GGUF
    recommends, else 0.8. The bundled model recommends 0."""
    top_p: float | None = None
    """Choose among the likeliest tokens that together have this probability. None is what the
    GGUF recommends, else 0.95."""
    top_k: int | None = None
    """Choose among this many likeliest tokens; 0 is all. None is what the GGUF recommends,
    else 40."""
    min_p: float | None = None
    """Leave out tokens less likely than this share of the likeliest. None is what the GGUF
    recommends, else 0.05."""
    repeat_penalty: float | None = None
    """Divide the score of tokens that were generated before by this. None is what the GGUF
    recommends, else 1.0 (off)."""
    repeat_last_n: int | None = None
    """How many generated tokens the penalties look back on. None is what the GGUF recommends,
    else 64."""
    frequency_penalty: float = 0.0
    """Lower a token's score by this for each time it was generated."""
    presence_penalty: float = 0.0
    """Lower a token's score by this if it was generated at all."""
    seed: int | None = None
    """Start of the random choice: the same seed and prompt give the same answer. None is fresh
    randomness for every call."""
    stop: list[str] | None = None
    """Texts that end an answer; they are not part of it. A call's own `stop` is added."""

    timeout: float | None = None
    """Most seconds for an answer; then it is cancelled and `GenerationTimeoutError` raised."""
    streaming: bool = False
    """Let `invoke` stream inside, so that callbacks see each token."""
    verbose: bool = False
    """Show llama.cpp's log on stderr. It always goes to the logger `langchain_gguf.llama`."""
    max_retries: int | None = None
    """Accepted because LangChain gives it to every chat model; a local model has nothing to
    retry."""
    api_key: SecretStr | None = Field(default=None, exclude=True, repr=False)
    """Accepted because LangChain gives it to every chat model; a local model needs none."""

    _handle: EngineHandle = PrivateAttr()

    def __init__(self, **kwargs: Any) -> None:
        """Check the arguments and the model file; nothing is loaded yet."""
        fields = type(self).model_fields
        aliases = {item.alias for item in fields.values() if item.alias}
        check_known(kwargs, {*fields, *aliases}, type(self).__name__)
        super().__init__(**kwargs)
        self._handle = EngineHandle(self._engine_config(self._file_id()))
        if self.verbose:
            _show_log()

    @field_validator("n_ctx", "n_batch", "n_parallel", "n_threads", "max_tokens", "timeout")
    @classmethod
    def _check_range(cls, value: float | None, info: ValidationInfo) -> float | None:
        limit = _LIMITS.get(str(info.field_name), 2**31 - 1)
        if value is not None and not 0 < value <= limit:
            raise ValueError(
                f"expected a positive number up to {limit}, got {value}. Leave it out for a "
                "sensible default."
            )
        return value

    @field_validator("model_path", mode="before")
    @classmethod
    def _path_to_text(cls, value: Any) -> Any:
        return os.fspath(value) if isinstance(value, os.PathLike) else value

    @classmethod
    def from_pretrained(
        cls,
        repo_id: str,
        filename: str,
        *,
        revision: str | None = None,
        cache_dir: str | os.PathLike[str] | None = None,
        token: str | bool | None = None,
        **kwargs: Any,
    ) -> Self:
        """Make a model from a file on the Hugging Face hub; a cached file needs no network.

        Args:
            repo_id: the repository, "owner/name".
            filename: the file's name, or a pattern such as "*Q8_0.gguf" that fits exactly one.
            revision: branch, tag or commit; a commit pins the file for good.
            cache_dir: where files are kept; huggingface_hub's default if None.
            token: an access token for private repositories.
            **kwargs: the other fields.

        Raises:
            ModelFileNotFoundError: no file fits, or it cannot be fetched.
        """
        path = fetch_model(repo_id, filename, revision=revision, cache_dir=cache_dir, token=token)
        return cls(model_path=str(path), **kwargs)

    # Identity ---------------------------------------------------------------------------------

    @property
    def model_name(self) -> str:
        """Name of the model: its file's name without the ending."""
        return self._model_file.stem

    @property
    def _llm_type(self) -> str:
        return "llamacpp"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        settings = {name: getattr(self, name) for name in (*SAMPLING_FIELDS, "max_tokens", "stop")}
        return {**vars(self._handle.config), **settings}

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        params = super()._get_ls_params(stop=stop, **kwargs)
        params["ls_model_name"] = kwargs.get("model") or self.model_name
        stops = self._all_stops(stop)
        if stops:
            params["ls_stop"] = stops
        return params

    # Lifetime ---------------------------------------------------------------------------------

    def close(self) -> None:
        """Let go of the model; its memory is freed when no other instance shares it.

        Calls after this raise `EngineClosedError`.
        """
        self._handle.close()

    def __enter__(self) -> Self:
        """Return the model; leaving the block closes it."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the model."""
        self.close()

    # LangChain --------------------------------------------------------------------------------

    def bind_tools(
        self,
        tools: Sequence[Mapping[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | bool | Mapping[str, Any] | None = None,
        strict: bool | None = None,
        parallel_tool_calls: bool | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Offer tools to the model. Arguments of its calls always fit the tools' schemas.

        Args:
            tools: functions, pydantic classes, LangChain tools, or dicts in OpenAI's form.
            tool_choice: "auto" (default) lets the model choose; "any", "required" or True force a
                call; a name, or {"type": "function", "function": {"name": ...}}, forces that tool;
                "none" forbids calls.
            strict: passed on to the tools' schemas.
            parallel_tool_calls: False allows one call in a reply; default True.
            **kwargs: further arguments of every call.

        Raises:
            ToolChoiceError: `tool_choice` names no tool of `tools`.
        """
        # A pydantic class of either version, a TypedDict, a function: LangChain knows them all.
        formatted = [convert_to_openai_tool(tool, strict=strict) for tool in tools]
        bound: dict[str, Any] = {"tools": formatted}
        if tool_choice is not None:
            bound["tool_choice"] = tool_choice
        if parallel_tool_calls is not None:
            bound["parallel_tool_calls"] = parallel_tool_calls
        CallOptions.from_kwargs(bound)
        return super().bind(**bound, **kwargs)

    def with_structured_output(
        self,
        schema: Mapping[str, Any] | type,
        *,
        method: Method = "json_schema",
        include_raw: bool = False,
        strict: bool | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, Any]:
        """Make the model answer in the form of a schema, always.

        Args:
            schema: a pydantic class, a TypedDict, a JSON schema, or a tool in OpenAI's form.
            method: "json_schema" shows the schema to the model and holds it to it;
                "function_calling" makes it call a tool of that form; "json_mode" leaves it to the
                prompt to ask for JSON, and holds the model to the schema.
            include_raw: return {"raw": message, "parsed": value, "parsing_error": error or None}.
            strict: accepted for other models' sake; the form is always enforced.
            **kwargs: further arguments of every call.

        Returns:
            A runnable whose output is an instance of a pydantic class, else a dict.
        """
        return structured_output(
            self, schema, method, include_raw=include_raw, strict=strict, call_kwargs=kwargs
        )

    def get_token_ids(self, text: str) -> list[int]:
        """Tokenize text with the model's own vocabulary."""
        return self._service().tokenize(text)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        service, request, reply, timeout = self._prepare(messages, stop, kwargs)
        message = reply.message(service.stream(request, timeout))
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        service, request, reply, timeout = await self._aprepare(messages, stop, kwargs)
        async with contextlib.aclosing(service.astream(request, timeout)) as stream:
            events = [event async for event in stream]
        return ChatResult(generations=[ChatGeneration(message=reply.message(events))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        service, request, reply, timeout = self._prepare(messages, stop, kwargs)
        with contextlib.closing(service.stream(request, timeout)) as events:
            for event in events:
                for message in reply.chunks(event):
                    chunk = ChatGenerationChunk(message=message)
                    if run_manager is not None:
                        run_manager.on_llm_new_token(message.text, chunk=chunk)
                    yield chunk

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        service, request, reply, timeout = await self._aprepare(messages, stop, kwargs)
        async with contextlib.aclosing(service.astream(request, timeout)) as events:
            async for event in events:
                for message in reply.chunks(event):
                    chunk = ChatGenerationChunk(message=message)
                    if run_manager is not None:
                        await run_manager.on_llm_new_token(message.text, chunk=chunk)
                    yield chunk

    def _prepare(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> tuple[EngineService, Request, Reply, float | None]:
        """Turn a call into a request, and what reads its reply."""
        options = CallOptions.from_kwargs(kwargs)
        service = self._service()
        prompt = build_prompt(service, messages_to_dicts(messages), options)
        settings = {name: getattr(self, name) for name in SAMPLING_FIELDS}
        request = Request(
            prompt=prompt.tokens,
            max_tokens=options.max_tokens or self.max_tokens,
            sampling=resolve_sampling(service.metadata, {**settings, **(options.overrides or {})}),
            stop=tuple(self._all_stops(stop)),
            grammar=prompt.grammar,
        )
        reply = Reply(prompt.tool_format, self.model_name)
        return service, request, reply, options.timeout or self.timeout

    async def _aprepare(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> tuple[EngineService, Request, Reply, float | None]:
        """Do what `_prepare` does; loading the model does not block the event loop."""
        if not self._handle.is_loaded:
            await asyncio.to_thread(self._service)
        return self._prepare(messages, stop, kwargs)

    def _all_stops(self, stop: list[str] | str | None) -> list[str]:
        return [*(self.stop or ()), *([stop] if isinstance(stop, str) else stop or ())]

    # Loading ----------------------------------------------------------------------------------

    @property
    def _model_file(self) -> Path:
        if self.model_path is None:
            return BUNDLED_MODEL
        return Path(self.model_path).expanduser().absolute()

    def _file_id(self) -> tuple[int, int]:
        status = check_model_file(self._model_file).stat()
        return status.st_size, status.st_mtime_ns

    def _engine_config(self, file_id: tuple[int, int]) -> EngineConfig:
        return EngineConfig(
            model_path=str(self._model_file),
            file_id=file_id,
            n_ctx=self.n_ctx,
            n_batch=self.n_batch,
            n_parallel=self.n_parallel,
            n_threads=self.n_threads,
            n_gpu_layers=self.n_gpu_layers,
            use_mmap=self.use_mmap,
            use_mlock=self.use_mlock,
        )

    def _service(self) -> EngineService:
        """Return the engine; a copy whose load settings were changed gets another one."""
        config = self._handle.config
        if config != self._engine_config(config.file_id):
            self._handle = EngineHandle(self._engine_config(self._file_id()))
        return self._handle.get()


def _show_log() -> None:
    """Print llama.cpp's log on stderr, once."""
    logger = logging.getLogger("langchain_gguf.llama")
    if not any(isinstance(handler, logging.StreamHandler) for handler in logger.handlers):
        logger.addHandler(logging.StreamHandler())
        logger.setLevel(logging.INFO)
