"""What LangChain hangs on a chat model: caches, retries, callbacks, tracing, configuration."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from langchain_core.caches import InMemoryCache
from langchain_core.callbacks import (
    AsyncCallbackHandler,
    BaseCallbackHandler,
    UsageMetadataCallbackHandler,
    get_usage_metadata_callback,
)
from langchain_core.globals import set_llm_cache
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import LLMResult
from langchain_core.rate_limiters import BaseRateLimiter
from langchain_core.runnables import ConfigurableField, Runnable, RunnableConfig, RunnableLambda

import langchain_gguf
from langchain_gguf import (
    ChatLlamaCpp,
    ContextOverflowError,
    EngineClosedError,
    GenerationError,
    GenerationTimeoutError,
    InvalidRequestError,
    LlamaCppError,
    ModelFileNotFoundError,
    UnknownArgumentError,
)
from langchain_gguf.engine import EngineConfig, registry, runner
from langchain_gguf.engine.runner import ModelRunner
from langchain_gguf.hub import BUNDLED_MODEL
from tests.tiny_models import write_adapter, write_scripted

QUESTION = "what is 25x5"
STORY = "Write a story about a cat."
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Get the weather at a location.",
        "parameters": {
            "type": "object",
            "properties": {"location": {"type": "string"}},
            "required": ["location"],
        },
    },
}
ENDLESS = {"type": "string", "minLength": 100_000}
CITY = {"title": "City", "type": "object", "properties": {"name": {"type": "string"}}}


@pytest.fixture(scope="module")
def other_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that says "Paris" to everything."""
    return write_scripted(tmp_path_factory.mktemp("models") / "paris.gguf", ["P", "a", "r", "is"])


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were loaded since the test began."""
    files: list[str] = []

    class CountedRunner(ModelRunner):
        def __init__(self, config: EngineConfig) -> None:
            files.append(Path(config.model_path).stem)
            super().__init__(config)

    monkeypatch.setattr(runner, "ModelRunner", CountedRunner)
    return files


class Recorder(BaseCallbackHandler):
    """Writes down what a run reported."""

    run_inline = True

    def __init__(self) -> None:
        self.metadata: dict[str, Any] = {}
        self.parameters: dict[str, Any] = {}
        self.tokens: list[tuple[str, Any]] = []
        self.results: list[LLMResult] = []
        self.errors: list[BaseException] = []
        self.responses: list[LLMResult] = []

    def on_chat_model_start(
        self, serialized: Any, messages: Any, *, metadata: Any = None, **kwargs: Any
    ) -> None:
        self.metadata = metadata
        self.parameters = kwargs["invocation_params"]

    def on_llm_new_token(self, token: Any, *, chunk: Any = None, **kwargs: Any) -> None:
        self.tokens.append((token, chunk))

    def on_llm_end(self, response: LLMResult, **kwargs: Any) -> None:
        self.results.append(response)

    def on_llm_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        self.errors.append(error)
        self.responses.append(kwargs["response"])

    @property
    def message(self) -> AIMessage:
        """The message of the only run."""
        ((generation,),) = self.results[0].generations
        return generation.message  # type: ignore[union-attr, return-value]


def add_up(chunks: list[AIMessageChunk]) -> AIMessageChunk:
    return sum(chunks[1:], chunks[0])


# Rate limits ----------------------------------------------------------------------------------


class CountingLimiter(BaseRateLimiter):
    """Lets everything pass and counts."""

    def __init__(self) -> None:
        self.num_acquired = 0

    def acquire(self, *, blocking: bool = True) -> bool:
        self.num_acquired += 1
        return True

    async def aacquire(self, *, blocking: bool = True) -> bool:
        return self.acquire()


async def test_every_way_of_asking_waits_for_the_rate_limiter_once() -> None:
    limiter = CountingLimiter()
    llm = ChatLlamaCpp(rate_limiter=limiter, max_tokens=2)
    llm.invoke("Hi")
    await llm.ainvoke("Hi")
    list(llm.stream("Hi"))
    assert [chunk async for chunk in llm.astream("Hi")]
    assert limiter.num_acquired == 4
    llm.batch(["Hi"] * 3)
    assert limiter.num_acquired == 7


# The LLM cache --------------------------------------------------------------------------------


class WatchedCache(InMemoryCache):
    """A cache that counts what it found."""

    def __init__(self) -> None:
        super().__init__()
        self.num_found = 0

    def lookup(self, prompt: str, llm_string: str) -> Any:
        found = super().lookup(prompt, llm_string)
        self.num_found += found is not None
        return found

    @property
    def num_kept(self) -> int:
        return len(self._cache)


@pytest.fixture
def cache() -> Iterator[WatchedCache]:
    cache = WatchedCache()
    set_llm_cache(cache)
    yield cache
    set_llm_cache(None)


async def test_an_answer_comes_from_the_cache_the_second_time(cache: WatchedCache) -> None:
    llm = ChatLlamaCpp(temperature=0)
    first = llm.invoke(QUESTION)
    assert cache.num_found == 0
    second = ChatLlamaCpp(temperature=0).invoke(QUESTION)
    third = await llm.ainvoke(QUESTION)
    assert cache.num_found == 2
    assert first.text == second.text == third.text
    assert second.tool_calls == []
    assert second.usage_metadata is not None and second.usage_metadata.get("total_cost") == 0


async def test_an_answer_that_was_streamed_inside_is_cached_whole(cache: WatchedCache) -> None:
    llm = ChatLlamaCpp(temperature=0, streaming=True).bind_tools([WEATHER], tool_choice="any")
    first = llm.invoke("What is the weather in Paris?")
    second = llm.invoke("What is the weather in Paris?")
    assert cache.num_found == 1
    assert [call["args"] for call in first.tool_calls] == [
        call["args"] for call in second.tool_calls
    ]
    assert first.tool_calls


def test_streams_neither_read_nor_write_the_cache(cache: WatchedCache) -> None:
    llm = ChatLlamaCpp(temperature=0, max_tokens=4)
    list(llm.stream(QUESTION))
    assert cache.num_kept == 0
    llm.invoke(QUESTION)
    list(llm.stream(QUESTION))
    assert cache.num_found == 0


@pytest.mark.parametrize(
    "settings",
    [
        {"model_path": "OTHER"},
        {"n_ctx": 1024},
        {"kv_unified": True},
        {"lora_path": "ADAPTER"},
        {"lora_path": {"ADAPTER": 0.5}},
        {"chat_template": "{{ messages[0]['content'] }}"},
        {"chat_template_kwargs": {"enable_thinking": False}},
        {"temperature": 0.5},
        {"seed": 1},
        {"logit_bias": {7: -1.0}},
        {"max_tokens": 9},
        {"stop": ["x"]},
        {"logprobs": True},
        {"logprobs": True, "top_logprobs": 2},
        {"output_version": "v1"},
    ],
    ids=str,
)
def test_the_cache_tells_settings_of_the_model_apart(
    settings: dict[str, Any], other_file: Path, tmp_path: Path
) -> None:
    adapter = str(write_adapter(tmp_path / "adapter.gguf", seed=1))
    filled: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, dict) and "ADAPTER" in value:
            value = {adapter: value["ADAPTER"]}
        known = {"OTHER": str(other_file), "ADAPTER": adapter}
        filled[name] = known.get(value, value) if isinstance(value, str) else value
    keys = {
        ChatLlamaCpp()._get_llm_string(),
        ChatLlamaCpp(**filled)._get_llm_string(),
        ChatLlamaCpp().model_copy(update=filled)._get_llm_string(),
    }
    assert len(keys) == 2, "made or copied, the model differs from the plain one in the same way"


def test_the_cache_does_not_tell_apart_what_is_the_same(tmp_path: Path) -> None:
    assert ChatLlamaCpp()._get_llm_string() == ChatLlamaCpp(timeout=60)._get_llm_string()
    text = "{{ messages[0]['content'] }}"
    file = tmp_path / "template.jinja"
    file.write_text(text)
    by_path, by_text = ChatLlamaCpp(chat_template=str(file)), ChatLlamaCpp(chat_template=text)
    assert by_path._get_llm_string() == by_text._get_llm_string()


def test_a_replaced_adapter_is_another_one_to_the_cache(tmp_path: Path) -> None:
    adapter = tmp_path / "adapter.gguf"
    write_adapter(adapter, seed=1)
    before = ChatLlamaCpp(lora_path=str(adapter))._get_llm_string()
    write_adapter(tmp_path / "new.gguf", seed=2).replace(adapter)
    assert ChatLlamaCpp(lora_path=str(adapter))._get_llm_string() != before


def test_the_cache_tells_calls_apart(cache: WatchedCache, other_file: Path) -> None:
    llm = ChatLlamaCpp(temperature=0, max_tokens=24)
    forms: list[Runnable[Any, AIMessage]] = [
        llm,
        llm.bind_tools([WEATHER]),
        llm.bind_tools([WEATHER], tool_choice="any"),
        llm.bind_tools([WEATHER], tool_choice="none"),
        llm.bind(response_format={"type": "json_object"}),
        llm.bind(response_format={"type": "json_object", "schema": CITY}),
        llm.bind(stop=["5"]),
        llm.bind(max_tokens=2),
        llm.bind(logprobs=True),
        llm.bind(chat_template_kwargs={"enable_thinking": False}),
        llm.bind(model=str(other_file)),
    ]
    for form in forms:
        form.invoke(QUESTION)
    assert (cache.num_kept, cache.num_found) == (len(forms), 0)
    for form in forms:
        form.invoke(QUESTION)
    assert (cache.num_kept, cache.num_found) == (len(forms), len(forms))


# Retries and fallbacks ------------------------------------------------------------------------


def test_only_a_timeout_is_worth_trying_again() -> None:
    errors = [getattr(langchain_gguf, name) for name in langchain_gguf.__all__]
    retryable = {item for item in errors if getattr(item, "is_retryable", False)}
    assert retryable == {GenerationTimeoutError}


@pytest.mark.parametrize(
    ("error", "num_attempts"),
    [
        (GenerationTimeoutError, 3),
        (ContextOverflowError, 1),
        (InvalidRequestError, 1),
        (EngineClosedError, 1),
        (GenerationError, 1),
    ],
)
def test_a_retry_stops_at_what_cannot_succeed(
    error: type[LlamaCppError], num_attempts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: list[int] = []

    def fail(*_: Any) -> Any:
        attempts.append(1)
        raise error("scripted")

    monkeypatch.setattr(ChatLlamaCpp, "_prepare", fail)
    llm = ChatLlamaCpp()
    for retrying in (llm, llm.bind(stop=["x"])):
        attempts.clear()
        with pytest.raises(error):
            retrying.with_retry(wait_exponential_jitter=False).invoke("Hi")
        assert len(attempts) == num_attempts


def test_a_real_timeout_is_tried_again_and_may_succeed(
    llm: ChatLlamaCpp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first attempts have too little time."""
    timeouts = iter([1e-6, 1e-6, 60.0])
    prepare = ChatLlamaCpp._prepare

    def with_changing_timeout(*given: Any) -> Any:
        *prepared, _ = prepare(*given)
        return (*prepared, next(timeouts))

    monkeypatch.setattr(ChatLlamaCpp, "_prepare", with_changing_timeout)
    retrying = llm.with_retry(wait_exponential_jitter=False)
    assert "125" in retrying.invoke(QUESTION).text
    assert next(timeouts, None) is None


