"""Asks the model every case of a row, and counts the right replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableLambda

from langchain_gguf import ChatLlamaCpp

from ..chat_format import Json, ToolCall, to_json, to_openai
from .case import Case, Row
from .judges import show_calls
from .unconstrained import UnconstrainedChat

NO_GRAMMAR = ", no grammar"
CONSTRAINED = "constrained decoding: "
# Longer than any right answer; what babbles ends here.
MAX_TOKENS = 200
# Room for the longest prompts.
CONTEXT_TOKENS = 2048
CONCURRENCY = 12
# The settings of the document that the tutorials come from.
SOURCE_SETTINGS: Json = {"temperature": 0.5, "top_p": 0.5, "repeat_penalty": 1.5}


@dataclass(frozen=True)
class Result:
    """How often the model was right on the cases of a row.

    Attributes:
        task, language, goal: of the row.
        n: number of cases.
        accuracy: share of right cases, 0 to 1.
        failures: what was asked, said and expected, of each case that went wrong.
    """

    task: str
    language: str
    n: int
    accuracy: float
    goal: float
    failures: tuple[str, ...] = ()


class Models:
    """The chat model with and without grammars, on one copy of the weights."""

    def __init__(self, model_path: str | None = None) -> None:
        chosen: dict[str, Any] = {} if model_path is None else {"model_path": model_path}
        settings: dict[str, Any] = {
            "max_tokens": MAX_TOKENS,
            "temperature": 0.0,
            "n_ctx": CONTEXT_TOKENS,
            **chosen,
        }
        self.constrained = ChatLlamaCpp(**settings)
        self.unconstrained = UnconstrainedChat(**settings)

    def count_tokens(self, text: str) -> int:
        """Returns how many tokens the model reads a text as."""
        return self.constrained.get_num_tokens(text)

    def close(self) -> None:
        """Frees the weights."""
        self.constrained.close()
        self.unconstrained.close()


def ask(llm: ChatLlamaCpp, case: Case, **settings: Any) -> AIMessage:
    """Returns the model's reply to a case."""
    messages: list[Any] = to_openai(case.conversation.messages)
    for index, message in enumerate(messages):
        _complete(message, index)
    if case.thinks:
        settings["chat_template_kwargs"] = {"enable_thinking": True}
    if case.schema is not None:
        chain = llm.with_structured_output(
            case.schema, method="json_schema", include_raw=True, **settings
        )
        found: AIMessage = chain.invoke(messages)["raw"]
        return found
    if case.conversation.tools:
        tools = list(case.conversation.tools)
        return llm.bind_tools(tools, tool_choice=case.tool_choice, **settings).invoke(messages)
    return llm.invoke(messages, **settings)


def _complete(message: Json, index: int) -> None:
    """Adds what LangChain wants of OpenAI messages and our text does not show."""
    for number, call in enumerate(message.get("tool_calls", [])):
        call["id"] = f"call_{index}_{number}"
        call["function"]["arguments"] = to_json(call["function"]["arguments"])
    if message["role"] == "tool":
        message["tool_call_id"] = f"call_{index - 1}_0"


def _failure(case: Case, reply: AIMessage) -> str:
    said = f"<think>{reply.additional_kwargs.get('reasoning_content', '')}</think>"
    said = (said if case.thinks else "") + str(reply.content)
    said += show_calls([ToolCall(call["name"], call["args"]) for call in reply.tool_calls])
    return f"{case.prompt[-150:]!r}: {said[:200]!r}, expected {case.expected[:200]!r}"


def measure(models: Models, row: Row, n: int) -> list[Result]:
    """Asks the first n cases of a row; one with several seeds is right if all its replies are.

    Returns:
        The row's result. For one that is compared also what it is without grammars, and that of
        constrained decoding, which has the figure without grammars as its goal.
    """
    cases = row.cases(n, models.count_tokens)
    settings = [{**SOURCE_SETTINGS, "seed": seed} for seed in range(row.seeds)] or [{}]
    # One after the other: the second finds the prompt of the first evaluated.
    llms = [models.constrained, models.unconstrained] if row.is_compared else [models.constrained]
    reply_to: RunnableLambda[Case, list[list[AIMessage]]] = RunnableLambda(
        lambda case: [[ask(llm, case, **each) for each in settings] for llm in llms]
    )
    replies = reply_to.batch(list(cases), config={"max_concurrency": CONCURRENCY})
    found = [
        _result(row, cases, [reply[index] for reply in replies], suffix)
        for index, suffix in zip(range(len(llms)), ("", NO_GRAMMAR), strict=False)
    ]
    if row.is_compared:
        with_grammar, without = found
        task = f"{CONSTRAINED}{row.task}"
        found.append(replace(with_grammar, task=task, goal=without.accuracy, failures=()))
    return found


def _result(
    row: Row, cases: Sequence[Case], replies: Sequence[Sequence[AIMessage]], suffix: str
) -> Result:
    failures = []
    for case, said in zip(cases, replies, strict=True):
        wrong = [reply for reply in said if not case.is_right(reply)]
        if wrong:
            failures.append(_failure(case, wrong[0]))
    accuracy = round(1 - len(failures) / len(cases), 4)
    return Result(
        row.task + suffix, row.language, len(cases), accuracy, row.goal, tuple(failures)
    )  # fmt: skip
