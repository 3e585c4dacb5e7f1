"""A child is forked at a bad moment: in the middle of a stream, or of the first load."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from langchain_gguf import ChatLlamaCpp
from tests.torture.program import Report, run_main

STORY = "Write a story about a cat."
SECONDS_OF_A_CHILD = 15


def result_of_child(action: Callable[[], str]) -> Callable[[], str]:
    """Fork; the child carries out an action. Return what waits for the text it came to."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        faulthandler.register(signal.SIGALRM, chain=True)
        signal.alarm(SECONDS_OF_A_CHILD)
        try:
            text = action()
        except Exception as error:
            text = type(error).__name__
        os.write(writing, text.encode())
        os._exit(0)
    os.close(writing)

    def wait() -> str:
        with os.fdopen(reading) as said:
            text = said.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return text or ("hung" if status == -signal.SIGALRM else f"ended with {status}")

    return wait


def in_a_stream(llm: ChatLlamaCpp, what: str) -> Report:
    """Fork between two chunks of a stream. The child reads on, closes the stream or drops it."""
    alone = llm.invoke(STORY).text
    streams: list[Any] = [llm.stream(STORY)]
    first = next(streams[0])

    def use() -> str:
        if what == "read on":
            list(streams[0])
        elif what == "close":
            streams[0].close()
        streams.clear()
        return "nothing raised"

    wait = result_of_child(use)
    text = first.text + "".join(chunk.text for chunk in streams[0])
    return {"child": wait(), "parent": "whole" if text == alone else text}


def in_the_first_load(llm: ChatLlamaCpp) -> Report:
    """Fork while another thread imports llama.cpp for its first question. The child asks, too."""
    answers: list[str] = []
    thread = threading.Thread(target=lambda: answers.append(llm.invoke("Hello").text))
    thread.start()
    while "llama_cpp" not in sys.modules and thread.is_alive():
        thread.join(0.001)
    wait = result_of_child(lambda: llm.invoke("Hello").text)
    thread.join()
    own = llm.invoke("Hello").text
    child = wait()
    return {
        "child": "the same" if child == own else child,
        "parent": "whole" if answers == [own] else repr(answers),
    }


def main(*, what: str) -> Report:
    with ChatLlamaCpp(temperature=0) as llm:
        return in_the_first_load(llm) if what == "load" else in_a_stream(llm, what)


if __name__ == "__main__":
    run_main(main)
