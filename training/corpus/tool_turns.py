"""Turns of a conversation with tools: calls, several at once, results, none."""

from __future__ import annotations

from random import Random

from ..chat_format import Json, Message, ToolCall, assistant, tool_result, user
from .chat import exchange
from .out_of_depth import OUT_OF_DEPTH_ANSWER, OUT_OF_DEPTH_ANSWER_CHINESE
from .phrasing import capital, lowered
from .tool_families import Ask, Family
from .tool_sets import Offer, stranger
from .tool_words import SUBJECTS
from .words import chance, noun

NO_TOOL_ANSWER = OUT_OF_DEPTH_ANSWER.replace("that is beyond me", "I have no tool for that")
NO_TOOL_ANSWER_CHINESE = OUT_OF_DEPTH_ANSWER_CHINESE.replace("这超出了我的能力", "我没有这样的工具")
_CALCULATE = {"add", "multiply", "subtract", "divide", "magic", "number"}
# "Multiply 2 and 3 and 4" would be one question, not two.
_NOT_SEVERAL = ("text", "customer", "conversion", "add", "multiply", "subtract", "divide")
# What sounds like a request for a tool of the kind is not offered as one that no tool answers.
_SOUNDS_LIKE = {
    "weather": ("weather", "天气"),
    "clock": ("time", "几点"),
    "search": ("search", "搜索", "who", "what", "how", "where", "什么", "怎么", "谁", "哪"),
    "message": ("send", "邮件", "message", "write"),
    "travel": ("plan", "怎么走"),
    "text": ("summar", "explain", "总结", "解释", "translate", "翻译", "write"),
    "conversion": ("how much", "多少"),
    "person": ("how old", "who", "多大", "谁", "about", "what is the"),
    "place": (" in ", " of ", "哪", "的", "how far", "how many"),
    "product": (
        "how much",
        "cost",
        "what is",
        "best",
        "多少",
        "什么",
        "怎么样",
        "which",
        "recommend",
        "推荐",
    ),
    "device": ("how ", "what is", "怎么"),
    "word": ("mean", "what is", "什么", "explain", "解释", "difference"),
    "company": ("who", "what", "stock", "how", "价"),
    "number": ("what is", "多少", "等于"),
    "work": ("who", "about", "what", "谁", "summar", "总结", "讲"),
    "event": ("when", "where", "who", "plan", "安排"),
    "animal": ("what", "how", "a "),
    "order": (" of ", "status"),
}
_ERRORS = ("Missing required argument '{}'.", "{} not found.", "Invalid value for {}.", "Connection to {} timed out.",
           "No {} with this name.", "Too many requests for {}.", "Permission denied: {}.", "{} is not available.",
           "Unknown {}.", "The {} service is down.", "Access to {} expired.", "Bad {}.")  # fmt: skip
_LEADS = (
    "Let me check.",
    "Let me look that up.",
    "One moment, please.",
    "I will do that.",
    "Sure.",
)
_LEADS_CHINESE = ("我来查一下。", "好的，请稍等。", "让我看看。", "我这就去办。", "没问题。")
_AGAIN = ("And {v}?", "What about {v}?", "And for {v}?", "Same for {v}.", "How about {v}?", "and {v}?", "Now {v}.",
          "The same for {v}, please.", "and what about {v}", "Then {v}.", "Now the same with {v}.", "Also {v}.",
          "Do that for {v} too.", "Next: {v}", "And now for {v}.", "what about {v}?")  # fmt: skip
_AGAIN_CHINESE = ("{v}呢？", "那{v}呢？", "换成{v}呢？", "{v}也一样。", "还有{v}呢？", "再来一个：{v}", "那{v}呢", "{v}呢",
                  "同样的，{v}。", "接着是{v}。", "对{v}也这样做。", "{v}怎么样？")  # fmt: skip
