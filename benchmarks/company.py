"""How often an answer depends on what else the engine computes or has computed.

    python -m benchmarks.company                      # about a minute
    python -m benchmarks.company --prompts 400 --kv-unified

Each prompt is first answered alone, on an empty cache. The same prompts, with the same seeds, are
then answered on a cache that keeps what earlier ones left, and several at a time. Mathematically
nothing changes; in floating point a sum taken in another order does, and a near tie between two
tokens can then fall the other way.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import llama_cpp
import numpy as np

from benchmarks.measure import Report
from langchain_gguf.engine import EngineConfig, Request, SamplingParams
from langchain_gguf.engine.engine import Engine
from langchain_gguf.engine.runner import ModelRunner
from langchain_gguf.hub import BUNDLED_MODEL
from training.chat_format import GENERATION_PROMPT, Conversation, text_of
from training.corpus import fixed_cases, sample
from training.corpus.words import NOUNS

NUM_PROMPTS = 120
MAX_TOKENS = 64
SEED = 1
TEMPERATURES = (0.0, 0.8)


@dataclass(frozen=True)
class Scenario:
    """How the prompts are given to the engine.

    Attributes:
        name: what the table calls it.
        num_together: requests in the engine at the same time.
        keeps_cache: whether the slots keep what earlier requests left in them.
    """

    name: str
    num_together: int
    keeps_cache: bool = False


ALONE = Scenario("alone, empty cache", 1)
SCENARIOS = (
    Scenario("alone, used cache", 1, keeps_cache=True),
    Scenario("2 together", 2),
    Scenario("4 together", 4),
    Scenario("8 together", 8),
    Scenario("16 together", 16),
    Scenario("8 together, used cache", 8, keeps_cache=True),
)


@dataclass(frozen=True)
class Answer:
    """The tokens of an answer and the logits that each was chosen from, (T, V)."""

    tokens: tuple[int, ...]
    logits: np.ndarray


@dataclass(frozen=True)
class Row:
    """What a scenario changed, against each prompt alone on an empty cache.

    Attributes:
        scenario: its name.
        temperature: of the draw; 0 is greedy.
        num_answers: answers compared.
        num_changed: answers of which at least one token differs.
        num_exact: answers whose logits are the same to the last bit.
        largest_difference: between two logits of the same token after the same text.
    """

    scenario: str
    temperature: float
    num_answers: int
    num_changed: int
    num_exact: int
    largest_difference: float


class RecordingRunner(ModelRunner):
    """Keeps the logits that tokens are sampled from."""

    def __init__(self, config: EngineConfig) -> None:
        """Load the model; nothing is recorded yet."""
        super().__init__(config)
        self.logits: dict[int, list[np.ndarray]] = {}

    def sample(self, sampler: Any, row: int, matcher: Any) -> int:
        """Record a row of logits before a token is chosen from it."""
        pointer = llama_cpp.llama_get_logits_ith(self._context, row)
        logits = np.ctypeslib.as_array(pointer, shape=(self._num_tokens,)).copy()
        self.logits.setdefault(id(sampler), []).append(logits)
        return super().sample(sampler, row, matcher)


def make_prompts(tokenize: Callable[[str], list[int]], count: int) -> list[tuple[int, ...]]:
    """Returns prompts of three kinds, the same every time.

    A quarter are those of the tutorials and of LangChain's standard tests, a quarter is like the
    training text. At both the model hardly ever hesitates, so half are rows of random words: near
    ties are what could fall the other way.
    """
    rng = Random(SEED)
    fixed = [case.conversation for case in fixed_cases()]
    conversations = rng.sample(fixed, min(count // 4, len(fixed)))
    conversations += [sample(rng) for _ in range(count // 4)]
    texts = [_prompt_text(conversation) for conversation in conversations]
    while len(texts) < count:
        words = " ".join(rng.sample(NOUNS, rng.randint(5, 50)))
        texts.append(f"<|im_start|>user\nWrite about {words}.<|im_end|>\n{GENERATION_PROMPT}")
    rng.shuffle(texts)
    return [tuple(tokenize(text)) for text in texts]


def _prompt_text(conversation: Conversation) -> str:
    """The conversation without its last answer."""
    messages = conversation.messages
    if messages[-1].role == "assistant":
        messages = messages[:-1]
    return text_of(Conversation(messages, conversation.tools)) + GENERATION_PROMPT


def answer(
    engine: Engine,
    runner: RecordingRunner,
    prompts: Sequence[tuple[int, ...]],
    scenario: Scenario,
    temperature: float,
) -> list[Answer]:
    """Returns the answers to the prompts; each prompt has a seed of its own."""
    answers = []
    for start in range(0, len(prompts), scenario.num_together):
        if not scenario.keeps_cache:
            for slot in engine.scheduler.pool.slots:
                engine.scheduler.pool.truncate(slot, 0)
        generations = []
        for seed, prompt in enumerate(prompts[start : start + scenario.num_together], start):
            sampling = SamplingParams(temperature=temperature, seed=seed)
            request = Request(prompt, max_tokens=MAX_TOKENS, sampling=sampling)
            generations.append(engine.new_generation(request, _ignore))
            engine.add(generations[-1])
        while engine.has_work:
            engine.step()
        for generation in generations:
            logits = np.array(runner.logits.pop(id(generation.sampler)))
            tokens = tuple(generation.tokens[len(generation.request.prompt) :])
            answers.append(Answer(tokens, logits))
    return answers


def _ignore(event: object) -> None:
    if isinstance(event, Exception):
        raise event


def compare(
    scenario: Scenario, temperature: float, expected: Sequence[Answer], found: Sequence[Answer]
) -> Row:
    """Returns what changed; logits are compared up to the first token that differs."""
    differences = []
    for one, other in zip(expected, found, strict=True):
        same_text = _common_length(one.tokens, other.tokens) + 1
        num_rows = min(same_text, len(one.logits), len(other.logits))
        differences.append(np.abs(one.logits[:num_rows] - other.logits[:num_rows]).max())
    pairs = zip(expected, found, strict=True)
    return Row(
        scenario=scenario.name,
        temperature=temperature,
        num_answers=len(expected),
        num_changed=sum(one.tokens != other.tokens for one, other in pairs),
        num_exact=sum(bool(difference == 0) for difference in differences),
        largest_difference=float(max(differences)),
    )


def _common_length(first: Sequence[int], second: Sequence[int]) -> int:
    pairs = enumerate(zip(first, second, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(first), len(second)))


def compare_scenarios(
    num_prompts: int = NUM_PROMPTS,
    *,
    kv_unified: bool | None = None,
    report: Callable[[Row], None] | None = None,
) -> list[Row]:
    """Returns one row for each temperature and scenario.

    Args:
        num_prompts: how many prompts each scenario answers, at least 2.
        kv_unified: whether all sequences share one cache; None is the engine's own choice.
        report: called with each row as soon as it is there.
    """
    n_ubatch = 512 if kv_unified else None
    config = EngineConfig(str(BUNDLED_MODEL), (0,), kv_unified=kv_unified, n_ubatch=n_ubatch)
    runner = RecordingRunner(config)
    try:
        engine = Engine(runner)
        prompts = make_prompts(lambda text: runner.tokenize(text, at_start=True), num_prompts)
        prompts = [prompt for prompt in prompts if len(prompt) + MAX_TOKENS <= runner.n_ctx]
        rows = []
        for temperature in TEMPERATURES:
            expected = answer(engine, runner, prompts, ALONE, temperature)
            for scenario in SCENARIOS:
                found = answer(engine, runner, prompts, scenario, temperature)
                rows.append(compare(scenario, temperature, expected, found))
                if report is not None:
                    report(rows[-1])
        return rows
    finally:
        runner.close()


def measure(report: Report) -> None:
    """Measures the bundled model with its own settings and with those of larger models."""
    num_prompts = 16 if report.quick else NUM_PROMPTS
    for name, kv_unified in (("own_caches", None), ("shared_cache", True)):
        rows = compare_scenarios(num_prompts, kv_unified=kv_unified)
        for temperature, kind in zip(TEMPERATURES, ("greedy", "seeded"), strict=True):
            found = [row for row in rows if row.temperature == temperature]
            changed = sum(row.num_changed for row in found)
            percent = 100 * changed / sum(row.num_answers for row in found)
            report.figures[f"percent_changed_{name}_{kind}"] = percent
        report.samples[f"company_{name}"] = [vars(row) for row in rows]


def print_row(row: Row) -> None:
    """Prints a row of the table."""
    print(
        f"{row.scenario:24}{row.temperature:12g}"
        f"{f'{row.num_changed} of {row.num_answers}':>18}"
        f"{f'{row.num_exact} of {row.num_answers}':>18}{row.largest_difference:14.2g}",
        flush=True,
    )


def main() -> list[Row]:
    """Prints the table and returns its rows."""
    parser = argparse.ArgumentParser(description="Compare answers alone and in company.")
    parser.add_argument("--prompts", type=int, default=NUM_PROMPTS, help="prompts in each row")
    parser.add_argument("--kv-unified", action="store_true", help="one cache, as larger models")
    options = parser.parse_args()
    print(
        f"{'against alone, empty cache':24}{'temp.':>10}{'texts changed':>18}"
        f"{'logits equal':>18}{'largest diff.':>14}"
    )
    return compare_scenarios(
        options.prompts, kv_unified=options.kv_unified or None, report=print_row
    )


if __name__ == "__main__":
    main()
