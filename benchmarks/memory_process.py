"""One process whose memory is measured; it prints a number of bytes.

    python -m benchmarks.memory_process bare 8 MODEL       resident after a bare loop, 8 sequences
    python -m benchmarks.memory_process imports 8 MODEL    the same with the package's imports
    python -m benchmarks.memory_process engine 8 MODEL     resident after the engine did the same
    python -m benchmarks.memory_process open 500 MODEL     more while 500 requests are open
    python -m benchmarks.memory_process finished 500 MODEL more after 500 requests have ended

Each imports what it needs and no more: modules count, too.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from random import Random

N_CTX = 2048
# All slots that are compared evaluate their prompts in one batch.
NUM_PROMPT_TOKENS = 16
NUM_TOKENS = 16
# More requests than this wait for a slot.
NUM_SLOTS = 8


def prompts(count: int) -> list[tuple[int, ...]]:
    """Returns different prompts."""
    rng = Random(4)
    return [tuple(rng.choices(range(300, 2000), k=NUM_PROMPT_TOKENS)) for _ in range(count)]


def bare(num_sequences: int, path: Path) -> int:
    """Returns the resident bytes of a bare loop with all its sequences in use."""
    from benchmarks.llama import BareModel

    with BareModel(path, n_ctx=N_CTX, num_sequences=num_sequences) as model:
        model.generate_parallel(prompts(num_sequences), NUM_TOKENS)
        return resident_bytes()


def imports(num_sequences: int, path: Path) -> int:
    """Returns the resident bytes of a bare loop in a process that has imported the engine."""
    import benchmarks.engine  # noqa: F401

    return bare(num_sequences, path)


def engine(num_slots: int, path: Path) -> int:
    """Returns the resident bytes of the engine with all its slots used."""
    from benchmarks.engine import open_engine, run_parallel

    with open_engine(path, n_ctx=N_CTX, n_parallel=num_slots) as service:
        run_parallel(service, prompts(num_slots), NUM_TOKENS)
        return resident_bytes()


def open_requests(num_requests: int, path: Path) -> int:
    """Returns how many bytes more are resident while requests wait or run."""
    from benchmarks.engine import GREEDY, open_engine, run_parallel
    from langchain_gguf.engine import Request
    from langchain_gguf.engine.request import TokenEvent

    async def hold() -> int:
        streams = [
            service.astream(Request(prompt, sampling=GREEDY)) for prompt in prompts(num_requests)
        ]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(first_event(stream)) for stream in streams]
            # Every task has queued its request once the loop comes back to this one.
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            more = resident_bytes() - before
            for task in tasks:
                task.cancel()
        return more

    async def first_event(stream: AsyncGenerator[TokenEvent]) -> None:
        async with aclosing(stream):
            await anext(stream)

    with open_engine(path, n_ctx=N_CTX, n_parallel=NUM_SLOTS) as service:
        run_parallel(service, prompts(NUM_SLOTS), NUM_TOKENS)
        before = resident_bytes()
        return asyncio.run(hold())


def finished_requests(num_requests: int, path: Path) -> int:
    """Returns how many bytes more are resident after requests have ended."""
    from benchmarks.engine import open_engine, run_parallel

    with open_engine(path, n_ctx=N_CTX, n_parallel=NUM_SLOTS) as service:
        for _ in range(NUM_SLOTS):  # Until the allocators have what they need.
            run_parallel(service, prompts(NUM_SLOTS), NUM_TOKENS)
        before = resident_bytes()
        for start in range(0, num_requests, NUM_SLOTS):
            run_parallel(service, prompts(num_requests)[start : start + NUM_SLOTS], 1)
        return resident_bytes() - before


def resident_bytes() -> int:
    """Returns the memory of this process that is in RAM.

    Raises:
        RuntimeError: The kernel does not say; Linux does.
    """
    gc.collect()
    status = Path("/proc/self/status")
    for line in status.read_text(encoding="ascii").splitlines() if status.exists() else []:
        if line.startswith("VmRSS:"):
            return 1024 * int(line.split()[1])
    raise RuntimeError("memory is only measured on Linux")


KINDS = {
    "bare": bare,
    "imports": imports,
    "engine": engine,
    "open": open_requests,
    "finished": finished_requests,
}

if __name__ == "__main__":
    print(KINDS[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3])))
