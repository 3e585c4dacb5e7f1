"""Measures the bundled model through the chat model, task by task, on cases never trained on.

    python -m training.evaluate --quick     # a few of each
    python -m training.evaluate             # all; writes build/evaluation.json

Every prompt of the tutorials and of LangChain's standard tests is checked too, word for word.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableLambda

from langchain_gguf import ChatLlamaCpp

from .chat_format import Json, ToolCall, to_json, to_openai
from .evaluation_cases import Case, exact_cases, held_out_cases, show_calls

OUTPUT = Path("build/evaluation.json")
MAX_TOKENS = 220
NUM_FAILURES_SHOWN = 3


@dataclass(frozen=True)
class Row:
    """The result of one task in one language."""

    task: str
    language: str
    n: int
    accuracy: float
    failures: list[str]


def ask(llm: ChatLlamaCpp, case: Case) -> AIMessage:
    """Returns the model's reply to a case."""
    messages: list[Any] = to_openai(case.conversation.messages)
    for index, message in enumerate(messages):
        _complete(message, index)
    if case.schema is not None:
        chain = llm.with_structured_output(case.schema, method="json_schema", include_raw=True)
        found: AIMessage = chain.invoke(messages)["raw"]
        return found
    if case.conversation.tools:
        bound = llm.bind_tools(list(case.conversation.tools), tool_choice=case.tool_choice)
        return bound.invoke(messages)
    return llm.invoke(messages)


def _complete(message: Json, index: int) -> None:
    """Adds what LangChain wants of OpenAI messages and our text does not show."""
    for number, call in enumerate(message.get("tool_calls", [])):
        call["id"] = f"call_{index}_{number}"
        call["function"]["arguments"] = to_json(call["function"]["arguments"])
    if message["role"] == "tool":
        message["tool_call_id"] = f"call_{index - 1}_0"


def _failure(case: Case, reply: AIMessage) -> str:
    last = case.conversation.messages[-1]
    said = str(reply.content)
    said += show_calls([ToolCall(call["name"], call["args"]) for call in reply.tool_calls])
    return f"{last.content[-150:]!r}: {said[:200]!r}, expected {case.expected[:200]!r}"


def measure(llm: ChatLlamaCpp, cases: list[Case]) -> list[Row]:
    """Returns one row per task and language, in the order of the cases."""
    reply_to: RunnableLambda[Case, AIMessage] = RunnableLambda(lambda case: ask(llm, case))
    replies = reply_to.batch(cases, config={"max_concurrency": 8})
    groups: dict[tuple[str, str], list[tuple[Case, AIMessage]]] = {}
    for case, reply in zip(cases, replies, strict=True):
        groups.setdefault((case.task, case.language), []).append((case, reply))
    rows = []
    for (task, language), pairs in groups.items():
        failed = [_failure(case, reply) for case, reply in pairs if not case.is_right(reply)]
        accuracy = round(1 - len(failed) / len(pairs), 4)
        rows.append(Row(task, language, len(pairs), accuracy, failed))
    return rows


def print_row(row: Row, num_failures: int) -> None:
    """Prints a row and its first failures."""
    print(f"{row.task:40} {row.language}  n {row.n:4}  {100 * row.accuracy:6.1f}%", flush=True)
    for failure in row.failures[:num_failures]:
        print(f"      {failure}")


def main() -> None:
    """Prints the table and writes it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=100, help="cases of each task and language")
    parser.add_argument("--quick", action="store_true", help="10 of each")
    parser.add_argument("--model", type=Path, help="another GGUF file than the bundled one")
    parser.add_argument("--failures", type=int, default=NUM_FAILURES_SHOWN, help="shown per row")
    options = parser.parse_args()
    start = time.monotonic()
    chosen = {} if options.model is None else {"model_path": str(options.model)}
    cases = list(held_out_cases(10 if options.quick else options.n))
    cases += exact_cases(options.quick)
    rows = []
    with ChatLlamaCpp(max_tokens=MAX_TOKENS, temperature=0.0, **chosen) as llm:
        tasks = dict.fromkeys(case.task for case in cases)
        for task in tasks:
            for row in measure(llm, [case for case in cases if case.task == task]):
                rows.append(row)
                print_row(row, options.failures)
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    table = [
        {"task": r.task, "language": r.language, "n": r.n, "accuracy": r.accuracy} for r in rows
    ]
    OUTPUT.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(cases)} cases in {time.monotonic() - start:.0f} s; table in {OUTPUT}")


if __name__ == "__main__":
    main()