def test_a_model_with_more_room_takes_over_when_a_prompt_does_not_fit(llm: ChatLlamaCpp) -> None:
    small = ChatLlamaCpp(n_ctx=64, temperature=0)
    chain = small.with_fallbacks([llm], exceptions_to_handle=(ContextOverflowError,))
    question = "word " * 100 + QUESTION
    assert chain.invoke(question).text == llm.invoke(question).text
    streamed = add_up(list(chain.stream(question)))
    assert streamed.text == llm.invoke(question).text
    with pytest.raises(UnknownArgumentError):
        chain.invoke(QUESTION, tempreature=1)


def test_a_fallback_of_one_answer_in_a_batch_leaves_the_others_alone(llm: ChatLlamaCpp) -> None:
    small = ChatLlamaCpp(n_ctx=64, temperature=0, max_tokens=8)
    chain = small.with_fallbacks([FakeListChatModel(responses=["fallback"])])
    answers = [message.text for message in chain.batch(["Hello", "word " * 100])]
    assert answers == [llm.invoke("Hello", max_tokens=8).text, "fallback"]


# Callbacks ------------------------------------------------------------------------------------


def test_callbacks_see_each_chunk_and_the_whole_message(llm: ChatLlamaCpp) -> None:
    recorder = Recorder()
    chunks = list(llm.stream(STORY, {"callbacks": [recorder]}))
    assert [token for token, _ in recorder.tokens] == [chunk.text for chunk in chunks]
    assert [chunk.message for _, chunk in recorder.tokens] == chunks
    assert recorder.message.text == add_up(chunks).text
    assert recorder.message.usage_metadata == add_up(chunks).usage_metadata
    assert recorder.message.usage_metadata is not None


