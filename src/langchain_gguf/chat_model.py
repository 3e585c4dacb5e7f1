"""`ChatLlamaCpp`: the LangChain methods, and the fields that no base class has."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

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
from pydantic import Field, SecretStr, field_validator

from langchain_gguf.call_options import SAMPLING_FIELDS, CallOptions, first_given
from langchain_gguf.engine import EngineHandle, Request
from langchain_gguf.errors import InvalidRequestError, may_succeed_later
from langchain_gguf.local_model import MAX_INT32, check_positive
from langchain_gguf.logprobs import num_logprobs
from langchain_gguf.lora import lora_adapters
from langchain_gguf.messages import messages_to_dicts
from langchain_gguf.prompt import build_prompt
from langchain_gguf.reply import Reply
from langchain_gguf.sampling import SamplingFields, resolve_sampling
from langchain_gguf.structured_output import Method, structured_output
from langchain_gguf.templated_model import TemplatedModel
from langchain_gguf.tool_schemas import openai_tool
from langchain_gguf.translator import PROVIDER

# Arguments of a call that LangChain takes itself.
_LANGCHAIN_ARGUMENTS = frozenset({"stop", "config", "ls_structured_output_format"})


class ChatLlamaCpp(TemplatedModel, SamplingFields, BaseChatModel):
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

    max_tokens: int | None = None
    """Most tokens of an answer. None is what the context has room for; a call for whose prompt and
    `max_tokens` there is never room raises `ContextOverflowError`."""
    stop: list[str] | None = None
    """Texts that end an answer; they are not part of it. A call's own `stop` is added."""

    logprobs: bool | int | None = None
    """Report how likely each token of an answer was, before any sampling setting or grammar, in
    `response_metadata["logprobs"]`. A number also reports that many of the likeliest tokens at its
    place."""
    top_logprobs: int | None = None
    """With `logprobs=True`, how many of the likeliest tokens are reported at each place."""

    timeout: float | None = None
    """Most seconds for an answer; then it is cancelled and `GenerationTimeoutError` raised."""
    # Not False: LangChain takes a False that was given for "never", and gives every field to the
    # copies that configurable_fields makes.
    streaming: bool | None = None
    """True lets `invoke` stream inside, so that callbacks see each token; False lets `stream` give
    the whole answer at once. None leaves it to the call."""
    max_retries: int | None = None
    """Accepted because LangChain gives it to every chat model; a local model has nothing to
    retry."""
    api_key: SecretStr | None = Field(default=None, exclude=True, repr=False)
    """Accepted because LangChain gives it to every chat model; a local model needs none."""

    @field_validator("max_tokens", "timeout")
    @classmethod
    def _check_limits(cls, value: float | None) -> float | None:
        return check_positive(value, MAX_INT32)

    # Identity ---------------------------------------------------------------------------------

    @property
    def _llm_type(self) -> str:
        return PROVIDER

    @property
    def _identifying_params(self) -> dict[str, Any]:
        names = ("max_tokens", "logprobs", "top_logprobs", "output_version")
        settings = {name: getattr(self, name) for name in (*SAMPLING_FIELDS, *names)}
        settings["stop_always"] = self.stop  # LangChain puts a call's own under "stop".
        settings["adapters"] = lora_adapters(self.lora_path, self.lora_scale)
        return {**vars(self._current_config()), **self._template_settings(), **settings}

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        params = super()._get_ls_params(stop=stop, **kwargs)
        params["ls_provider"] = PROVIDER
        params["ls_model_name"] = self._name_for(kwargs.get("model"))
        stops = self._all_stops(stop)
        if stops:
            params["ls_stop"] = stops
        return params

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
        """Offer tools to the model. Arguments of its complete calls fit the tools' schemas.

        Args:
            tools: functions, pydantic classes, LangChain tools, or dicts in OpenAI's form.
            tool_choice: "auto" (default) lets the model choose; "any", "required" or True force a
                call; a name, or {"type": "function", "function": {"name": ...}}, forces that tool;
                "none" hides the tools and forbids calls.
            strict: False accepts keywords of the tools' schemas that cannot be enforced, and leaves
                them to the tools, which check their arguments; otherwise such a schema is refused.
            parallel_tool_calls: False allows one call in a reply; default True.
            **kwargs: further arguments of every call; with `response_format` or `constraint`, a
                reply is either calls or an answer of that form.

        Raises:
            ToolChoiceError: `tool_choice` names no tool of `tools`.
        """
        formatted = [openai_tool(tool, strict=strict) for tool in tools]
        bound: dict[str, Any] = {"tools": formatted}
        if tool_choice is not None:
            bound["tool_choice"] = tool_choice
        if parallel_tool_calls is not None:
            bound["parallel_tool_calls"] = parallel_tool_calls
        others = {name: kwargs[name] for name in kwargs if name not in _LANGCHAIN_ARGUMENTS}
        CallOptions.from_kwargs({**others, **bound})
        return super().bind(**bound, **kwargs)

    def with_structured_output(
        self,
        schema: Mapping[str, Any] | type,
        *,
        method: Method = "json_schema",
        include_raw: bool = False,
        strict: bool | None = None,
        tools: Sequence[Mapping[str, Any] | type | Callable[..., Any] | BaseTool] | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, Any]:
        """Make the model answer in the form of a schema; what breaks off before is an error.

        Args:
            schema: a pydantic class, a TypedDict, a dataclass, a JSON schema, or a tool in OpenAI's
                form.
            method: "json_schema" shows the schema to the model and holds it to it;
                "function_calling" makes it call a tool of that form; "json_mode" leaves it to the
                prompt to ask for JSON, and holds the model to the schema.
            include_raw: return {"raw": message, "parsed": value, "parsing_error": error or None}.
            strict: False accepts keywords that cannot be enforced while the model writes, such as
                `uniqueItems`, and validates the complete answer instead (with the package
                jsonschema); otherwise a schema with such a keyword is refused.
            tools: tools that the model may call instead of answering; the output is None then, so
                take the message from `include_raw`.
            **kwargs: further arguments of every call.

        Returns:
            A runnable whose output is an instance of a pydantic class or dataclass, else a dict.
            Streamed, dicts come as they grow, and instances when they are complete.

        Raises:
            SchemaError: `schema` cannot be turned into a JSON schema, or cannot be enforced.
            OutputParserException: (when called) the reply broke off before its JSON was complete,
                or violates what was validated afterwards.
        """
        return structured_output(
            self,
            schema,
            method,
            include_raw=include_raw,
            strict=strict,
            tools=tools,
            call_kwargs=kwargs,
        )

    def with_retry(
        self,
        *,
        retry_if_exception_type: tuple[type[BaseException], ...]
        | Callable[[BaseException], bool] = may_succeed_later,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Retry calls that fail; those that would fail again, such as for a wrong schema, are not.

        Args:
            retry_if_exception_type: errors to retry, or a function that says whether to. By default
                those of which LangChain says that another try may help.
            **kwargs: as for every runnable: `stop_after_attempt`, `wait_exponential_jitter`, ...
        """
        return super().with_retry(retry_if_exception_type=retry_if_exception_type, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        handle, request, reply, timeout = self._prepare(messages, stop, kwargs)
        message = reply.message(handle.stream(request, timeout))
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        handle, request, reply, timeout = await self._aprepare(messages, stop, kwargs)
        async with contextlib.aclosing(handle.astream(request, timeout)) as stream:
            events = [event async for event in stream]
        return ChatResult(generations=[ChatGeneration(message=reply.message(events))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        handle, request, reply, timeout = self._prepare(messages, stop, kwargs)
        with contextlib.closing(handle.stream(request, timeout)) as events:
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
        handle, request, reply, timeout = await self._aprepare(messages, stop, kwargs)
        async with contextlib.aclosing(handle.astream(request, timeout)) as events:
            async for event in events:
                for message in reply.chunks(event):
                    chunk = ChatGenerationChunk(message=message)
                    if run_manager is not None:
                        await run_manager.on_llm_new_token(message.text, chunk=chunk)
                    yield chunk

    def _prepare(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> tuple[EngineHandle, Request, Reply, float | None]:
        """Turn a call into a request, and what reads its reply."""
        called = self._with_file(kwargs.get("model"))
        if called is not self:
            return called._prepare(messages, stop, {**kwargs, "model": None})
        options = CallOptions.from_kwargs(kwargs)
        variables = self._template_kwargs(options.chat_template_kwargs)
        budget = first_given(options.reasoning_budget, self.reasoning_budget)
        options = replace(options, chat_template_kwargs=variables, reasoning_budget=budget)
        handle = self._current_handle()
        service = handle.get()
        prompt = build_prompt(
            service, messages_to_dicts(messages), options, self._template_source()
        )
        settings = {name: getattr(self, name) for name in SAMPLING_FIELDS}
        request = Request(
            prompt=prompt.tokens,
            max_tokens=options.max_tokens or self.max_tokens,
            sampling=resolve_sampling(service.metadata, {**settings, **(options.overrides or {})}),
            stop=(*self._all_stops(stop), *prompt.stops),
            grammar=prompt.grammar,
            reasoning=prompt.reasoning,
            logprobs=num_logprobs(
                first_given(options.logprobs, self.logprobs),
                first_given(options.top_logprobs, self.top_logprobs),
            ),
            adapters=lora_adapters(
                first_given(options.lora_path, self.lora_path),
                first_given(options.lora_scale, self.lora_scale),
            ),
        )
        version, schema = self.output_version, prompt.validated_against
        reply = Reply(prompt.reply_format, self.model_name, version, schema)
        return handle, request, reply, options.timeout or self.timeout

    async def _aprepare(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> tuple[EngineHandle, Request, Reply, float | None]:
        """Do what `_prepare` does; loading the model does not block the event loop."""
        called = self._with_file(kwargs.get("model"))
        if not called._current_handle().is_loaded:
            await asyncio.to_thread(called._service)
        return called._prepare(messages, stop, {**kwargs, "model": None})

    def _all_stops(self, stop: list[str] | str | None) -> list[str]:
        given = [stop] if isinstance(stop, str) else stop or []
        if not isinstance(given, Sequence):
            raise InvalidRequestError(f"stop={stop!r}: expected a string or a list of strings.")
        return [*(self.stop or ()), *given]
