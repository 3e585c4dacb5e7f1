"""Documents as retrievers find them: prose, notes, manuals, mails, cards, numbered chunks."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from .layout import laid_out
from .phrasing import capital
from .prose_values import value
from .relations import (
    DOMAINS,
    KINDS,
    Fact,
    any_name,
    ask,
    facts_about,
    follows,
    generic_relation,
    relations_of,
    state,
    statements_of,
)
from .thing_names import thing_name
from .words import ADJECTIVES, allowed, chance, chinese_word, city, noun, person, read_lines

_FILLERS = tuple(allowed(read_lines(f"context_fillers_{name}.txt")) for name in ("en", "zh"))
_PRONOUNS = {
    "kind": ("They",),
    "person": ("He", "She"),
    "pet": ("It", "He", "She"),
    "company": ("It", "The company"),
}
_PRONOUNS_CHINESE = {"person": ("他", "她"), "pet": ("它",), "company": ("该公司", "公司", "它")}


class Document(NamedTuple):
    """A text, the facts it states, and questions it does not answer."""

    text: str
    facts: list[Fact]
    not_there: list[str]


def filler(rng: Random, chinese: bool) -> str:
    """Returns a sentence that answers no question."""
    names = {"p": person(rng, chinese), "q": person(rng, chinese), "c": city(rng, chinese)}
    if chinese:
        return rng.choice(_FILLERS[1]).format(k=chinese_word(rng), w=chinese_word(rng), **names)
    text = rng.choice(_FILLERS[0])
    return text.format(k=noun(rng), w=noun(rng), j=rng.choice(ADJECTIVES), **names)


def pronoun(rng: Random, kind: str, chinese: bool) -> str:
    """Returns what a thing is called when it is named a second time."""
    table = _PRONOUNS_CHINESE if chinese else _PRONOUNS
    return rng.choice(table.get(kind, ("它",) if chinese else ("It",)))


def _with_pronoun(found: Fact, word: str) -> Fact:
    """The fact with a pronoun for its subject, where that stands at the start."""
    start = "The {s}" if found.pattern.startswith("The {s}") else "{s}"
    if not found.pattern.startswith(start) or "{s}'s" in found.pattern:
        return found
    text = word + found.pattern[len(start) :].replace("{s}", word)
    inside = text if not text.isascii() else text[0].lower() + text[1:]
    return found._replace(text=text, inside=inside)


def _told_together(rng: Random, facts: list[Fact], chinese: bool) -> list[Fact]:
    """The facts about one thing: named first, then also by pronoun, now and then two in one."""
    word = pronoun(rng, facts[0].relation.kind, chinese)
    told = [facts[0], *(_with_pronoun(f, word) if chance(rng, 0.6) else f for f in facts[1:])]
    for index in range(len(told) - 1):
        first, second = told[index], told[index + 1]
        joins = second.text.startswith(word) and ("，" if chinese else ", ") not in first.text
        if joins and chance(rng, 0.2):
            rest = second.text if chinese else second.text[0].lower() + second.text[1:]
            joint = "，" if chinese else rng.choice((", and ", " and ", "; "))
            text = first.text[:-1] + joint + rest
            told[index : index + 2] = [
                first._replace(text=text, inside=text),
                second._replace(text=text, inside=text),
            ]
            break
    return told


_BEFORE = ("According to {p}, ", "As far as we know, ", "As everybody knows, ", "These days ", "According to the newspaper, ",
           "By the way, ", "In fact, ", "It is true that ", "{p} says that ", "Remember that ", "Please note that ",
           "Unlike {p}, ", "Of course ", "Also, ", "However, ", "At present ", "On top of that, ")  # fmt: skip
_AFTER = (", as {p} told us", ", which surprised nobody", ", says {p}", ", if all goes well", ", like every year",
          ", which is rare in {c}", " (see page {n})", ", so far", ", as the photos show")  # fmt: skip
_BEFORE_CHINESE = ("据{p}说，", "众所周知，", "据报道，", "目前，", "其实，", "另外，", "请注意，", "{p}说，", "不过，", "据了解，", "听说",
                   "当然，", "顺便说一下，")  # fmt: skip
_AFTER_CHINESE = (
    "，{p}这么说",
    "，大家都知道",
    "，这在{c}很少见",
    "（见第{n}页）",
    "，跟往年一样",
    "，这一点没变",
)


def _decorated(rng: Random, found: Fact, chinese: bool) -> Fact:
    """The fact with something said around it that does not matter."""
    names = {"p": person(rng, chinese), "c": city(rng, chinese), "n": rng.randrange(1, 200)}
    text = found.text
    if chance(rng, 0.5):
        text = rng.choice(_BEFORE_CHINESE if chinese else _BEFORE).format(**names) + (
            found.inside or text
        )
    else:
        text = (
            text[:-1] + rng.choice(_AFTER_CHINESE if chinese else _AFTER).format(**names) + text[-1]
        )
    return found._replace(text=text)


def _sentences(facts: list[Fact]) -> list[str]:
    return list(dict.fromkeys(found.text for found in facts))


def _with_fillers(rng: Random, sentences: list[str], chinese: bool) -> list[str]:
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        sentences.insert(rng.randrange(len(sentences) + 1), filler(rng, chinese))
    return sentences


def _asked_and_answered(rng: Random, facts: list[Fact], chinese: bool) -> str:
    q, a = rng.choice((("问：", "答：") if chinese else ("Q: ", "A: "), ("", "")))
    return "\n".join(f"{q}{found.question}\n{a}{found.text}" for found in facts)


def _other_relation(rng: Random, facts: list[Fact], chinese: bool) -> str | None:
    """Something else about a thing of the text."""
    found = rng.choice(facts)
    if not found.subject:
        return None
    stated = [f.relation for f in facts if f.subject == found.subject]
    kind = found.relation.kind
    if kind == "generic":
        return ask(rng, generic_relation(rng, chinese), found.subject)
    rows = [row for row in relations_of(kind, chinese) if not follows(row, stated)]
    return ask(rng, rng.choice(rows), found.subject) if rows else None


def _other_subject(rng: Random, facts: list[Fact], text: str, chinese: bool) -> str | None:
    """The same about something that the text does not name."""
    found = rng.choice(facts)
    if not found.subject:
        return None
    kind = found.relation.kind
    name = any_name(rng, chinese) if kind == "generic" else thing_name(rng, kind, chinese)
    return None if name.lower() in text.lower() else ask(rng, found.relation, name)


def off_topic(rng: Random, chinese: bool) -> str:
    """Returns a question about something that no text is about."""
    pick = rng.random()
    if pick < 0.3:
        return ask(rng, generic_relation(rng, chinese), any_name(rng, chinese))
    if pick < 0.5:
        rows = statements_of(rng.choice(DOMAINS[chinese]), chinese)
        return ask(rng, rng.choice(rows), "")
    kind = rng.choice(KINDS)
    return ask(rng, rng.choice(relations_of(kind, chinese)), thing_name(rng, kind, chinese))


def _finished(rng: Random, facts: list[Fact], chinese: bool) -> Document:
    rate = rng.choice((0, 0, 0.15, 0.3))
    texts = [found.text for found in facts]
    # Two facts of one sentence stay in one.
    facts = [_decorated(rng, found, chinese) if texts.count(found.text) == 1 and chance(rng, rate) else found
             for found in facts]  # fmt: skip
    sentences = _sentences(facts)
    if chance(rng, 0.06):
        text = _asked_and_answered(rng, facts, chinese)
    else:
        text = laid_out(rng, _with_fillers(rng, sentences, chinese), chinese)
    not_there = []
    asked = _answered_questions(facts)
    for _ in range(3):
        pick = rng.random()
        question = None
        # Seldom about a named thing: what is named is most often the answer.
        if pick < 0.1:
            question = _other_relation(rng, facts, chinese)
        elif pick < 0.7:
            question = _other_subject(rng, facts, text, chinese)
        if question is None or question in asked:
            question = _question_off_topic(rng, asked, chinese)
        not_there.append(question)
    return Document(text, facts, not_there)


def _answered_questions(facts: list[Fact]) -> frozenset[str]:
    return frozenset(
        capital(question.format(s=found.subject))
        for found in facts
        for question in found.relation.questions
    )


def _question_off_topic(rng: Random, asked: frozenset[str], chinese: bool) -> str:
    while True:
        question = off_topic(rng, chinese)
        if question not in asked:
            return question


def about_things(rng: Random, chinese: bool, size: int) -> Document:
    """Returns a text about one to three things, often of one kind, with facts of each."""
    count = min(size, rng.choice((1, 2, 2, 3)))
    kind = rng.choice(KINDS)
    kinds = [kind] * count if chance(rng, 0.6) else [rng.choice(KINDS) for _ in range(count)]
    told: list[list[Fact]] = []
    plain: list[Fact] = []
    names: list[str] = []
    for kind in kinds:
        name = thing_name(rng, kind, chinese)
        if any(name in other or other in name for other in names):
            continue
        names.append(name)
        facts = facts_about(rng, kind, name, max(1, size // count), chinese)
        told.append(_told_together(rng, facts, chinese))
        plain += facts
    if len(told) > 1 and chance(rng, 0.3):  # mixed: nothing may hang on the sentence before
        rng.shuffle(plain)
        return _finished(rng, plain, chinese)
    facts = [found for each in told for found in each]
    return _finished(rng, facts, chinese)


def rules(rng: Random, chinese: bool, size: int) -> Document:
    """Returns what holds in an office, a hotel, a shop ..., without a name."""
    domain = rng.choice(DOMAINS[chinese])
    rows = statements_of(domain, chinese)
    chosen = rng.sample(rows, min(size, len(rows) - 1))
    facts = [state(rng, relation, "", chinese) for relation in chosen]
    found = _finished(rng, facts, chinese)
    others = [row for row in rows if row not in chosen]
    not_there = [ask(rng, rng.choice(others), ""), found.not_there[0]]
    return found._replace(not_there=not_there)


def generic(rng: Random, chinese: bool, size: int, held_out: bool = False) -> Document:
    """Returns sentences such as "the lamp of Zorbia is ...", with any nouns."""
    names = [any_name(rng, chinese) for _ in range(rng.choice((1, 2, 3)))]
    facts: dict[str, Fact] = {}
    for _ in range(size):
        bare = chance(rng, 0.25)
        subject = "" if bare else rng.choice(names)
        relation = generic_relation(rng, chinese, held_out, bare)
        found = state(rng, relation, subject, chinese, held_out)
        facts.setdefault(relation.sentences[0] + subject, found)
    return _finished(rng, list(facts.values()), chinese)


def card(rng: Random, chinese: bool, size: int) -> Document:
    """Returns lines such as "price: 12 dollars" about one thing."""
    name = any_name(rng, chinese)
    colon = "：" if chinese else ": "
    facts: list[Fact] = []
    for _ in range(size):
        relation = generic_relation(rng, chinese)
        word = chinese_word(rng) if chinese else noun(rng)
        said = value(
            rng, rng.choice(("thing", "number", "code", "city", "person", "price", "date")), chinese
        )
        ask_for = (
            f"{name}的{word}是什么？"
            if chinese
            else rng.choice(
                (
                    f"What is the {word} of {name}?",
                    f"What is the {word}?",
                    f"Which {word} does {name} have?",
                )
            )
        )
        facts.append(Fact(f"{word}{colon}{said}", ask_for, said, relation, name))
    lines = [found.text for found in facts]
    if chance(rng, 0.5):
        lines = [capital(line) for line in lines]
        facts = [found._replace(text=capital(found.text)) for found in facts]
    text = "\n".join([rng.choice((name, f"name{colon}{name}", f"# {name}", "")), *lines]).strip()
    asked = _answered_questions(facts) | {found.question for found in facts}
    absent = facts[0].question
    while absent in asked:
        other = chinese_word(rng) if chinese else noun(rng)
        absent = f"{name}的{other}是什么？" if chinese else f"What is the {other} of {name}?"
    return Document(text, facts, [absent, _question_off_topic(rng, asked, chinese)])


def document(rng: Random, chinese: bool, size: int) -> Document:
    """Returns a text with about `size` facts."""
    makers = (about_things, rules, generic, card)
    return rng.choices(makers, (60, 20, 15, 5))[0](rng, chinese, size)
