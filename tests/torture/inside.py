"""All that the torture tests look at behind the public API."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import threading
from pathlib import Path
from typing import Any

from langchain_core.messages import BaseMessage

from langchain_gguf import ChatLlamaCpp
from langchain_gguf.call_options import CallOptions
from langchain_gguf.engine.registry import num_loaded
from langchain_gguf.messages import messages_to_dicts
from langchain_gguf.prompt import build_prompt

ENGINE_THREAD = "langchain-gguf"


def leaks_of(llm: ChatLlamaCpp) -> list[str]:
    """Say what an idle model still holds. Nothing may be asked meanwhile."""
    # Commands are carried out in order, so this is answered after every earlier cancel.
    llm.invoke("Hello", max_tokens=1)
    scheduler = llm._service()._engine.scheduler
    busy = [f"slot {slot.id} is busy" for slot in scheduler.pool.slots if slot.busy]
    num_waiting, num_running = len(scheduler.waiting), len(scheduler.running)
    counts = [f"{num_waiting} requests wait, {num_running} run"]
    return busy + (counts if num_waiting or num_running else [])


def leaks_of_process() -> list[str]:
    """Say which engines and threads are left once every model was closed."""
    left = [f"{num_loaded()} engines are loaded"] if num_loaded() else []
    for thread in threading.enumerate():
        if thread.name == ENGINE_THREAD:
            thread.join(10)  # An engine let go by the garbage collector ends by itself.
        if thread.is_alive() and thread is not threading.main_thread():
            left.append(f"thread {thread.name}")
    return left


def memory_in_use() -> float | None:
    """Return the resident memory in MiB, or None where the system does not say.

    What glibc keeps free in an arena for each thread is given back first: it grows for minutes
    under dozens of threads and is no leak.
    """
    status = Path("/proc/self/statm")
    if not status.exists():
        return None
    gc.collect()
    with contextlib.suppress(AttributeError):  # Only glibc has it.
        ctypes.CDLL(None).malloc_trim(0)
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def num_open_files() -> int | None:
    """Count the open file descriptors; None where the system does not say."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else None


def prompt_tokens(llm: ChatLlamaCpp, messages: list[BaseMessage], **call: Any) -> tuple[int, ...]:
    """Return the prompt of a call as the model reads it."""
    options = CallOptions.from_kwargs(call)
    return build_prompt(llm._service(), messages_to_dicts(messages), options).tokens


def control_tokens(llm: ChatLlamaCpp) -> dict[int, str]:
    """Return the tokens that only the chat template may form, by id."""
    found = {}
    for text in llm._service().special_tokens:
        (token,) = llm._service().tokenize(text)
        found[token] = text
    return found
