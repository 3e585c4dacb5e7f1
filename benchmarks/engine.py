"""The engine as the benchmarks use it: two threads, greedy, and every count checked."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeVar

from benchmarks.llama import N_BATCH, NUM_THREADS
from benchmarks.measure import BenchmarkError
from langchain_gguf.engine import EngineConfig, EngineService, Request, SamplingParams
from langchain_gguf.engine.request import Usage
from langchain_gguf.engine.runner import ModelRunner

Result = TypeVar("Result")
GREEDY = SamplingParams(temperature=0)
# Beyond the single bytes, within the smallest vocabulary.
FIRST_TOKEN = 300
PROMPT_TOKENS = range(FIRST_TOKEN, 2000)


@dataclass(frozen=True)
class Reply:
    """What one request gave.

    Attributes:
        start: when it was handed over, in seconds of `time.perf_counter`.
        times: when each of its events was there.
        text: the whole text.
        usage: the engine's own count of tokens.
    """

    start: float
    times: list[float]
    text: str
    usage: Usage

    @property
    def seconds(self) -> float:
        """From the request to its last token."""
        return self.times[-1] - self.start

    @property
    def first_token_seconds(self) -> float:
        """From the request to its first token."""
        return self.times[0] - self.start


def open_engine(
    path: Path, *, n_ctx: int, n_parallel: int = 1
) -> AbstractContextManager[EngineService]:
    """Loads a model into an engine that is closed with the `with` block."""
    runner = ModelRunner(engine_config(path, n_ctx=n_ctx, n_parallel=n_parallel))
    return closing(EngineService(runner))


def engine_config(path: Path, *, n_ctx: int, n_parallel: int) -> EngineConfig:
    """Returns the configuration of all benchmarks."""
    status = path.stat()
    return EngineConfig(
        str(path),
        (status.st_size, status.st_mtime_ns),
        n_ctx=n_ctx,
        n_batch=N_BATCH,
        n_parallel=n_parallel,
        n_threads=NUM_THREADS,
    )


def run(
    service: EngineService, prompt: Sequence[int], num_tokens: int, grammar: str | None = None
) -> Reply:
    """Generates up to `num_tokens`, exactly as many without a grammar.

    Raises:
        BenchmarkError: There were fewer.
    """
    request = Request(tuple(prompt), max_tokens=num_tokens, sampling=GREEDY, grammar=grammar)
    times: list[float] = []
    pieces: list[str] = []
    usage = None
    start = time.perf_counter()
    for event in service.stream(request):
        times.append(time.perf_counter())
        pieces.append(event.text)
        usage = event.usage
    if usage is None:
        raise BenchmarkError("the engine ended a request without its usage")
    if grammar is None and usage.completion_tokens != num_tokens:
        raise BenchmarkError(f"{usage.completion_tokens} tokens were generated, not {num_tokens}")
    return Reply(start, times, "".join(pieces), usage)


def token_times(service: EngineService, prompt: Sequence[int], num_tokens: int) -> list[float]:
    """Generates and returns when each token was there.

    Raises:
        BenchmarkError: Events and tokens are not one to one, so the times are not those of tokens.
    """
    reply = run(service, prompt, num_tokens)
    if len(reply.times) != num_tokens:
        raise BenchmarkError(f"{num_tokens} tokens came as {len(reply.times)} events")
    return reply.times


def in_engine_thread(service: EngineService, action: Callable[[], Result]) -> Result:
    """Runs something else where the engine computes, and returns what it returns.

    OpenMP keeps a team of threads for each thread that ever computed. With two teams on two cores
    it lets them sleep between any two operations, which makes both sides several times slower.
    """
    done: queue.SimpleQueue[Result | BaseException] = queue.SimpleQueue()

    def command() -> None:
        try:
            done.put(action())
        except BaseException as error:
            done.put(error)

    service._send(command)
    result = done.get()
    if isinstance(result, BaseException):
        raise result
    return result


def run_parallel(
    service: EngineService, prompts: Sequence[Sequence[int]], num_tokens: int
) -> float:
    """Runs a request per prompt, all at once, and returns the seconds until the last has ended.

    Raises:
        BenchmarkError: One of them failed or ended early.
    """
    replies: list[Reply] = []

    def work(prompt: Sequence[int]) -> None:
        replies.append(run(service, prompt, num_tokens))

    threads = [threading.Thread(target=work, args=(prompt,)) for prompt in prompts]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(replies) != len(prompts):
        raise BenchmarkError(f"{len(prompts) - len(replies)} of {len(prompts)} requests failed")
    return time.perf_counter() - start


def random_prompt(num_tokens: int, seed: int) -> tuple[int, ...]:
    """Returns tokens of every vocabulary; no two seeds below 1,000 give the same first one."""
    return (FIRST_TOKEN + seed, *Random(seed).choices(PROMPT_TOKENS, k=num_tokens - 1))