async def test_an_asynchronous_handler_sees_the_same(llm: ChatLlamaCpp) -> None:
    tokens: list[str] = []

    class Handler(AsyncCallbackHandler):
        async def on_llm_new_token(self, token: Any, **kwargs: Any) -> None:
            tokens.append(token)

    chunks = [chunk async for chunk in llm.astream(STORY, {"callbacks": [Handler()]})]
    assert tokens == [chunk.text for chunk in chunks]
    assert len(tokens) > 5


@pytest.mark.parametrize("streaming", [True, None])
async def test_tokens_are_reported_inside_of_invoke_only_if_asked_for(
    streaming: bool | None, llm: ChatLlamaCpp
) -> None:
    asked = ChatLlamaCpp(temperature=0, streaming=streaming)
    sync, asynchronous = Recorder(), Recorder()
    message = asked.invoke(STORY, {"callbacks": [sync]})
    await asked.ainvoke(STORY, {"callbacks": [asynchronous]})
    for recorder in (sync, asynchronous):
        assert (len(recorder.tokens) > 5) is (streaming is True)
        assert recorder.message.text == message.text == llm.invoke(STORY).text
        assert recorder.message.usage_metadata == {
            **message.usage_metadata,
            "input_token_details": recorder.message.usage_metadata["input_token_details"],
        }