_OTHER = ("And the {a}?", "What about the {a}?", "And what is the {a}?", "and the {a}", "The {a}, too.",
          "Now the {a}, please.", "I also need the {a}.", "How about the {a}?", "And tell me the {a}.")  # fmt: skip
_ITS = ("What is {o} {a}?", "And {o} {a}?", "and what's {o} {a}", "Tell me {o} {a} too.", "I also need {o} {a}.",
        "Do you have {o} {a} as well?", "Now {o} {a}, please.")  # fmt: skip
_ITS_CHINESE = ("{o}的{a}呢？", "{o}的{a}是多少？", "那{o}的{a}呢？", "{o}的{a}是什么？")
_OTHER_CHINESE = (
    "{a}呢？",
    "那{a}呢？",
    "{a}是多少？",
    "还有{a}。",
    "我还要{a}。",
    "再告诉我{a}。",
    "{a}呢",
    "顺便查一下{a}。",
)
_PAIRS = ("{A} and {b}.", "Please {a} and {b}.", "Can you {a} and also {b}?", "{A}. Also {b}.", "{A}, then {b}.",
          "I want to {a} and {b}.", "First {a}, then {b}.", "{A}; {b}.", "Could you {a}, and {b}?", "{A} and then {b}",
          "I need two things: {a} and {b}.", "Both, please: {a} and {b}.", "{A}, and while you are at it, {b}.")  # fmt: skip
_PAIRS_CHINESE = ("{a}，然后{b}。", "先{a}，再{b}。", "{a}，另外{b}。", "帮我{a}，还有{b}。", "{a}，同时{b}。", "请{a}，并且{b}。",
                  "{a}；{b}", "两件事：{a}，{b}。", "{a}，顺便{b}。", "麻烦{a}，再{b}。")  # fmt: skip


def _error(rng: Random, chinese: bool) -> tuple[str, str]:
    text = capital(rng.choice(_ERRORS).format(noun(rng)))
    answer = f"工具返回了错误：{text}" if chinese else f"The tool returned an error: {text}"
    return rng.choice(("Error: ", "Error: ", "error: ", "ERROR - ")) + text, answer


def _call(family: Family, ask: Ask) -> ToolCall:
    return ToolCall(family.name, ask.arguments)


def single(rng: Random, family: Family, chinese: bool) -> tuple[list[Message], Ask]:
    """Returns a question and the call it needs, with its result and the answer or without."""
    ask = family.ask(rng, chinese)
    lead = ""
    if chance(rng, 0.03):  # some models say a word before they call
        lead = rng.choice(_LEADS_CHINESE if chinese else _LEADS)
    turn = [user(ask.question), assistant(lead, _call(family, ask))]
    if chance(rng, 0.25):
        result, answer = _error(rng, chinese) if chance(rng, 0.08) else (ask.result, ask.answer)
        turn += [tool_result(result), assistant(answer)]
    return turn, ask


def again(rng: Random, family: Family, before: Ask, chinese: bool) -> list[Message]:
    """Returns "and for Anna?": the call before with another value for its first argument."""
    if not before.arguments or family.subject.startswith("new") or family.kind in _CALCULATE:
        return []
    key = next(iter(before.arguments))
    ask = family.ask(rng, chinese)
    value = ask.arguments.get(key)
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return []
    if value == before.arguments[key] or str(value) not in ask.question:
        return []
    text = rng.choice(_AGAIN_CHINESE if chinese else _AGAIN).format(v=value)
    turn = [user(text), assistant("", ToolCall(family.name, {**before.arguments, key: value}))]
    if len(before.arguments) == 1 == len(ask.arguments) and chance(rng, 0.5):
        turn += [tool_result(ask.result), assistant(ask.answer)]
    return turn


