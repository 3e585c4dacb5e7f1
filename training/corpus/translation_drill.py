"""Translations next to their neighbours: the same words for another gender, person or thing.

"My coat is green. My dress is green." shows what of a sentence decides the form of its words.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from . import plain_translation, translation
from .out_of_depth import (
    FAR_LANGUAGES,
    FAR_LANGUAGES_CHINESE,
    OUT_OF_DEPTH_ANSWER,
    OUT_OF_DEPTH_ANSWER_CHINESE,
)
from .sentences import (
    ACTIVITIES,
    ADJECTIVES,
    MOODS,
    NOUNS,
    SUBJECTS,
    VERBS,
    Noun,
    Sentence,
    action,
    feeling,
    fitting,
    identity,
    liking,
    mood,
    place,
    quality,
    wish,
)
from .story_words import name
from .translation_requests import request, worded
from .words import FIRST_NAMES, chance, is_held_out

_DETERMINERS = ("the", "this", "my", "my", "your", "your")
# What is easily taken for another: one Chinese word for two English ones, or the reverse.
_LOOK_ALIKES = (("heavy", "important"), ("old", "old"), ("white", "black"), ("big", "small"), ("tall", "big"), ("light", "heavy"), ("fast", "slow"),
                ("interesting", "important"), ("young", "old"), ("green", "white"), ("cheap", "expensive"), ("empty", "broken"), ("new", "old"),
                ("strong", "strange"), ("clean", "dirty"), ("yellow", "red"))  # fmt: skip
_CHANGING = [row for row in ADJECTIVES if row[1] != row[2]]
_FRENCH_VOWELS = "aeiouhéèêàâîôœ"
_VOWEL_NOUNS = [n for n in NOUNS if n.french[0] in _FRENCH_VOWELS or n.english[0] in "aeiou"]


# Nouns that a glance takes for each other.
_NEAR_NOUNS = ("lake cake castle", "house horse mouse", "plate plane table", "coat goat boat", "pen pear plane", "man map market park", "king ring singer",
               "bag bed bus box", "cat car cow cup cake", "tree street train star", "sheep shop shoe", "book box bottle", "bird girl bridge", "wolf woman window",
               "duck truck ball", "uncle aunt actor", "egg island office orange", "park market shirt", "lamp lake island", "brother mother father grandmother",
               "door doctor dog", "sister singer star", "snake spoon soup sofa", "lemon letter library", "phone plane piano", "queen king key kitchen")  # fmt: skip
# Names that begin like "I", "He" and other words: they are taken for these.
_NAMES_LIKE_WORDS = [
    each
    for each in FIRST_NAMES
    if each.startswith(("I", "He", "She", "We", "The", "My", "Do", "Ra", "Se"))
]
_BY_NAME = {noun.english: noun for noun in NOUNS}


def _one_adjective(rng: Random) -> list[Sentence]:
    """One adjective for things of both genders."""
    adjective = rng.choice(_CHANGING if chance(rng, 0.75) else ADJECTIVES)
    pick = rng.choice(_DETERMINERS)
    nouns = fitting(adjective[5])
    return [
        quality(
            rng.choice(nouns), adjective, pick if chance(rng, 0.6) else rng.choice(_DETERMINERS)
        )
        for _ in range(6)
    ]


def _one_thing(rng: Random) -> list[Sentence]:
    """One thing with many adjectives."""
    noun = rng.choice(_VOWEL_NOUNS if chance(rng, 0.3) else NOUNS)
    return [
        quality(noun, rng.choice([row for row in ADJECTIVES if noun.kind in row[5]]), pick)
        for pick in (*_DETERMINERS, "my")
    ]


def _look_alikes(rng: Random) -> list[Sentence]:
    """Two adjectives, or the two Chinese words for "old"."""
    names = rng.choice(_LOOK_ALIKES)
    rows = [row for row in ADJECTIVES if row[0] in names]
    rng.shuffle(rows)
    return [
        quality(rng.choice(fitting(row[5])), row, rng.choice(_DETERMINERS)) for row in rows * 3
    ][:6]


def _one_mood(rng: Random) -> list[Sentence]:
    """One mood of everybody."""
    same_for_both = [found for found in MOODS if found[1] == found[2]]
    row = rng.choice(same_for_both if chance(rng, 0.4) else MOODS)
    return [mood(index, row) for index in rng.sample(range(len(SUBJECTS)), 5)]


def _two_moods(rng: Random) -> list[Sentence]:
    """Two moods of the same people, one and many of them."""
    rows = rng.sample(MOODS, 2)
    people = [rng.randrange(len(SUBJECTS)), 4, 5]
    return [mood(index, row) for row in rows for index in people]


def _one_verb(rng: Random) -> list[Sentence]:
    """One verb of everybody, with different things."""
    verb = rng.choice(VERBS)
    nouns = fitting(verb[5])
    return [action(rng, verb, rng.choice(nouns)) for _ in range(6)]


def _one_deed(rng: Random) -> list[Sentence]:
    """Something done by people of any names, which stay as they are."""
    verbs = [rng.choice(VERBS)] if chance(rng, 0.5) else rng.sample(VERBS, 4)
    found = []
    for _ in range(4):
        verb = rng.choice(verbs)
        who = rng.choice(_NAMES_LIKE_WORDS) if chance(rng, 0.45) else name(rng, False)
        found.append(action(rng, verb, rng.choice(fitting(verb[5])), who))
    return found


def _one_object(rng: Random) -> list[Sentence]:
    """A thing after different verbs: a, an, the and this."""
    noun = rng.choice(NOUNS) if chance(rng, 0.7) else _any_noun(rng)
    verbs = [verb for verb in VERBS if noun.kind in verb[5]]
    return [action(rng, rng.choice(verbs), noun) for _ in range(3)] + [place(noun)] + [
        identity(rng, noun) for _ in range(2)
    ]  # fmt: skip


def _these(rng: Random) -> list[Sentence]:
    """Things that are pointed at: "ce", "cet" before a vowel, "cette"."""
    found = []
    for _ in range(6):
        noun = _any_noun(rng)
        verbs = [verb for verb in VERBS if noun.kind in verb[5] and verb[0] != "have"]
        if verbs and chance(rng, 0.65):
            found.append(action(rng, rng.choice(verbs), noun, with_this=True))
        else:
            adjectives = [row for row in ADJECTIVES if noun.kind in row[5]]
            found.append(quality(noun, rng.choice(adjectives), "this"))
    return found


def _near_nouns(rng: Random) -> list[Sentence]:
    """Nouns that look alike, in the same frames."""
    nouns = [_BY_NAME[word] for word in rng.choice(_NEAR_NOUNS).split() if word in _BY_NAME]
    found = [place(noun) for noun in nouns] + [identity(rng, noun) for noun in nouns]
    for noun in nouns:
        verbs = [verb for verb in VERBS if noun.kind in verb[5]]
        found.append(action(rng, rng.choice(verbs), noun))
    return rng.sample(found, min(7, len(found)))


def _any_noun(rng: Random) -> Noun:
    return rng.choice(_VOWEL_NOUNS if chance(rng, 0.6) else NOUNS)


def _articles(rng: Random) -> list[Sentence]:
    """Things whose words begin with a vowel, and others."""
    verbs = [verb for verb in VERBS if len(verb[5]) > 3]
    found = []
    for _ in range(6):
        noun = _any_noun(rng)
        fits = [verb for verb in verbs if noun.kind in verb[5]] or VERBS[:1]
        found.append(identity(rng, noun) if chance(rng, 0.4) else action(rng, rng.choice(fits), noun))  # fmt: skip
    return found


def _pastimes(rng: Random) -> list[Sentence]:
    """What people like and want to do; with and without a question."""
    return [rng.choice((feeling, wish, liking))(rng) for _ in range(6)]


def _one_pastime(rng: Random) -> list[Sentence]:
    """One thing to do: loved, hated and wanted by all kinds of people."""
    in_words = [row for row in ACTIVITIES if " " in row[2]]
    row = rng.choice(in_words if chance(rng, 0.15) else ACTIVITIES)
    return [make(rng, row) for make in (feeling, feeling, feeling, wish, wish, liking)]


_FAMILIES: tuple[Callable[[Random], list[Sentence]], ...] = (
    _one_adjective,
    _one_thing,
    _look_alikes,
    _one_mood,
    _two_moods,
    _one_verb,
    _one_deed,
    _one_object,
    _these,
    _near_nouns,
    _articles,
    _pastimes,
    _one_pastime,
)
_SHARES = (17, 9, 9, 14, 5, 8, 14, 8, 6, 8, 6, 4, 12)


def _neighbours(rng: Random, reverse: bool) -> list[Sentence]:
    """Sentences of one family, in any order; none that is kept for evaluation."""
    found = [
        sentence
        for sentence in rng.choices(_FAMILIES, _SHARES)[0](rng)
        if not is_held_out("translate " + sentence.english) and (sentence.reversible or not reverse)
    ]
    found = list(dict.fromkeys(found))
    rng.shuffle(found)
    return found


def _direction(rng: Random) -> tuple[str, str]:
    return rng.choices(
        (("English", "French"), ("English", "German"), ("English", "Chinese"), ("Chinese", "English")),
        (38, 18, 20, 24),
    )[0]  # fmt: skip


def contrasts(rng: Random) -> Conversation:
    """Returns neighbours after one instruction, or each with a request."""
    chinese = chance(rng, 0.45)
    source, target = _direction(rng)
    with_system = chance(rng, 0.6)
    messages: list[Message] = []
    if with_system:
        make = translation.instruction if chance(rng, 0.5) else plain_translation.instruction
        messages.append(system(make(rng, source, target, chinese)))
    wanted = rng.choice((6, 8, 8, 10))
    while len(messages) < 2 * wanted:
        for found in _neighbours(rng, source == "Chinese"):
            text, answer = translation.pair(found, source, target)
            asked = text if with_system else request(rng, text, target, chinese)
            messages += [user(asked), assistant(answer)]
    return Conversation(tuple(messages))


def _far(rng: Random, text: str, chinese: bool) -> list[Message]:
    """The same request for a language that is not known: only its name tells."""
    language = rng.choice(FAR_LANGUAGES_CHINESE if chinese else FAR_LANGUAGES)
    answer = OUT_OF_DEPTH_ANSWER_CHINESE if chinese else OUT_OF_DEPTH_ANSWER
    return [user(worded(rng, text, language, chinese)), assistant(answer)]


def requests(rng: Random) -> Conversation:
    """Returns few sentences, each with a request in its own words."""
    chinese = chance(rng, 0.45)
    messages: list[Message] = []
    for _ in range(rng.choice((1, 1, 2, 2, 3, 5))):
        source, target = _direction(rng)
        found = translation.sentence(rng, False, source == "Chinese")
        text, answer = translation.pair(found, source, target)
        if chance(rng, 0.03):
            messages += _far(rng, text, chinese)
        else:
            messages += [user(request(rng, text, target, chinese)), assistant(answer)]
    return Conversation(tuple(messages))


def sample(rng: Random) -> Conversation:
    """Returns translations of neighbours, or of sentences with requests of any wording."""
    return contrasts(rng) if chance(rng, 0.4) else requests(rng)
