"""Streaming a chat answer: `ChatLlamaCpp.stream` against `llama_cpp.Llama`'s chat completion.

Both read the same file, a copy of the bundled model that does not end by itself, get the same
messages, decode greedily, and must give the number of tokens that was asked for.
"""

from __future__ import annotations

import os
import statistics
import time
from contextlib import closing
from functools import partial

import llama_cpp

from benchmarks.engine import in_engine_thread
from benchmarks.llama import N_BATCH, NUM_THREADS
from benchmarks.measure import BenchmarkError, Report, interleave, median_ratio, rounded
from benchmarks.models import endless_bundled_model
from langchain_gguf import ChatLlamaCpp

LENGTHS = (100, 500, 1000, 2000)
N_CTX = 2304
QUESTION = "Tell me a story about a cat."


def measure(report: Report) -> None:
    """Measures from the call to the last chunk, for each length."""
    os.environ.setdefault("LANGSMITH_TRACING", "false")
    path = str(endless_bundled_model())
    threads = {"n_threads": NUM_THREADS, "n_threads_batch": NUM_THREADS}
    with (
        closing(
            llama_cpp.Llama(path, n_ctx=N_CTX, n_batch=N_BATCH, verbose=False, **threads)
        ) as theirs,
        ChatLlamaCpp(
            model_path=path, n_ctx=N_CTX, n_batch=N_BATCH, n_threads=NUM_THREADS, temperature=0
        ) as ours,
    ):
        for length in LENGTHS:
            seconds = interleave(
                {
                    "langchain_gguf": partial(stream_ours, ours, length),
                    "llama": partial(
                        in_engine_thread, ours._service(), partial(stream_theirs, theirs, length)
                    ),
                },
                report.repetitions(5 if length > 500 else 9),
            )
            record(report, length, seconds)


def record(report: Report, length: int, seconds: dict[str, list[float]]) -> None:
    """Adds the figures of one length."""
    speedup = median_ratio(seconds["llama"], seconds["langchain_gguf"])
    report.figures[f"stream_speedup_over_llama_{length}"] = speedup
    report.samples.setdefault("streaming", {})[str(length)] = {
        f"seconds_{name}": rounded(values) for name, values in seconds.items()
    }
    if length == LENGTHS[-1]:
        report.figures[f"stream_tokens_per_second_{length}"] = length / statistics.median(
            seconds["langchain_gguf"]
        )
        report.figures[f"llama_stream_tokens_per_second_{length}"] = length / statistics.median(
            seconds["llama"]
        )


def stream_ours(llm: ChatLlamaCpp, num_tokens: int) -> float:
    """Streams an answer and returns the seconds until its end.

    Raises:
        BenchmarkError: It does not have `num_tokens` tokens.
    """
    start = time.perf_counter()
    usage = None
    for chunk in llm.stream(QUESTION, max_tokens=num_tokens):
        usage = chunk.usage_metadata or usage
    seconds = time.perf_counter() - start
    if usage is None or usage["output_tokens"] != num_tokens:
        raise BenchmarkError(f"the answer has not {num_tokens} tokens: {usage}")
    return seconds


def stream_theirs(llama: llama_cpp.Llama, num_tokens: int) -> float:
    """Streams an answer with `Llama` and returns the seconds until its end.

    Raises:
        BenchmarkError: It does not have `num_tokens` tokens.
    """
    start = time.perf_counter()
    num_chunks, reason = 0, None
    messages = [{"role": "user", "content": QUESTION}]
    for chunk in llama.create_chat_completion(
        messages, stream=True, max_tokens=num_tokens, temperature=0
    ):
        (choice,) = chunk["choices"]
        num_chunks += bool(choice["delta"].get("content"))
        reason = choice["finish_reason"] or reason
    seconds = time.perf_counter() - start
    if (num_chunks, reason) != (num_tokens, "length"):
        raise BenchmarkError(f"Llama gave {num_chunks} of {num_tokens} chunks, end: {reason}")
    return seconds