def other(
    rng: Random, tools: list[Family], family: Family, before: Ask, chinese: bool
) -> list[Message]:
    """Returns "and the price?", "cancel it": another tool for the subject of the call before."""
    if not before.arguments or not family.subject:
        return []
    key, value = next(iter(before.arguments.items()))
    kind, own_key = family.subject.split()
    mates = [
        t for t in tools if t.subject and t.name != family.name and t.subject.split()[0] == kind
    ]
    if kind == "new" or not mates or own_key != key:
        return []
    mate = rng.choice(mates)
    if mate.refer:
        ask = mate.refer(rng, chinese, value)
        turn = [user(ask.question), assistant("", _call(mate, ask))]
        return turn + ([tool_result(ask.result), assistant(ask.answer)] if chance(rng, 0.4) else [])
    if not mate.label or mate.label == family.label:
        return []
    return _other_attribute(rng, mate, kind, value, chinese)


def _other_attribute(
    rng: Random, mate: Family, kind: str, value: object, chinese: bool
) -> list[Message]:
    label = mate.chinese_label if chinese else mate.label
    if chance(rng, 0.6):
        text = rng.choice(_OTHER_CHINESE if chinese else _OTHER).format(a=label)
    elif chinese:
        owner = rng.choice(("他", "她") if kind == "person" else ("它", "这个"))
        text = rng.choice(_ITS_CHINESE).format(o=owner, a=label)
    else:
        owner = rng.choice(("his", "her", "their") if kind == "person" else ("its",))
        text = rng.choice(_ITS).format(o=owner, a=label)
    turn = [user(text), assistant("", ToolCall(mate.name, {mate.subject.split()[1]: value}))]
    if chance(rng, 0.4):
        found = noun(rng)
        answer = (
            f"{value}的{label}是{found}。" if chinese else f"The {label} of {value} is {found}."
        )
        turn += [tool_result(found), assistant(answer)]
    return turn


def _join_values(rng: Random, question: str, value: str, others: list[str], chinese: bool) -> str:
    values = [value, *others]
    if chinese:
        return question.replace(
            value, "、".join(values[:-1]) + rng.choice(("和", "和", "、", "还有")) + values[-1]
        )
    joint = rng.choice((" and ", " and ", ", and ", " and also ", " & "))
    place = " in " if f" in {value}" in question and chance(rng, 0.3) else " "
    return question.replace(value, ", ".join(values[:-1]) + joint.rstrip() + place + values[-1])


def same_tool(rng: Random, family: Family, chinese: bool) -> list[Message]:
    """Returns one question that needs two or three calls of the same tool; empty if it cannot."""
    first, head = family.ask(rng, chinese), family.kind.split()[0]
    if not first.arguments or family.subject.startswith("new") or head in _NOT_SEVERAL:
        return []
    key = next(iter(first.arguments))
    asks = [first] + [family.ask(rng, chinese) for _ in range(rng.choice((1, 1, 2)))]
    given = [ask.arguments.get(key) for ask in asks]
    if not all(isinstance(v, (str, int, float)) and not isinstance(v, bool) for v in given):
        return []
    values = [str(v) for v in given]
    if len(set(values)) != len(values) or first.question.count(values[0]) != 1:
        return []
    if any(", " in v or "、" in v or " and " in v for v in values):
        return []
    chinese = is_chinese(first.question.replace(values[0], ""))
    question = _join_values(rng, first.question, values[0], values[1:], chinese)
    calls = [ToolCall(family.name, {**first.arguments, key: v}) for v in given]
    turn = [user(question), assistant("", *calls)]
    if all(list(ask.arguments) == [key] for ask in asks) and chance(rng, 0.4):
        turn += [tool_result(ask.result) for ask in asks]
        turn.append(assistant(("" if chinese else " ").join(ask.answer for ask in asks)))
    return turn


def is_chinese(text: str) -> bool:
    """Says whether a question has a Chinese character."""
    return any("一" <= character <= "鿿" for character in text)


