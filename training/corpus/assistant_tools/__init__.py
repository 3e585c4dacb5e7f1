"""Tools whose choice needs meaning: an assistant's usual tools, asked for as people do."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from ...chat_format import Conversation, Message, ToolCall, assistant, system, tool_result, user
from .. import generic_tools
from ..tool_turns import no_tool_answer
from ..words import chance, read_lines
from .kinds import Kind, all_kinds
from .offers import Offer, Said, put
from .results import empty, error, result
from .slots import Value
from .templates import expand, typed

# How often tools of a topic are offered; the rest have weight 1.
_WEIGHTS = {"weather": 2.2, "clock": 1.6, "search": 1.5, "messages": 1.6, "home": 1.6, "lookup": 1.5,
            "numbers": 1.2, "planning": 1.4, "sums": 1.2}  # fmt: skip
_TOPICS = sorted({kind.topic for kind in all_kinds()})
_TOPIC_WEIGHTS = [_WEIGHTS.get(topic, 1.0) for topic in _TOPICS]
_BY_TOPIC = {topic: [k for k in all_kinds() if k.topic == topic] for topic in _TOPICS}
# Whoever offers the one of these has a tool for what is asked of the other.
_ALIKE = (("web_search", "web_question", "news", "docs_search"), ("calculator", "add"),
          ("calculator", "multiply"), ("calculator", "subtract"), ("calculator", "divide"),
          ("customer", "employee"), ("product", "shop_search"), ("player", "device"),
          ("note", "todo"), ("play_music", "play_genre"), ("buy", "shop_search"),
          ("countdown", "reminder"), ("list_todo", "read_calendar"),
          ("stock", "product"), ("light", "brightness"))  # fmt: skip
# With one of these there is an answer to most questions.
_ANSWER_ANYTHING = ("web_search", "web_question", "docs_search")
SYSTEM_PROMPTS, SYSTEM_PROMPTS_CHINESE = (
    read_lines("agent_prompts_en.txt"),
    read_lines("agent_prompts_zh.txt"),
)


def system_prompt(rng: Random, chinese: bool, share: float = 0.4) -> list[Message]:
    """Returns a system message as agents have it, or none."""
    if not chance(rng, share):
        return []
    return [system(rng.choice(SYSTEM_PROMPTS_CHINESE if chinese else SYSTEM_PROMPTS))]


def _kind(rng: Random) -> Kind:
    topic = rng.choices(_TOPICS, _TOPIC_WEIGHTS)[0]
    return rng.choice(_BY_TOPIC[topic])


def are_alike(first: str, second: str) -> bool:
    """Says whether two kinds could both answer one question."""
    return first == second or any(first in group and second in group for group in _ALIKE)


def offered(rng: Random, count: int, chinese_share: float, near: float = 0.3) -> list[Offer]:
    """Returns tools of different kinds and names; now and then two of one topic."""
    found: list[Offer] = []
    while len(found) < count:
        kind = _kind(rng)
        if found and chance(rng, near):
            kind = rng.choice(_BY_TOPIC[rng.choice(found).kind.topic])
        if any(are_alike(kind.name, offer.kind.name) for offer in found):
            continue
        offer = Offer(rng, kind, chinese_share)
        if offer.name not in {other.name for other in found}:
            found.append(offer)
    return found


def _answered(rng: Random, offer: Offer, said: Said, chinese: bool) -> list[Message]:
    """The result of a call and the answer: mostly good, sometimes an error or nothing."""
    pick = rng.random()
    told = result(rng, offer, said, chinese)
    if pick < 0.07:
        told = error(rng, chinese)
    elif pick < 0.12 and offer.kind.outcomes[0].fields:
        told = empty(rng, chinese)
    return [tool_result(told.text), assistant(told.answer)]


def _call(offer: Offer, said: Said) -> ToolCall:
    return ToolCall(offer.name, said.arguments)


def _follow_up(rng: Random, offer: Offer, before: Said, chinese: bool) -> list[Message]:
    """And in Oslo? The rest of the arguments stays as it was."""
    follow = offer.kind.follow_chinese if chinese else offer.kind.follow
    known = {argument.slot.name for argument in offer.arguments}
    fitting = [template for template in follow if template.says <= known]
    if not fitting:
        return []
    template = rng.choice(fitting)
    new = offer.fill(rng, template, chinese)
    values: dict[str, Value] = {**before.values, **new}
    said = Said(put(expand(rng, template.parts), new), offer.call_arguments(values), values)
    turn = [user(said.question), assistant("", _call(offer, said))]
    return turn + (_answered(rng, offer, said, chinese) if chance(rng, 0.4) else [])


def single(rng: Random, offer: Offer, chinese: bool) -> list[Message]:
    """Returns a question and its call, mostly with the answer, and perhaps with a question after it."""
    said = offer.ask(rng, chinese)
    turn = [user(said.question), assistant("", _call(offer, said))]
    if chance(rng, 0.5):
        turn += _answered(rng, offer, said, chinese)
    if chance(rng, 0.18) and len(said.values) <= 2:
        turn += _follow_up(rng, offer, said, chinese)
    return turn


def _several_of_one(rng: Random, offer: Offer, chinese: bool) -> list[Message]:
    """One question about two or three things: a call for each."""
    fitting = [t for t in offer.templates(chinese) if len(t.slots) == 1 and not t.fixed]
    if not fitting or "{" not in "".join(str(part) for part in fitting[0].parts):
        return []
    template = rng.choice(fitting)
    slot = next(iter(template.slots))
    said = [offer.fill(rng, template, chinese) for _ in range(rng.choice((2, 2, 3)))]
    words = [values[slot].said for values in said]
    text = typed(rng, expand(rng, template.parts), chinese)
    if len(set(words)) < len(words) or text.count("{" + slot + "}") != 1:
        return []
    if chinese:
        joined = "、".join(words[:-1]) + rng.choice(("和", "和", "还有")) + words[-1]
    else:
        joined = ", ".join(words[:-1]) + rng.choice((" and ", " and ", " and also ")) + words[-1]
    question = put(text, {slot: Value(joined, joined)})
    asked = [Said(question, offer.call_arguments(values), values) for values in said]
    return _parallel(rng, [(offer, each) for each in asked], question, chinese)


def _parallel(
    rng: Random, pairs: Sequence[tuple[Offer, Said]], question: str, chinese: bool
) -> list[Message]:
    turn = [user(question), assistant("", *(_call(offer, said) for offer, said in pairs))]
    if not chance(rng, 0.5):
        return turn
    told = [result(rng, offer, said, chinese) for offer, said in pairs]
    turn += [tool_result(each.text) for each in told]
    space = "" if chinese else " "
    return [*turn, assistant(space.join(each.answer for each in told))]


def _plain_question(rng: Random, offer: Offer, chinese: bool) -> Said:
    """A question without greeting and end, so that two can be joined."""
    template = rng.choice(offer.templates(chinese))
    values = offer.fill(rng, template, chinese)
    text = put(expand(rng, template.parts), values)
    return Said(text, offer.call_arguments(values), values)


def _several_tools(rng: Random, tools: Sequence[Offer], chinese: bool) -> list[Message]:
    """Two wishes in one message, for two tools."""
    first, second = rng.sample(list(tools), 2)
    pairs = [(offer, _plain_question(rng, offer, chinese)) for offer in (first, second)]
    one, two = (said.question for _, said in pairs)
    if chinese:
        link = rng.choice(("，另外，", "，还有，", "。另外", "，顺便", "；", "，再", "。还有"))
        question = one.rstrip("。？，") + link + two
    elif one[-1] in ".?!" and chance(rng, 0.5):
        link = rng.choice(("Also, ", "And ", "Then ", "", "Oh, and "))
        if link and not two.startswith(("I ", "I'")):
            two = two[0].lower() + two[1:]
        question = f"{one} {link}{two}"
    else:
        link = rng.choice((" and ", ", and ", "; ", ", also ", " and also "))
        question = one.rstrip(".?!") + link + two
    return _parallel(rng, pairs, question, chinese)


def _no_tool_for(rng: Random, tools: Sequence[Offer], chinese: bool) -> list[Message]:
    """A wish of another topic than any tool's: it says that it has no tool for that."""
    topics = {offer.kind.topic for offer in tools}
    if any(offer.kind.name in _ANSWER_ANYTHING for offer in tools) or "sums" in topics:
        return []
    others = [t for t in _TOPICS if t not in topics and t not in ("sums", "numbers", "language")]
    other = Offer(rng, rng.choice(_BY_TOPIC[rng.choice(others)]))
    if any(are_alike(other.kind.name, offer.kind.name) for offer in tools):
        return []
    return [user(other.ask(rng, chinese).question), assistant(no_tool_answer(chinese))]


