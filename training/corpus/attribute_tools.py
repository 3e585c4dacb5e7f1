"""Tools that tell one thing about a subject: the price of a product, the mayor of a place."""

from __future__ import annotations

from random import Random

from ..chat_format import function_tool, to_json
from .phrasing import article, capital, possessive, question
from .tool_families import Ask, Family, parameter, styled
from .tool_values import VALUES, result, said
from .tool_words import ATTRIBUTES_OF, SUBJECTS, THINGS_OF, Attribute, Thing
from .words import chance, chinese_word, invented_word, noun, number

# subject: words for it in names and descriptions, in Chinese, names of the argument
_SUBJECTS: dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    "person": (("person", "user", "employee", "customer", "member", "student"), "人",
               ("name", "person", "user", "username", "employee", "customer", "who", "full_name")),
    "product": (("product", "item", "article"), "商品", ("product", "item", "name", "product_name", "article")),
    "order": (("order",), "订单", ("id", "number", "code", "reference")),
    "place": (("city", "place", "town", "location"), "城市", ("city", "place", "location", "town", "region", "where")),
    "device": (("device", "machine"), "设备", ("device", "name", "device_name", "machine", "target")),
    "word": (("word", "term"), "词", ("word", "term", "text", "input", "expression")),
    "company": (("company", "firm", "business"), "公司", ("company", "name", "firm", "company_name")),
    "number": (("number", "integer"), "数字", ("n", "x", "number", "value", "input", "num")),
    "work": (("book", "work", "film", "song"), "作品", ("title", "name", "work", "book")),
    "event": (("event", "meeting"), "活动", ("event", "name", "title", "event_name")),
    "animal": (("animal", "species"), "动物", ("animal", "species", "name")),
}  # fmt: skip
SUBJECT_OF_KIND = {"order": "order", "person": "person", "device": "device", "product": "product",
                   "event": "event", "doc": "work", "media": "work"}  # fmt: skip
_PATTERNS = ("get_{a}", "get_{s}_{a}", "get_{s}_{a}", "fetch_{a}", "{a}_lookup", "lookup_{a}", "find_{a}",
             "{a}", "check_{a}", "query_{a}", "show_{a}", "read_{s}_{a}", "{s}_{a}", "get_{a}_info",
             "{a}_of", "{a}_of_{s}", "retrieve_{a}", "look_up_{s}_{a}", "get_{a}_for_{s}", "tell_{a}",
             "find_{s}_{a}", "load_{a}", "{a}_finder", "get_{a}_by_{k}", "fetch_{s}_{a}", "{s}_{a}_query",
             "request_{a}", "return_{a}", "view_{a}", "see_{a}", "search_{a}", "calc_{a}", "ask_{a}")  # fmt: skip
_TEXTS = ("Get the {a} of {s}", "Returns the {a} for the given {w}.", "Look up the {a} of {s}", "Get {a}",
          "Find the {a} for {s}.", "{A} of {s}", "{A}", "Tells the {a} of {s}.", "", "Retrieve the {a}.",
          "Use this to find out the {a} of {s}. Returns text.", "Read the {a} of {s} from the database.",
          "Returns what the {a} of {s} is.", "Query {a} by {k}.", "Shows the {a} that belongs to {s}.",
          "Given {s}, returns its {a}.", "Look up {a}.")  # fmt: skip