def two_tools(rng: Random, first: Family, second: Family, chinese: bool) -> list[Message]:
    """Returns one question that needs calls of two different tools."""
    a, b = first.ask(rng, chinese), second.ask(rng, chinese)
    if a.clause and b.clause and chance(rng, 0.7):
        template = rng.choice(_PAIRS_CHINESE if chinese else _PAIRS)
        text = template.format(a=a.clause, A=capital(a.clause), b=b.clause)
    elif is_chinese(a.question) != is_chinese(b.question):
        return []
    else:
        start = a.question.rstrip()
        if is_chinese(start):
            start = start if start[-1] in "。？！" else start + "，"
            text = start + rng.choice(("", "另外，", "还有，", "然后")) + b.question
        else:
            start = start if start[-1] in ".?!" else start + "."
            joint = rng.choice((" ", " ", " And ", " Also, ", " Then: "))
            text = (
                start
                + joint
                + (lowered(b.question) if "," in joint or "And" in joint else b.question)
            )
    turn = [user(text), assistant("", _call(first, a), _call(second, b))]
    if chance(rng, 0.35):
        turn += [tool_result(a.result), tool_result(b.result)]
        turn.append(assistant(("" if chinese else " ").join((a.answer, b.answer))))
    return turn


def _default_arguments(tool: Json) -> Json:
    """Arguments for a call that the question says nothing about."""
    blank: Json = {"integer": 0, "number": 0, "boolean": False, "array": [], "object": {}}
    parameters = tool["function"]["parameters"]
    return {
        key: schema["enum"][0] if schema.get("enum") else blank.get(schema["type"], "unknown")
        for key, schema in parameters["properties"].items()
        if key in parameters["required"]
    }


def forced(rng: Random, tools: list[Family], chinese: bool) -> list[Message]:
    """Returns a turn where the caller insists on a call, whether or not the question needs one."""
    tool = rng.choice(tools)
    if chance(rng, 0.5):
        ask = tool.ask(rng, chinese)
        return [user(ask.question), assistant("", _call(tool, ask), forced=True)]
    question, _ = exchange(rng, chinese, sums=False)
    call = ToolCall(tool.name, _default_arguments(tool.tool))
    return [user(question), assistant("", call, forced=True)]


def no_tool_answer(chinese: bool) -> str:
    """Returns what the model says when it has no tool for a request."""
    return NO_TOOL_ANSWER_CHINESE if chinese else NO_TOOL_ANSWER


def missing_tool(rng: Random, offered: Offer, chinese: bool) -> list[Message]:
    """Returns a request for something near to what the tools do, which none of them does."""
    kinds = [tool.kind for tool in offered.tools]
    missing = offered.missing if chance(rng, 0.6) else stranger(rng, kinds)
    if missing is None:
        return []
    question = missing.ask(rng, chinese).question
    return [user(question), assistant(no_tool_answer(is_chinese(question)))]


def _is_for_a_tool(question: str, tools: list[Family]) -> bool:
    lowered = question.lower()
    for tool in tools:
        head, *rest = tool.kind.split()
        if any(hint in lowered for hint in _SOUNDS_LIKE.get(head, ())):
            return True
        if any(len(word) > 2 and word.lower() in lowered for word in (*rest, tool.chinese_label)):
            return True
        if head not in SUBJECTS and head not in _SOUNDS_LIKE and head.lower() in lowered:
            return True
    return False


def talk(rng: Random, tools: list[Family], chinese: bool) -> list[Message]:
    """Returns small talk, a fact, a sum or a request out of its depth, which no tool is for."""
    heads = {tool.kind.split()[0] for tool in tools}
    for _ in range(8):
        question, answer = exchange(rng, chinese, sums=not heads & _CALCULATE)
        if not _is_for_a_tool(question, tools):
            if answer in (OUT_OF_DEPTH_ANSWER, OUT_OF_DEPTH_ANSWER_CHINESE):
                answer = no_tool_answer(answer == OUT_OF_DEPTH_ANSWER_CHINESE)
            return [user(question), assistant(answer)]
    return []