def test_invoke_reports_usage_at_the_end(llm: ChatLlamaCpp) -> None:
    recorder = Recorder()
    message = llm.invoke(QUESTION, {"callbacks": [recorder]})
    assert recorder.message == message
    assert recorder.errors == []


def check_partial(recorder: Recorder, text: str) -> None:
    assert [type(error) for error in recorder.errors] == [EngineClosedError]
    assert text
    assert recorder.responses[0].generations[0][0].text == text
    assert recorder.results == []


async def test_an_error_in_a_stream_reports_what_had_come() -> None:
    llm, recorder, text = ChatLlamaCpp(n_ctx=736), Recorder(), ""
    # A grammar without an end, so that the answer is still under way when the model is closed.
    endless = {"response_format": {"type": "json_object", "schema": ENDLESS}}
    with pytest.raises(EngineClosedError):
        for chunk in llm.stream(STORY, {"callbacks": [recorder]}, **endless):
            text += chunk.text
            if text:
                llm.close()
    check_partial(recorder, text)
    llm, recorder, text = ChatLlamaCpp(n_ctx=736), Recorder(), ""
    with pytest.raises(EngineClosedError):
        async for chunk in llm.astream(STORY, {"callbacks": [recorder]}, **endless):
            text += chunk.text
            if text:
                llm.close()
    check_partial(recorder, text)


