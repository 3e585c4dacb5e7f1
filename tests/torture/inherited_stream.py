"""A child is forked in the middle of a stream that the parent reads, and does something to it."""

from __future__ import annotations

import os
import signal
from typing import Any

from langchain_gguf import ChatLlamaCpp
from tests.torture.program import Report, run_main

STORY = "Write a story about a cat."
SECONDS_OF_A_CHILD = 8


def outcome(what: str, stream: Any) -> str:
    """Carry out one of the things and name what it raised."""
    try:
        if what == "read_on":
            list(stream)
        elif what == "close":
            stream.close()
    except Exception as error:
        return type(error).__name__
    return "nothing raised"


def fork() -> tuple[int, int]:
    """Return the child's id (0 in the child) and this side's end of a pipe between the two."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS_OF_A_CHILD)
        os.close(reading)
        return 0, writing
    os.close(writing)
    return child, reading


def answer(pipe: int, text: str) -> None:
    """Say how it went and end the child."""
    os.write(pipe, text.encode())
    os._exit(0)


def result_of(child: int, pipe: int) -> str:
    """Return what the child said, or how it ended."""
    with os.fdopen(pipe) as said:
        text = said.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return text or ("hung" if status == -signal.SIGALRM else f"ended with {status}")


def main(*, what: str) -> Report:
    with ChatLlamaCpp(temperature=0) as llm:
        alone = llm.invoke(STORY).text
        stream = llm.stream(STORY)
        first = next(stream)
        child, pipe = fork()
        if child == 0:
            said = outcome(what, stream)
            del stream
            answer(pipe, said)
        text = first.text + "".join(chunk.text for chunk in stream)
        return {"child": result_of(child, pipe), "parent": "whole" if text == alone else text}


if __name__ == "__main__":
    run_main(main)
