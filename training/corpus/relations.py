"""Facts: a sentence, the questions for it, and the words that answer them."""

from __future__ import annotations

import re
from random import Random
from typing import NamedTuple

from .phrasing import capital
from .prose_values import value
from .thing_names import thing_name
from .words import capitalised, chance, chinese_word, holds_held_out, noun, read_table

_BEFORE_VOWEL = re.compile(r"\b([Aa]) ([aeio])")
EXCLUDED = frozenset({("person", "year"), ("person", "age")})  # one follows from the other


class Relation(NamedTuple):
    """What can be said of a kind of thing, and asked."""

    kind: str
    value_kind: str
    sentences: tuple[str, ...]
    questions: tuple[str, ...]


class Fact(NamedTuple):
    """A sentence, its question, the words that answer it, and what it is about."""

    text: str
    question: str
    span: str
    relation: Relation
    subject: str = ""
    # The sentence with {s} where the subject stood, for a pronoun.
    pattern: str = ""
    # The sentence as it goes on after a comma.
    inside: str = ""


def _read(name: str) -> list[Relation]:
    rows = []
    for kind, value_kind, sentences, questions in read_table(name):
        kept = [
            tuple(text for text in texts.split(";") if not holds_held_out(text))
            for texts in (sentences, questions)
        ]
        rows.append(Relation(kind, value_kind, kept[0], kept[1]))
    return rows


RELATIONS = (_read("relations_en.txt"), _read("relations_zh.txt"))
STATEMENTS = (_read("statements_en.txt"), _read("statements_zh.txt"))
_USABLE = [
    index for index, pair in enumerate(zip(*RELATIONS, strict=True))
    if all(relation.sentences and relation.questions for relation in pair)
]  # fmt: skip
KINDS = list(dict.fromkeys(RELATIONS[0][index].kind for index in _USABLE))
_OF_KIND = {kind: [i for i in _USABLE if RELATIONS[0][i].kind == kind] for kind in KINDS}
DOMAINS = tuple(list(dict.fromkeys(row.kind for row in rows)) for rows in STATEMENTS)
_OF_DOMAIN = tuple(
    {domain: [row for row in rows if row.kind == domain and row.sentences and row.questions]
     for domain in domains}
    for rows, domains in zip(STATEMENTS, DOMAINS, strict=True)
)  # fmt: skip


def relations_of(kind: str, chinese: bool) -> list[Relation]:
    """Returns what can be said of a kind of thing; the order is the same in both languages."""
    return [RELATIONS[chinese][index] for index in _OF_KIND[kind]]


def statements_of(domain: str, chinese: bool) -> list[Relation]:
    """Returns what can be said in a domain, such as the rules of a hotel."""
    return _OF_DOMAIN[chinese][domain]


def ask(rng: Random, relation: Relation, subject: str) -> str:
    """Returns a question for a relation."""
    return capital(rng.choice(relation.questions).format(s=subject))


def state(
    rng: Random, relation: Relation, subject: str, chinese: bool, held_out: bool = False
) -> Fact:
    """Returns a fact with a random value."""
    while True:
        if held_out and relation.value_kind == "thing" and not chinese:
            said = noun(rng, held_out)
        else:
            said = value(rng, relation.value_kind, chinese)
        if said != subject:
            break
    template = rng.choice(relation.sentences)
    pattern = template.replace("{v}", said)
    if not chinese:
        pattern = _BEFORE_VOWEL.sub(r"\1n \2", pattern)
    inside = pattern if template[0] == "{" else pattern[0].lower() + pattern[1:]
    text = capital(pattern.replace("{s}", subject))
    return Fact(text, ask(rng, relation, subject), said, relation, subject, pattern,
                inside.replace("{s}", subject))  # fmt: skip


def facts_about(rng: Random, kind: str, subject: str, size: int, chinese: bool) -> list[Fact]:
    """Returns several different facts about one thing."""
    rows = relations_of(kind, chinese)
    chosen = rng.sample(rows, min(size, len(rows)))
    return [state(rng, relation, subject, chinese) for relation in chosen]


def follows(relation: Relation, stated: list[Relation]) -> bool:
    """Says whether a relation may be worked out from those that are stated."""
    if relation in stated:
        return True
    key = (relation.kind, relation.value_kind)
    return key in EXCLUDED and any((r.kind, r.value_kind) in EXCLUDED for r in stated)


_GENERIC = (
    Relation("generic", "thing", ("The {k} of {s} is {v}.", "{s} has {v} as its {k}.", "For {s} the {k} is {v}.",
                                  "The {k} that belongs to {s} is {v}."),
             ("What is the {k} of {s}?", "What {k} does {s} have?", "Tell me the {k} of {s}.",
              "Which {k} belongs to {s}?", "What's the {k} of {s}?", "What is {s}'s {k}?")),
    Relation("generic", "thing", ("{s}的{k}是{v}。", "{s}以{v}为{k}。", "说到{k}，{s}的是{v}。"),
             ("{s}的{k}是什么？", "{s}有什么{k}？", "请问{s}的{k}是什么？", "告诉我{s}的{k}。", "{s}的{k}呢？")),
)  # fmt: skip
_BARE = (
    Relation("bare", "thing", ("The {k} is {v}.", "Our {k} is {v}.", "The {k} we use is {v}.", "{v} is the {k}."),
             ("What is the {k}?", "Which {k} is it?", "Tell me the {k}.", "What's the {k}?")),
    Relation("bare", "thing", ("{k}是{v}。", "这里的{k}是{v}。", "我们的{k}是{v}。"),
             ("{k}是什么？", "请问{k}是什么？", "告诉我{k}。", "这里的{k}是什么？")),
)  # fmt: skip
_GENERIC_VALUES = ("thing", "thing", "number", "code", "city", "person", "color", "company")


def _with_word(relation: Relation, word: str, value_kind: str) -> Relation:
    return Relation(relation.kind, value_kind, tuple(t.replace("{k}", word) for t in relation.sentences),
                    tuple(t.replace("{k}", word) for t in relation.questions))  # fmt: skip


def generic_relation(
    rng: Random, chinese: bool, held_out: bool = False, bare: bool = False
) -> Relation:
    """Returns a relation named by any noun: "the lamp of Zorbia is ..."."""
    word = chinese_word(rng, held_out) if chinese else noun(rng, held_out)
    base = (_BARE if bare else _GENERIC)[chinese]
    kind = "thing" if held_out else rng.choice(_GENERIC_VALUES)
    found = _with_word(base, word, kind)
    if not chinese and kind == "thing":
        return found._replace(
            sentences=tuple(t for t in found.sentences if not t.startswith("{v}"))
        )
    return found


def any_name(rng: Random, chinese: bool) -> str:
    """Returns the name of a thing of any kind."""
    if chance(rng, 0.4):
        return chinese_word(rng) if chinese else capitalised(rng)
    return thing_name(rng, rng.choice(KINDS), chinese)