def test_an_error_before_the_first_token_is_reported_once(llm: ChatLlamaCpp) -> None:
    for ask in (llm.invoke, lambda *given, **kwargs: list(llm.stream(*given, **kwargs))):
        recorder = Recorder()
        with pytest.raises(InvalidRequestError):
            ask("Hi", {"callbacks": [recorder]}, response_format={"type": "xml"})
        assert [type(error) for error in recorder.errors] == [InvalidRequestError]
        assert recorder.tokens == []


async def test_usage_of_all_calls_is_added_up_per_model(
    llm: ChatLlamaCpp, other_file: Path
) -> None:
    messages = []
    with get_usage_metadata_callback() as counter:
        messages.append(llm.invoke("Hello"))
        messages.append(add_up(list(llm.stream("Hello"))))
        messages.append(await llm.ainvoke("Hello"))
        messages.append(add_up([chunk async for chunk in llm.astream("Hello")]))
        messages += llm.batch(["Hello", "Hey"])
        other = llm.invoke("Hello", model=str(other_file))
    counts = counter.usage_metadata
    assert set(counts) == {llm.model_name, "paris"}
    for name in ("input_tokens", "output_tokens", "total_tokens"):
        given = [message.usage_metadata[name] for message in messages]  # type: ignore[literal-required, index]
        assert counts[llm.model_name][name] == sum(given)  # type: ignore[literal-required]
        assert counts["paris"][name] == other.usage_metadata[name]  # type: ignore[literal-required, index]


def test_a_usage_handler_counts_threads_too(llm: ChatLlamaCpp) -> None:
    handler = UsageMetadataCallbackHandler()
    answers = llm.batch(["Hello"] * 4, {"callbacks": [handler], "max_concurrency": 4})
    total = sum(answer.usage_metadata["total_tokens"] for answer in answers)
    assert handler.usage_metadata[llm.model_name]["total_tokens"] == total


# Tracing --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "call", "expected"),
    [
        ({}, {}, {}),
        (
            {"temperature": 0.25, "max_tokens": 7, "stop": ["x"]},
            {},
            {"ls_temperature": 0.25, "ls_max_tokens": 7, "ls_stop": ["x"]},
        ),
        (
            {"temperature": 0.25, "max_tokens": 7, "stop": ["x"]},
            {"temperature": 0.5, "max_tokens": 3, "stop": ["y"]},
            {"ls_temperature": 0.5, "ls_max_tokens": 3, "ls_stop": ["x", "y"]},
        ),
        ({}, {"model": "OTHER"}, {"ls_model_name": "paris"}),
    ],
    ids=["plain", "of the instance", "of the call", "other model"],
)
def test_traces_say_what_a_call_used(
    settings: dict[str, Any], call: dict[str, Any], expected: dict[str, Any], other_file: Path
) -> None:
    llm = ChatLlamaCpp(**settings)
    call = {name: str(other_file) if value == "OTHER" else value for name, value in call.items()}
    for ask in (llm.invoke, lambda *given, **kwargs: list(llm.stream(*given, **kwargs))):
        recorder = Recorder()
        ask("Hi", {"callbacks": [recorder]}, **{"max_tokens": 7, **call})
        recorded = {name: recorder.metadata[name] for name in recorder.metadata if "ls_" in name}
        assert recorded == {
            "ls_provider": "llamacpp",
            "ls_model_name": "langchain-gguf-tiny",
            "ls_model_type": "chat",
            "ls_integration": "langchain_chat_model",
            "ls_max_tokens": 7,
            **expected,
        }


def test_traces_name_the_provider_that_messages_name(llm: ChatLlamaCpp) -> None:
    """Middleware trusts the usage of a message only if both are equal."""
    message = llm.invoke("Hi")
    assert message.response_metadata["model_provider"] == llm._get_ls_params()["ls_provider"]
    assert message.response_metadata["model_name"] == llm._get_ls_params()["ls_model_name"]