def _turn(rng: Random, tools: Sequence[Offer], chinese: bool) -> list[Message]:
    pick = rng.random()
    turn: list[Message] = []
    if pick < 0.07:
        turn = _no_tool_for(rng, tools, chinese)
    elif pick < 0.15:
        turn = _several_of_one(rng, rng.choice(tools), chinese)
    elif pick < 0.22 and len(tools) > 1:
        turn = _several_tools(rng, tools, chinese)
    return turn or single(rng, rng.choice(tools), chinese)


def sample(rng: Random) -> Conversation:
    """Returns a training conversation with one to six of an assistant's tools."""
    chinese = chance(rng, 0.42)
    count = rng.choices((1, 2, 3, 4, 5, 6), (20, 28, 22, 14, 9, 7))[0]
    described = rng.choice((0.0, 0.3, 1.0)) if chinese else rng.choice((0.0, 0.0, 0.0, 0.2))
    tools = offered(rng, count, described)
    listed = [offer.tool for offer in tools]
    if chance(rng, 0.15):
        other = generic_tools.attribute(rng, False).tool
        if other["function"]["name"] not in {tool["function"]["name"] for tool in listed}:
            listed.insert(rng.randrange(len(listed) + 1), other)
    messages = system_prompt(rng, chinese)
    for _ in range(rng.choice((2, 3, 3, 4, 5, 6))):  # many questions on each list of tools
        in_chinese = chinese if chance(rng, 0.93) else not chinese
        messages += _turn(rng, tools, in_chinese)
    return Conversation(tuple(messages), tuple(listed))
