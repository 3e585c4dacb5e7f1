"""Chats of ten turns: how soon the tenth answer begins, against a cold prompt of that length.

The answers are made of words that are one token each, so their text goes back into the next prompt
as the same tokens; how many of them were cached is checked in every turn.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

from benchmarks.engine import Reply, open_engine, random_prompt, run
from benchmarks.measure import BenchmarkError, Report, rounded
from benchmarks.models import random_model
from langchain_gguf.engine import EngineService

NUM_TURNS = 10
NUM_CHATS = 8
NUM_QUESTION_TOKENS = 40
NUM_ANSWER_TOKENS = 40
N_CTX = 8192


@dataclass
class Chat:
    """A conversation as tokens, and when each of its answers began, in seconds."""

    seed: int
    history: tuple[int, ...] = ()
    first_token_seconds: list[float] = field(default_factory=list)

    def turn(self, service: EngineService, num_answer_tokens: int = NUM_ANSWER_TOKENS) -> Reply:
        """Asks the next question and adds the answer to the conversation.

        Raises:
            BenchmarkError: More than the new tokens was evaluated.
        """
        seed = self.seed + len(self.first_token_seconds)
        prompt = self.history + random_prompt(NUM_QUESTION_TOKENS, seed)
        reply = run(service, prompt, num_answer_tokens)
        # An answer's last token was sent, but there was no need to evaluate it.
        new = NUM_QUESTION_TOKENS + 1 if self.history else len(prompt)
        evaluated = reply.usage.prompt_tokens - reply.usage.cached_tokens
        if evaluated > new:
            raise BenchmarkError(f"{evaluated} tokens of a turn were evaluated; {new} were new")
        answer = service.tokenize(reply.text)
        if len(answer) != num_answer_tokens:
            raise BenchmarkError("an answer's text is not the tokens that it was made of")
        self.history = (*prompt, *answer)
        self.first_token_seconds.append(reply.first_token_seconds)
        return reply


def measure(report: Report) -> None:
    """Measures one chat, then eight that take turns."""
    path = random_model("95m", "q8_0")
    with (
        open_engine(path, n_ctx=N_CTX, n_parallel=NUM_CHATS) as service,
        # On its own a cold prompt is fastest: no other chat's cache is in the way.
        open_engine(path, n_ctx=N_CTX) as cold_service,
    ):
        run(service, random_prompt(64, seed=999), 16)
        run(cold_service, random_prompt(64, seed=999), 16)
        for name, num_chats, repetitions in (("turn10", 1, 7), ("eight_chats", NUM_CHATS, 3)):
            chats, cold = [], []
            # Each of them is ten turns long; one is enough to see that it works.
            for repetition in range(1 if report.quick else repetitions):
                group = hold_chats(service, num_chats, seed=100 * repetition)
                length = len(group[0].history) - NUM_ANSWER_TOKENS
                cold += [
                    cold_seconds(cold_service, length, seed=900 + index)
                    for index in range(2 if num_chats == 1 else 4)
                ]
                chats.append(group)
            add_figures(report, name, chats, cold)


def hold_chats(service: EngineService, num_chats: int, seed: int) -> list[Chat]:
    """Holds chats that take turns and returns them after the last one."""
    chats = [Chat(seed=seed + NUM_TURNS * index) for index in range(num_chats)]
    for _ in range(NUM_TURNS):
        for chat in chats:
            chat.turn(service)
    return chats


def cold_seconds(service: EngineService, length: int, seed: int) -> float:
    """Returns the time to the first token of a prompt that was never seen.

    Raises:
        BenchmarkError: Some of it was cached.
    """
    reply = run(service, random_prompt(length, seed), 1)
    if reply.usage.cached_tokens:
        raise BenchmarkError(f"{reply.usage.cached_tokens} tokens of a cold prompt were cached")
    return reply.first_token_seconds


def add_figures(report: Report, name: str, chats: list[list[Chat]], cold: list[float]) -> None:
    """Adds the speedup of the last turn; of several chats the one that gained least counts."""
    cold_median = statistics.median(cold)
    by_chat = zip(*chats, strict=True)
    last_turn = [
        statistics.median(chat.first_token_seconds[-1] for chat in same) for same in by_chat
    ]
    by_turn = [
        statistics.median(chat.first_token_seconds[turn] for group in chats for chat in group)
        for turn in range(NUM_TURNS)
    ]
    report.samples[f"chats_{name}"] = {
        "first_token_seconds_cold": rounded(cold),
        "first_token_seconds_last_turn_by_chat": rounded(last_turn),
        "first_token_seconds_by_turn": rounded(by_turn),
        "num_prompt_tokens": len(chats[0][0].history) - NUM_ANSWER_TOKENS,
    }
    report.figures |= {
        f"{name}_ttft_speedup": cold_median / max(last_turn),
        f"{name}_ttft_ms": 1e3 * max(last_turn),
        f"{name}_cold_ttft_ms": 1e3 * cold_median,
    }