def test_invocation_parameters_hold_the_settings_and_no_secret() -> None:
    recorder = Recorder()
    llm = ChatLlamaCpp(temperature=0.25, api_key="secret", max_tokens=2)
    llm.invoke("Hi", {"callbacks": [recorder]})
    assert recorder.parameters["temperature"] == 0.25
    assert recorder.parameters["model_path"] == str(BUNDLED_MODEL)
    assert "secret" not in str(recorder.parameters)


# Configuration --------------------------------------------------------------------------------


def configured(llm: ChatLlamaCpp, **values: Any) -> Runnable[Any, AIMessage]:
    fields = {name: ConfigurableField(id=name) for name in values}
    return llm.configurable_fields(**fields).with_config(configurable=values)


async def test_configured_fields_apply_without_loading_the_weights_again(
    loads: list[str], llm: ChatLlamaCpp
) -> None:
    plain = ChatLlamaCpp(temperature=0, n_ctx=640)
    asked = configured(plain, max_tokens=3, stop=None)
    for _ in range(2):
        answer = asked.invoke(STORY)
        assert answer.usage_metadata["output_tokens"] == 3
        chunks = list(asked.stream(STORY))
        assert add_up(chunks).text == answer.text
        assert len(chunks) > 3, "each token is a chunk"
        assert (await asked.ainvoke(STORY)).text == answer.text
        assert [chunk.text async for chunk in asked.astream(STORY)] == [c.text for c in chunks]
    assert plain.invoke(STORY).text == llm.invoke(STORY).text
    assert loads == ["langchain-gguf-tiny"]


def test_configured_calls_read_from_one_prompt_cache() -> None:
    asked = configured(ChatLlamaCpp(n_ctx=656), temperature=0.5, max_tokens=2)
    first, second = asked.invoke("word " * 50), asked.invoke("word " * 50)
    assert first.usage_metadata["input_token_details"]["cache_read"] == 0
    assert second.usage_metadata["input_token_details"]["cache_read"] > 50


def test_another_model_can_be_configured(other_file: Path) -> None:
    plain = ChatLlamaCpp(n_ctx=672)
    asked = configured(plain, model_path=str(other_file))
    assert asked.invoke("Hi").text == "Paris"
    assert plain.invoke("Hi").response_metadata["model_name"] == "langchain-gguf-tiny"


def test_alternatives_share_the_weights(loads: list[str]) -> None:
    plain = ChatLlamaCpp(temperature=0, n_ctx=688)
    chain = plain.configurable_alternatives(
        ConfigurableField(id="llm"),
        default_key="plain",
        short=ChatLlamaCpp(temperature=0, n_ctx=688, max_tokens=3),
        fake=FakeListChatModel(responses=["fake"]),
    )
    short = chain.with_config(configurable={"llm": "short"})
    assert short.invoke(STORY).usage_metadata["output_tokens"] == 3
    assert chain.with_config(configurable={"llm": "fake"}).invoke(STORY).text == "fake"
    assert chain.invoke(STORY).usage_metadata["output_tokens"] > 3
    assert loads == ["langchain-gguf-tiny"]


def test_an_object_that_was_never_called_keeps_what_it_could_use(loads: list[str]) -> None:
    plain = ChatLlamaCpp(n_ctx=704, max_tokens=2)
    for _ in range(2):
        with ChatLlamaCpp(n_ctx=704, max_tokens=2) as used:
            used.invoke("Hi")
    assert len(loads) == 1
    count = registry.num_loaded()
    plain.close()
    assert registry.num_loaded() == count - 1


# Another file for one call --------------------------------------------------------------------


