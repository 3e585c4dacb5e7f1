"""A process that ends with models open, or in the middle of an answer, ends cleanly."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAD = """
import sys, threading, time
from langchain_gguf import ChatLlamaCpp
from langchain_gguf.engine import registry
llm = ChatLlamaCpp(n_threads=1, n_ctx=512)
"""
STREAM = "stream = llm.stream('Hello'); next(stream)\n"
# llama.cpp hands its log to Python while it frees memory, which takes a while here.
FREED = """
import llama_cpp
free = llama_cpp.llama_free
def slow(context):
    time.sleep(0.5)
    free(context)
    print('freed', flush=True)
llama_cpp.llama_free = slow
"""
WAYS = {
    "an open model": ("llm.invoke('Hello', max_tokens=2)", 0, ""),
    "sys.exit in a stream": (STREAM + "sys.exit(3)", 3, ""),
    "an exception in a stream": (STREAM + "raise KeyError('mine')", 1, "KeyError: 'mine'"),
    "a daemon thread that answers": (
        "threading.Thread(target=lambda: [None for _ in iter(int, 1) if llm.invoke('Hello')],"
        " daemon=True).start()\n"
        "while not registry.num_loaded(): time.sleep(0.01)\ntime.sleep(0.2)",
        0,
        "",
    ),
    "a daemon thread that loads": (
        "import llama_cpp\nload = llama_cpp.llama_model_load_from_file\nbegun = threading.Event()\n"
        "def slow(*given):\n"
        "    begun.set()\n    time.sleep(0.5)\n    return load(*given)\n"
        "llama_cpp.llama_model_load_from_file = slow\n"
        "threading.Thread(target=llm.invoke, args=('Hello',), daemon=True).start()\nbegun.wait()",
        0,
        "",
    ),
    "a call at the very end": (
        "import atexit\natexit._clear()\n"
        "atexit.register(lambda: llm.invoke('Hello'))\n"
        "atexit.register(registry._end_all)\nllm.invoke('Hello', max_tokens=2)",
        0,
        "langchain_gguf.errors.EngineClosedError: "
        "The interpreter is exiting; no model answers any more.",
    ),
    "a model that was just dropped": (FREED + "llm.invoke('Hello', max_tokens=2)\ndel llm", 0, ""),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_process_ends_cleanly(way: str) -> None:
    program, code, last_line = WAYS[way]
    done = subprocess.run(
        [sys.executable, "-c", HEAD + program],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"PYTHONFAULTHANDLER": "1"},
    )
    lines = done.stderr.strip().splitlines()
    assert done.returncode == code, done.stderr
    assert lines[-1:] == ([last_line] if last_line else []), done.stderr


def test_the_memory_of_a_dropped_model_is_freed_before_the_process_ends() -> None:
    program = HEAD + FREED + "llm.invoke('Hello', max_tokens=2)\ndel llm"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "freed\n", "")
