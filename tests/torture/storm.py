"""Threads and tasks that do everything to two models at once, for a while.

The report counts what was done, and lists every greedy answer that differed from the one given
alone, every error that no caller asked for, and everything that was left behind.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from langchain_gguf import ChatLlamaCpp, EngineClosedError
from tests.torture.actions import ACTIONS, ASYNC_ACTIONS
from tests.torture.inside import (
    leaks_of,
    leaks_of_process,
    memory_in_use,
    num_open_files,
)
from tests.torture.lanes import Lane
from tests.torture.program import Report, Surprises, run_main
from tests.torture.questions import Question, make_questions

SECONDS_BETWEEN_CLOSES = 0.25
SECONDS_BETWEEN_SAMPLES = 3.0
# Each caller does so many things even if the machine has time for few.
LEAST_ACTIONS = 3


class Storm:
    """What every caller shares: the questions, the models, and the notes."""

    def __init__(self, seconds: float, seed: int) -> None:
        self.seconds, self.seed = seconds, seed
        self.over = threading.Event()
        self.surprises = Surprises()
        self.done: Counter[str] = Counter()
        self.differing: list[dict[str, Any]] = []
        self.memory: list[float] = []
        self._asked: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.questions = make_questions()
        self.lanes = [Lane(closes=False), Lane(closes=True)]
        self.expected = {item.name: item.alone(self.lanes[0].model) for item in self.questions}

    def choose(self, random: Random) -> tuple[Lane, Question]:
        return random.choices(self.lanes, weights=[2, 1])[0], random.choice(self.questions)

    @contextlib.contextmanager
    def noting(self, name: str, lane: Lane, question: Question) -> Iterator[list[str | None]]:
        """Note how an action ends; the block puts its answer into the list."""
        with self._lock:
            self._asked[question.name] += 1
            beside = dict(self._asked)
        answer: list[str | None] = []
        outcome = "given up"
        try:
            yield answer
        except EngineClosedError as error:
            outcome = "closed"
            if not lane.closes:
                self.surprises.add(f"{name}, {question.name}", error)
        except (Exception, pytest.fail.Exception) as error:
            outcome = "failed"
            self.surprises.add(f"{name}, {question.name}", error)
        with self._lock:
            self._asked[question.name] -= 1
            if answer and answer[0] is not None:
                outcome = "answered"
                self._compare(name, question, answer[0], beside)
            self.done[f"{name}: {outcome}"] += 1

    def _compare(self, name: str, question: Question, answer: str, beside: dict[str, int]) -> None:
        if answer == self.expected[question.name]:
            return
        running = {key: number for key, number in (beside | dict(self._asked)).items() if number}
        self.differing.append(
            {
                "action": name,
                "question": question.name,
                "prompt": str(question.prompt),
                "alone": self.expected[question.name],
                "here": answer,
                "beside": running,
            }
        )

    def rounds(self) -> Iterator[int]:
        """Count up until it is over."""
        return itertools.takewhile(
            lambda number: number < LEAST_ACTIONS or not self.over.is_set(), itertools.count()
        )

    def run_thread(self, index: int) -> None:
        random = Random(f"{self.seed} thread {index}")
        for _ in self.rounds():
            lane, question = self.choose(random)
            action = random.choice(ACTIONS)
            with self.noting(action.__name__, lane, question) as answer:
                answer.append(action(lane.model, question, random))

    async def run_task(self, index: int) -> None:
        random = Random(f"{self.seed} task {index}")
        for _ in self.rounds():
            lane, question = self.choose(random)
            action = random.choice(ASYNC_ACTIONS)
            with self.noting(action.__name__, lane, question) as answer:
                answer.append(await action(lane.model, question, random))

    async def run_tasks(self, number: int) -> None:
        await asyncio.gather(*(self.run_task(index) for index in range(number)))

    def watch(self) -> None:
        """Sample the memory now and then, and say when it is over."""
        end = time.monotonic() + self.seconds
        while (left := end - time.monotonic()) > 0:
            self.over.wait(min(left, SECONDS_BETWEEN_SAMPLES))
            used = memory_in_use()
            if used is not None:
                self.memory.append(round(used, 1))
        self.over.set()


def main(*, seconds: float, num_threads: int, num_tasks: int, seed: int) -> Report:
    storm = Storm(seconds, seed)
    # What is made once and stays (thread pools, caches, imports) is made before files are counted.
    asyncio.run(storm.questions[0].bind(storm.lanes[1].model).ainvoke("Hello"))
    num_files = num_open_files()
    # LangChain's parsers read a stream that is dropped to its end, in the generator's destructor;
    # its model may be closed meanwhile.
    with storm.surprises.watching(expected=(EngineClosedError,)):
        threads = [
            threading.Thread(target=storm.run_thread, args=[index]) for index in range(num_threads)
        ]
        threads += [
            threading.Thread(target=storm.watch),
            threading.Thread(
                target=storm.lanes[1].keep_renewing, args=[storm.over, SECONDS_BETWEEN_CLOSES]
            ),
        ]
        for thread in threads:
            thread.start()
        asyncio.run(storm.run_tasks(num_tasks))
        for thread in threads:
            thread.join()
        gc.collect()
        leaks = [f"lane {number}: {leak}" for number, lane in enumerate(storm.lanes)
                 for leak in leaks_of(lane.model)]  # fmt: skip
        differing_afterwards = answers_that_changed(storm, storm.lanes[0].model)
        for lane in storm.lanes:
            lane.model.close()
        leaks += leaks_of_process()
    num_files_after = num_open_files()
    if num_files_after != num_files:
        leaks.append(f"{num_files} open files became {num_files_after}")
    return {
        "done": dict(sorted(storm.done.items())),
        "num_closed": storm.lanes[1].num_closed,
        "surprises": storm.surprises.found,
        "differing": storm.differing,
        "differing_afterwards": differing_afterwards,
        "leaks": leaks,
        "memory": storm.memory,
    }


def answers_that_changed(storm: Storm, llm: ChatLlamaCpp) -> list[str]:
    """Ask every question once more, alone, and name those with another answer."""
    return [item.name for item in storm.questions if item.alone(llm) != storm.expected[item.name]]


if __name__ == "__main__":
    run_main(main)