async def test_a_call_may_name_another_file(
    llm: ChatLlamaCpp, other_file: Path, loads: list[str]
) -> None:
    asked = ChatLlamaCpp(temperature=0, n_ctx=720)
    name = str(other_file)
    messages = [
        asked.invoke(QUESTION, model=name),
        await asked.ainvoke(QUESTION, model=name),
        add_up(list(asked.stream(QUESTION, model=name))),
        add_up([chunk async for chunk in asked.astream(QUESTION, model=other_file)]),
    ]
    assert {message.text for message in messages} == {"Paris"}
    assert {message.response_metadata["model_name"] for message in messages} == {"paris"}
    assert asked.invoke(QUESTION).text == llm.invoke(QUESTION).text
    assert loads == ["paris", "langchain-gguf-tiny"], "each is loaded once"
    num_loaded = registry.num_loaded()
    asked.close()
    assert registry.num_loaded() == num_loaded - 2
    with pytest.raises(EngineClosedError):
        asked.invoke(QUESTION, model=name)


def test_settings_of_the_instance_and_the_call_count_for_the_other_file(other_file: Path) -> None:
    llm = ChatLlamaCpp(max_tokens=3)
    assert llm.invoke("Hi", model=str(other_file)).text == "Par"
    assert llm.invoke("Hi", model=str(other_file), max_tokens=2).text == "Pa"
    assert llm.bind_tools([WEATHER], model=str(other_file)).invoke("Hi").text == "Par"


def test_the_models_own_name_is_no_other_file(llm: ChatLlamaCpp, loads: list[str]) -> None:
    assert llm.invoke(QUESTION, model=llm.model_name).text == llm.invoke(QUESTION).text
    assert llm.invoke(QUESTION, model=None).text == llm.invoke(QUESTION).text
    assert loads == []


async def test_a_file_that_is_not_there_is_an_error_of_the_call(llm: ChatLlamaCpp) -> None:
    with pytest.raises(ModelFileNotFoundError, match="nowhere"):
        llm.invoke("Hi", model="nowhere.gguf")
    with pytest.raises(ModelFileNotFoundError, match="nowhere"):
        await llm.ainvoke("Hi", model="nowhere.gguf")
    with pytest.raises(InvalidRequestError, match="path of a GGUF file"):
        llm.invoke("Hi", model=7)


def test_model_is_another_name_of_model_path_on_construction(other_file: Path) -> None:
    """`init_chat_model` constructs every class with `model=`."""
    llm = ChatLlamaCpp(model=str(other_file), temperature=0)
    assert llm.model_path == str(other_file)
    assert llm.invoke("Hi").text == "Paris"
    assert ChatLlamaCpp(model=None).model_path is None
    with pytest.raises(UnknownArgumentError, match="one setting"):
        ChatLlamaCpp(model=str(other_file), model_path=str(BUNDLED_MODEL))
    with pytest.raises(UnknownArgumentError, match="leave model out"):
        ChatLlamaCpp.from_pretrained("owner/name", model="x.gguf")


def test_a_copy_with_another_path_runs_the_other_file(llm: ChatLlamaCpp, other_file: Path) -> None:
    assert llm.model_copy(update={"model_path": str(other_file)}).invoke("Hi").text == "Paris"
    assert llm.invoke("Hi").text != "Paris"


# Events, batches, streaming -------------------------------------------------------------------


async def test_events_of_a_chain_hold_the_models_chunks(llm: ChatLlamaCpp) -> None:
    chain = RunnableLambda(lambda text: f"{text}") | llm
    events = [event async for event in chain.astream_events(STORY, version="v2")]
    of_model = [event for event in events if event["event"].startswith("on_chat_model")]
    assert of_model[0]["event"] == "on_chat_model_start"
    assert of_model[-1]["event"] == "on_chat_model_end"
    chunks = [e["data"]["chunk"] for e in of_model if e["event"] == "on_chat_model_stream"]
    output = of_model[-1]["data"]["output"]
    assert len(chunks) > 5
    assert add_up(chunks).text == output.text == llm.invoke(STORY).text
    assert output.usage_metadata == add_up(chunks).usage_metadata
    assert of_model[0]["metadata"]["ls_provider"] == "llamacpp"