_TEXTS_CHINESE = (
    "获取{s}的{a}",
    "查询{s}的{a}",
    "返回{s}的{a}",
    "查{a}",
    "{s}{a}查询",
    "根据{s}查询{a}。",
    "查看{a}",
)
_QUESTIONS = (
    "What is the {a} of {x}?", "What's the {a} of {x}?", "Tell me the {a} of {x}.", "I need the {a} of {x}.",
    "Can you find the {a} of {x}?", "{A} of {x}", "{a} of {x}?", "Please get the {a} of {x}.",
    "What is {p} {a}?", "Check the {a} of {x}.", "Give me the {a} of {x}, please.", "Show me {p} {a}.",
    "what's the {a} of {x}", "Do you know the {a} of {x}?", "I want to know the {a} of {x}.", "{p} {a}",
    "Look up the {a} of {x}.", "Could you look up {p} {a}?", "Find out {p} {a}.", "I'd like to have {p} {a}.",
    "Do we know {p} {a}?", "Have you got the {a} of {x}?", "{x}: {a}?", "{X}, what is the {a}?",
    "Any idea what the {a} of {x} is?", "I am looking for the {a} of {x}.", "Let me see {p} {a}.",
    "Could you tell me what the {a} of {x} is?", "I forgot {p} {a}.", "Where do I find the {a} of {x}?",
    "Someone wants to know {p} {a}.", "It's about {x}: I need the {a}.", "We need {p} {a} now.",
    "For the report I need the {a} of {x}.", "Fetch {p} {a}", "What does the system say about the {a} of {x}?",
    "Which {a} does {x} have?", "Mind checking the {a} of {x}?", "Tell me {p} {a}, please.", "{A} for {x}?",
    "How about the {a} of {x}?", "Is there {an} for {x}?", "Remind me of {p} {a}.", "I can't remember the {a} of {x}.",
)  # fmt: skip
_QUESTIONS_CHINESE = (
    "{x}的{a}是什么？", "{x}的{a}是多少？", "查一下{x}的{a}。", "请告诉我{x}的{a}。", "我想知道{x}的{a}。", "帮我查{x}的{a}",
    "{x}的{a}", "{x}{a}", "请问{x}的{a}是多少？", "{x}的{a}呢？", "看一下{x}的{a}。", "帮我看看{x}的{a}。", "我要{x}的{a}。",
    "能查到{x}的{a}吗？", "你知道{x}的{a}吗？", "麻烦查一下{x}的{a}。", "给我{x}的{a}", "我需要{x}的{a}。", "告诉我{x}的{a}是什么",
    "我忘了{x}的{a}了", "想问一下{x}的{a}", "查查{x}的{a}", "查询{x}的{a}", "{x}的{a}是啥", "我在找{x}的{a}。", "有没有{x}的{a}？",
    "关于{x}，我想知道{a}。", "把{x}的{a}发给我", "获取{x}的{a}。", "老板要{x}的{a}", "怎么才能知道{x}的{a}？", "{x}，{a}是多少？",
)  # fmt: skip


def subject_said(subject: str, thing: Thing | None, text: str, rng: Random, chinese: bool) -> str:
    """Returns how a question speaks of a subject: "the red chair", "order 12", "小王"."""
    if chinese:
        if subject == "order" or (thing and chance(rng, 0.5)):
            label = thing.chinese if thing else "订单"
            return f"{label} {text}" if label.isascii() and text.isascii() else label + text
        return text
    if subject == "order":
        label = rng.choice(thing.spoken) if thing else "order"
        return rng.choice((f"{label} {text}", f"the {label} {text}", f"{label} number {text}"))
    if thing and chance(rng, 0.5):
        return f"the {rng.choice(thing.spoken)} {text}"
    if subject in ("product", "device"):
        return f"the {text}"
    return article(text) if subject == "animal" else text


def _tool_name(rng: Random, row: Attribute, key: str, subject: str) -> str:
    if chance(rng, 0.03):  # the description alone says what it is for
        return rng.choice((invented_word(rng), f"fn_{invented_word(rng)}", f"tool_{number(rng)}"))
    pattern = rng.choice(_PATTERNS)
    return styled(rng, pattern.format(a=rng.choice(row.names), s=subject.replace(" ", "_"), k=key))


def _said_question(
    rng: Random, row: Attribute, thing: Thing | None, text: str, chinese: bool
) -> str:
    special = row.chinese_questions if chinese else row.questions
    if special and chance(rng, 0.35):
        label = "" if thing is None else thing.chinese if chinese else rng.choice(thing.spoken)
        label = label or ("订单" if chinese else "order")
        return rng.choice(special).format(x=text, t=label)
    x = subject_said(row.subject, thing, text, rng, chinese)
    a = rng.choice(row.chinese if chinese else row.spoken)
    template = rng.choice(_QUESTIONS_CHINESE if chinese else _QUESTIONS)
    if template == "{x}{a}" and x.isascii() and a.isascii():
        template = "{x} {a}"
    text = template.format(x=x, X=x, a=a, A=capital(a), p=possessive(x), an=article(a))
    # A value that begins the question stays as it is, since the call copies it.
    return capital(text) if text.startswith("the ") or template[0] != "{" else text


