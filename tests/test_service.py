"""The thread that owns an engine, and the iterators that callers read."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from langchain_gguf.engine import EngineService, FinishReason, Request, TokenEvent
from langchain_gguf.errors import (
    ContextOverflowError,
    EngineClosedError,
    GenerationError,
    GenerationTimeoutError,
    SchemaError,
)
from tests.fakes import FakeRunner, make_request

ENDLESS = 10_000


@contextmanager
def serving(runner: FakeRunner | None = None) -> Iterator[EngineService]:
    service = EngineService(runner or FakeRunner())
    try:
        yield service
    finally:
        service.close()


def endless(n_parallel: int = 1) -> FakeRunner:
    return FakeRunner(lambda _: "x" * ENDLESS, n_ctx=ENDLESS, n_parallel=n_parallel)


def text_of(service: EngineService, prompt: str = "hello", **settings: Any) -> str:
    return "".join(event.text for event in service.stream(make_request(prompt, **settings)))


async def atext_of(service: EngineService, prompt: str = "hello", **settings: Any) -> str:
    return "".join([e.text async for e in service.astream(make_request(prompt, **settings))])


def wait_until_idle(service: EngineService) -> None:
    """A request that is served after all earlier commands were carried out."""
    text_of(service, "", max_tokens=1)


def test_a_stream_yields_text_and_ends_with_the_finish_reason() -> None:
    with serving() as service:
        events = list(service.stream(make_request("hello")))
    assert "".join(event.text for event in events) == "HELLO"
    assert events[-1].finish_reason is FinishReason.STOP


async def test_an_async_stream_yields_the_same() -> None:
    with serving() as service:
        assert await atext_of(service, "hello") == "HELLO"
        assert await atext_of(service, "hello", grammar="HEL") == "HELLO"


def test_many_threads_get_their_own_answers() -> None:
    answers: dict[str, str] = {}
    with serving() as service:
        prompts = [f"thread {letter}" for letter in "abcdefghij"]
        threads = [
            threading.Thread(target=lambda p=prompt: answers.update({p: text_of(service, p)}))
            for prompt in prompts
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == {prompt: prompt.upper() for prompt in prompts}


async def test_many_tasks_get_their_own_answers() -> None:
    prompts = [f"task {letter}" for letter in "abcdefghij"]
    with serving() as service:
        answers = await asyncio.gather(*(atext_of(service, prompt) for prompt in prompts))
    assert answers == [prompt.upper() for prompt in prompts]


def test_two_interleaved_streams_in_one_thread_do_not_mix() -> None:
    with serving() as service:
        streams = [service.stream(make_request(prompt)) for prompt in ("left", "wing")]
        pairs = list(zip(*streams, strict=True))
    assert ["".join(event.text for event in side) for side in zip(*pairs, strict=True)] == [
        "LEFT",
        "WING",
    ]


def test_closing_an_iterator_frees_its_slot() -> None:
    runner = endless()
    with serving(runner) as service:
        stream = service.stream(make_request())
        next(stream)
        stream.close()  # type: ignore[attr-defined]
        wait_until_idle(service)
        assert runner.num_samplers == 0


def test_dropping_an_iterator_frees_its_slot() -> None:
    runner = endless()
    with serving(runner) as service:
        next(service.stream(make_request()))
        gc.collect()
        wait_until_idle(service)
        assert runner.num_samplers == 0


async def test_breaking_out_of_an_async_stream_frees_its_slot() -> None:
    runner = endless()
    with serving(runner) as service:
        stream = service.astream(make_request())
        async for _ in stream:
            break
        await stream.aclose()  # type: ignore[attr-defined]
        wait_until_idle(service)
        assert runner.num_samplers == 0


async def test_a_cancelled_task_frees_its_slot() -> None:
    runner = endless()
    with serving(runner) as service:
        task = asyncio.create_task(atext_of(service))
        await asyncio.to_thread(runner.decoding.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        wait_until_idle(service)
        assert runner.num_samplers == 0


async def test_a_task_cancelled_while_its_grammar_compiles_leaves_nothing_behind() -> None:
    compiling, go_on = threading.Event(), threading.Event()

    class SlowGrammar(FakeRunner):
        def prepare(self, request: Request) -> Any:
            compiling.set()
            go_on.wait()
            return super().prepare(request)

    runner = SlowGrammar(lambda _: "x" * ENDLESS, n_ctx=ENDLESS, n_parallel=1)
    with serving(runner) as service:
        task = asyncio.create_task(atext_of(service, grammar="x"))
        await asyncio.to_thread(compiling.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()
        await asyncio.to_thread(wait_until_idle, service)
        assert runner.num_samplers == 0


def test_a_timeout_cancels_the_request() -> None:
    runner = endless()
    runner.gate.clear()
    with serving(runner) as service:
        with pytest.raises(GenerationTimeoutError, match=r"timeout=0\.01 seconds"):
            list(service.stream(make_request(), timeout=0.01))
        runner.gate.set()
        wait_until_idle(service)
        assert runner.num_samplers == 0


async def test_a_timeout_cancels_an_async_request() -> None:
    runner = endless()
    runner.gate.clear()
    with serving(runner) as service:
        with pytest.raises(GenerationTimeoutError):
            async for _ in service.astream(make_request(), timeout=0.01):
                pass
        runner.gate.set()
        await asyncio.to_thread(wait_until_idle, service)
        assert runner.num_samplers == 0


async def test_a_timeout_never_strikes_the_readers_own_code() -> None:
    with serving(endless()) as service:
        with pytest.raises(GenerationTimeoutError):
            async for _ in service.astream(make_request(), timeout=0.01):
                await asyncio.sleep(0.02)  # Must not be cancelled from within.


def test_the_last_event_arrives_however_late_it_is_delivered() -> None:
    ending, go_on = threading.Event(), threading.Event()

    class SlowEnd(FakeRunner):
        def free_sampler(self, sampler: Any) -> None:
            ending.set()
            go_on.wait()
            super().free_sampler(sampler)

    events: list[TokenEvent] = []
    with serving(SlowEnd()) as service:
        stream = service.stream(make_request("a"))
        events.append(next(stream))
        ending.wait()
        reader = threading.Thread(target=lambda: events.extend(stream))
        reader.start()
        reader.join(0.05)
        go_on.set()
        reader.join()
    assert events[-1].finish_reason is FinishReason.STOP


def test_cancelling_the_only_request_interrupts_its_decode() -> None:
    runner = endless()
    runner.gate.clear()
    with serving(runner) as service:
        stream = service.stream(make_request("a" * 20), timeout=0.01)
        with pytest.raises(GenerationTimeoutError):
            next(stream)
        # The gate was not opened: the interruption alone let the decode end.
        wait_until_idle(service)
        assert runner.num_interrupted == 1
        assert runner.num_samplers == 0


def test_what_was_evaluated_before_an_interruption_is_reused() -> None:
    runner = FakeRunner(n_batch=8, n_parallel=1)
    with serving(runner) as service:
        text_of(service, "a" * 16, max_tokens=1)
        runner.gate.clear()
        with pytest.raises(GenerationTimeoutError):
            list(service.stream(make_request("a" * 16 + "b" * 16), timeout=0.01))
        assert text_of(service, "a" * 16 + "c") == "A" * 16 + "C"
        runner.decodes.clear()
        events = list(service.stream(make_request("a" * 16 + "d")))
        assert events[-1].usage is not None
        assert events[-1].usage.cached_tokens >= 16


def test_cancelling_one_of_several_requests_interrupts_nothing() -> None:
    runner = endless(n_parallel=2)
    with serving(runner) as service:
        streams = [service.stream(make_request(letter)) for letter in "ab"]
        for stream in streams:
            next(stream)
        streams[0].close()  # type: ignore[attr-defined]
        assert next(streams[1]).text == "x"
        assert runner.num_interrupted == 0
        streams[1].close()  # type: ignore[attr-defined]


def test_an_interruption_never_changes_the_text_of_a_request_that_came_in_meanwhile() -> None:
    with serving(FakeRunner(lambda prompt: prompt.upper() * 4)) as service:
        for _ in range(200):
            cancelled = service.stream(make_request("cancelled"))
            next(cancelled)
            cancelled.close()  # type: ignore[attr-defined]
            assert text_of(service, "other") == "OTHER" * 4


def test_a_bad_request_is_refused_in_the_callers_thread() -> None:
    with serving(FakeRunner(n_ctx=64)) as service:
        with pytest.raises(ContextOverflowError):
            text_of(service, "p" * 64)
        with pytest.raises(SchemaError):
            text_of(service, grammar="broken")
        assert text_of(service) == "HELLO"


def test_closing_during_a_generation_ends_its_stream() -> None:
    runner = endless(n_parallel=2)
    service = EngineService(runner)
    stream = service.stream(make_request())
    next(stream)
    service.close()
    with pytest.raises(EngineClosedError):
        list(stream)
    assert runner.closed
    assert runner.num_samplers == 0


def test_closing_interrupts_a_decode_and_ends_every_request_with_the_same_error() -> None:
    runner = endless(n_parallel=1)
    runner.gate.clear()
    service = EngineService(runner)
    errors: list[Exception] = []

    def read() -> None:
        try:
            text_of(service)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    runner.decoding.wait()
    service.close()
    for thread in threads:
        thread.join()
    assert [type(error) for error in errors] == [EngineClosedError] * 3
    assert runner.num_samplers == 0


def test_a_closed_service_refuses_everything() -> None:
    service = EngineService(FakeRunner())
    service.close()
    service.close()
    for use in (
        lambda: text_of(service),
        lambda: service.tokenize("text"),
        lambda: service.metadata,
        lambda: service.special_tokens,
        lambda: service.token_text("bos"),
    ):
        with pytest.raises(EngineClosedError, match="closed"):
            use()


def test_a_request_that_arrives_while_closing_is_refused() -> None:
    compiling, closing = threading.Event(), threading.Event()

    class SlowGrammar(FakeRunner):
        def prepare(self, request: Request) -> Any:
            compiling.set()
            closing.wait()
            return super().prepare(request)

        def interrupt(self) -> None:
            super().interrupt()
            closing.set()

    runner = SlowGrammar()
    service = EngineService(runner)
    errors: list[Exception] = []

    def read() -> None:
        try:
            text_of(service, grammar="x")
        except Exception as error:
            errors.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    compiling.wait()
    service.close()
    reader.join(5)
    assert [type(error) for error in errors] == [EngineClosedError]
    assert runner.num_samplers == 0


def test_a_bug_in_the_runner_ends_requests_instead_of_hanging_them() -> None:
    runner = FakeRunner()
    with serving(runner) as service:
        runner.next_error = ZeroDivisionError("a bug")
        with pytest.raises(GenerationError, match="ZeroDivisionError") as caught:
            text_of(service)
        assert isinstance(caught.value.__cause__, ZeroDivisionError)
        assert text_of(service) == "HELLO"
    assert runner.num_samplers == 0


def test_a_failure_while_a_request_is_added_ends_it_instead_of_hanging_it() -> None:
    with serving() as service:
        with pytest.raises(GenerationError, match="refused"):
            text_of(service, grammar="failing")
        assert text_of(service) == "HELLO"


def test_the_engines_own_thread_may_close_the_service() -> None:
    """As the garbage collector does when it runs there and finds the last user gone."""
    service: EngineService

    class Closing(FakeRunner):
        def token_bytes(self, token: int) -> bytes:
            service.close()
            assert not self.closed, "freed while in use"
            return super().token_bytes(token)

    runner = Closing()
    service = EngineService(runner)
    with pytest.raises(EngineClosedError):
        text_of(service, "long enough")
    service._thread.join(5)
    assert runner.closed


async def test_an_event_loop_that_is_gone_does_not_disturb_the_others() -> None:
    runner = endless(n_parallel=2)
    with serving(runner) as service:

        def read_a_bit_and_leave_the_loop() -> None:
            loop = asyncio.new_event_loop()
            stream = service.astream(make_request())
            loop.run_until_complete(stream.__anext__())
            loop.close()
            leftover.append(stream)

        leftover: list[Any] = []
        await asyncio.to_thread(read_a_bit_and_leave_the_loop)
        assert await atext_of(service, "hello", max_tokens=5) == "xxxxx"
        leftover.clear()


def test_a_panic_below_ends_requests_and_closes_nothing_else() -> None:
    """Panics of llguidance, which is written in Rust, are no `Exception`s."""

    class Panic(BaseException):
        pass

    runner = FakeRunner()
    with serving(runner) as service:
        runner.next_error = Panic("a panic")  # type: ignore[assignment]
        with pytest.raises(GenerationError, match="Panic"):
            text_of(service)
        assert text_of(service) == "HELLO"


async def test_a_grammar_that_compiles_for_long_does_not_block_event_loops() -> None:
    compiling, go_on = threading.Event(), threading.Event()

    class SlowGrammar(FakeRunner):
        def prepare(self, request: Request) -> Any:
            if request.grammar:
                compiling.set()
                go_on.wait(10)
            return super().prepare(request)

    with serving(SlowGrammar()) as service:
        slow = asyncio.create_task(atext_of(service, grammar="HEL"))
        await asyncio.to_thread(compiling.wait)
        assert await atext_of(service) == "HELLO"
        assert service.tokenize("a") == [97]
        go_on.set()
        assert await slow == "HELLO"


def test_a_service_that_is_held_computes_nothing_until_it_is_let_go() -> None:
    runner = FakeRunner()
    with serving(runner) as service:
        service.hold()
        threads = [threading.Thread(target=text_of, args=(service,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        assert not runner.decoding.wait(0.05)
        service.let_go()
        for thread in threads:
            thread.join(5)
        assert runner.decoding.is_set()