async def test_invoke_inside_of_streamed_events_streams(llm: ChatLlamaCpp) -> None:
    """LangGraph's nodes call invoke; its streams want the tokens."""

    async def ask(text: str, config: RunnableConfig) -> str:
        return (await llm.ainvoke(text, config)).text

    events = [event async for event in RunnableLambda(ask).astream_events(STORY, version="v2")]
    assert sum(event["event"] == "on_chat_model_stream" for event in events) > 5


@pytest.mark.parametrize("limit", [None, 1, 2])
def test_a_batch_keeps_its_order_and_its_limit(llm: ChatLlamaCpp, limit: int | None) -> None:
    running, most, lock = 0, 0, threading.Lock()

    class Watch(BaseCallbackHandler):
        def on_chat_model_start(self, *args: Any, **kwargs: Any) -> None:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)

        def on_llm_end(self, *args: Any, **kwargs: Any) -> None:
            nonlocal running
            with lock:
                running -= 1

    questions = ["Hello", QUESTION, STORY, "Hey"]
    config: RunnableConfig = {"callbacks": [Watch()]}
    if limit is not None:
        config["max_concurrency"] = limit
    answers = [message.text for message in llm.batch(questions, config)]
    assert answers == [llm.invoke(question).text for question in questions]
    assert most <= (limit or len(questions))


async def test_batches_hand_out_answers_as_they_are_complete(llm: ChatLlamaCpp) -> None:
    questions = [STORY, "Hello", QUESTION]
    expected = {index: llm.invoke(text).text for index, text in enumerate(questions)}
    done = {index: message.text for index, message in llm.batch_as_completed(questions)}
    assert done == expected
    done = {index: message.text async for index, message in llm.abatch_as_completed(questions)}
    assert done == expected


async def test_one_bad_call_of_a_batch_may_be_returned_as_its_error(llm: ChatLlamaCpp) -> None:
    questions = ["Hello", "word " * 20_000]
    for answers in (
        llm.batch(questions, return_exceptions=True),
        await llm.abatch(questions, return_exceptions=True),
    ):
        good, bad = answers
        assert good.text == llm.invoke("Hello").text
        assert isinstance(bad, ContextOverflowError)


async def test_streaming_can_be_switched_off(llm: ChatLlamaCpp) -> None:
    for settings in ({"disable_streaming": True}, {"streaming": False}):
        whole = ChatLlamaCpp(temperature=0, **settings)
        chunks = [chunk for chunk in whole.stream(STORY) if chunk.content]
        assert [chunk.text for chunk in chunks] == [llm.invoke(STORY).text]
        later = [chunk async for chunk in whole.astream(STORY) if chunk.content]
        assert [chunk.text for chunk in later] == [llm.invoke(STORY).text]


def test_streaming_can_be_switched_off_for_calls_with_tools() -> None:
    model = ChatLlamaCpp(temperature=0, disable_streaming="tool_calling")
    question = "What is the weather in Paris?"
    chunks = list(model.bind_tools([WEATHER], tool_choice="any").stream(question))
    assert [len(chunk.tool_calls) for chunk in chunks if chunk.tool_calls] == [1]
    assert len(list(model.stream(STORY))) > 5


def test_a_call_may_ask_for_streaming_inside(llm: ChatLlamaCpp) -> None:
    recorder = Recorder()
    message = llm.invoke(STORY, {"callbacks": [recorder]}, stream=True)
    assert len(recorder.tokens) > 5
    assert message.text == llm.invoke(STORY, stream=False).text


def test_callbacks_of_concurrent_loops_get_only_their_own_tokens(llm: ChatLlamaCpp) -> None:
    async def ask(question: str) -> tuple[str, str]:
        recorder = Recorder()
        chunks = [c async for c in llm.astream(question, {"callbacks": [recorder]})]
        return add_up(chunks).text, "".join(token for token, _ in recorder.tokens)

    async def ask_all() -> list[tuple[str, str]]:
        return await asyncio.gather(*map(ask, [STORY, "Hello", QUESTION]))

    for answer, reported in asyncio.run(ask_all()):
        assert answer == reported != ""