def found_text(rng: Random, label: str, key: str, given: object, found: object) -> str:
    """Returns what a tool answers: the value alone, or JSON that holds it."""
    pick = rng.random()
    if pick < 0.25:
        return to_json({label: found})
    if pick < 0.4:
        return to_json({key: given, rng.choice(("result", "value", label)): found})
    return str(found)


def attribute_tool(
    rng: Random, row: Attribute, thing: Thing | None = None, only_chinese: bool = False
) -> Family:
    """Returns a tool that tells an attribute.

    Args:
        rng: Where the choices come from.
        row: The attribute.
        thing: What sort of subject it is; None for any.
        only_chinese: Whether tool and questions are in Chinese whatever is asked for.
    """
    words, subject_chinese, keys = _SUBJECTS[row.subject]
    subject = rng.choice(thing.names if thing else words)
    if thing and row.subject == "order":
        keys = (f"{subject}_id", "id", f"{subject}_number", "number", f"{subject}_code")
    key = rng.choice(keys) if chance(rng, 0.85) else noun(rng)
    kind = rng.choice(("code", "code", "number")) if row.subject == "order" else row.subject
    name = _tool_name(rng, row, key, subject)
    if only_chinese or chance(rng, 0.1):
        about_subject = thing.chinese if thing else subject_chinese
        text = rng.choice(_TEXTS_CHINESE).format(s=about_subject, a=rng.choice(row.chinese))
    else:
        a = rng.choice(row.spoken)
        spoken = subject.replace("_", " ")
        text = rng.choice(_TEXTS).format(a=a, A=capital(a), s=article(spoken), w=spoken, k=key)
        is_clear = any(known.lower() in name.lower() for known in row.names)
        text = text if text or is_clear else f"Get the {a}"
    about = rng.choice(
        (None, None, None, None, None, f"The {subject}", f"The {key}", f"Which {subject}")
    )
    tool = function_tool(name, text, {key: parameter(VALUES[kind][0], about)})
    label, label_chinese = row.spoken[0], row.chinese[0]

    def ask(rng: Random, chinese: bool) -> Ask:
        chinese = chinese or only_chinese
        given, said_as = said(rng, kind, chinese)
        asked = question(rng, _said_question(rng, row, thing, said_as, chinese), chinese)
        found = result(rng, row.result, chinese)
        what = label_chinese if chinese else label
        x = subject_said(row.subject, thing, said_as, rng, chinese)
        answer = (
            f"{said_as}的{what}是{found}。" if chinese else f"The {what} of {said_as} is {found}."
        )
        clause = f"查一下{x}的{what}" if chinese else f"look up the {rng.choice(row.spoken)} of {x}"
        shown = what if chance(rng, 0.5) else row.names[0]
        return Ask(asked, {key: given}, found_text(rng, shown, key, given, found), answer, clause)

    return Family(tool, ask, f"{row.subject} {row.names[0]} {thing.names[0] if thing else ''}",
                  label, label_chinese, f"{kind} {key}")  # fmt: skip


def random_attribute(rng: Random) -> tuple[Attribute, bool]:
    """Returns an attribute made of any nouns, and whether it exists only in Chinese."""
    label = noun(rng)
    if chance(rng, 0.25):
        label += "_" + noun(rng)
    only_chinese = chance(rng, 0.2)
    spoken = label.replace("_", " ")
    chinese = chinese_word(rng) if only_chinese else spoken
    kind = rng.choice(("number", "word", "code", "person", "city", "date"))
    row = Attribute(rng.choice(SUBJECTS), (label,), (spoken,), (), (chinese,), (), kind)
    return row, only_chinese


def known_attribute(rng: Random) -> tuple[Attribute, Thing | None]:
    """Returns one of the attributes that people ask for, and now and then a thing it is of."""
    subject = rng.choice(SUBJECTS)
    kinds = [kind for kind, known in SUBJECT_OF_KIND.items() if known == subject]
    thing = None
    if kinds and (subject == "order" or chance(rng, 0.3)):
        thing = rng.choice(THINGS_OF[rng.choice(kinds)])
    return rng.choice(ATTRIBUTES_OF[subject]), thing


def some_attribute(rng: Random) -> Family:
    """Returns a tool for any attribute, well known or made of any words."""
    if chance(rng, 0.45):
        row, only_chinese = random_attribute(rng)
        return attribute_tool(rng, row, None, only_chinese)
    return attribute_tool(rng, *known_attribute(rng))
