"""Sentences in four languages at once: the material of the translation task."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from .kept_apart import is_free
from .words import FIRST_NAMES, chance, read_table


class Sentence(NamedTuple):
    """One sentence in each language."""

    english: str
    french: str
    german: str
    chinese: str
    # "The" and "this" are the same in our Chinese, so only some sentences are translated back.
    reversible: bool = True


class Noun(NamedTuple):
    """A countable noun; `kinds` are the letters that translation_nouns.txt explains."""

    english: str
    french: str
    french_gender: str
    german: str
    german_gender: str
    chinese: str
    measure: str
    kind: str

    @property
    def with_article(self) -> str:
        """The noun after "a" or "an"."""
        return ("an " if self.english[0] in "aeiou" else "a ") + self.english


NOUNS = [
    Noun(*row) for row in read_table("translation_nouns.txt") if is_free(row[0]) and is_free(row[5])
]
ADJECTIVES = read_table("translation_adjectives.txt")
MOODS = read_table("translation_moods.txt")
VERBS = read_table("translation_verbs.txt")
ACTIVITIES = read_table("translation_activities.txt")
MASS_NOUNS = read_table("translation_mass_nouns.txt")
PHRASES = [Sentence(*row) for row in read_table("translation_phrases.txt")]

# English, French, German, Chinese, index into the verb forms, French agreement
SUBJECTS = [
    ("I", "je", "ich", "我", 0, "m"), ("You", "tu", "du", "你", 1, "m"),
    ("He", "il", "er", "他", 2, "m"), ("She", "elle", "sie", "她", 2, "f"),
    ("We", "nous", "wir", "我们", 3, "mp"), ("They", "ils", "sie", "他们", 4, "mp"),
]  # fmt: skip
FEELINGS = {
    "love": ("aime aimes aime aimons aiment", "liebe liebst liebt lieben lieben", "爱"),
    "like": ("aime aimes aime aimons aiment", "mag magst mag mögen mögen", "喜欢"),
    "hate": ("déteste détestes déteste détestons détestent",
             "hasse hasst hasst hassen hassen", "讨厌"),
}  # fmt: skip
TO_BE = {
    "English": "am are is is are are".split(),
    "French": "suis es est est sommes sont".split(),
    "German": "bin bist ist ist sind sind".split(),
}
GERMAN_THE = {"m": "der", "f": "die", "n": "das"}
GERMAN_THE_OBJECT = {"m": "den", "f": "die", "n": "das"}
GERMAN_A_OBJECT = {"m": "einen", "f": "eine", "n": "ein"}
GERMAN_A = {"m": "ein", "f": "eine", "n": "ein"}
GERMAN_THIS = {"m": "dieser", "f": "diese", "n": "dieses"}
GERMAN_THIS_OBJECT = {"m": "diesen", "f": "diese", "n": "dieses"}


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _starts_with_vowel(word: str) -> bool:
    return word[0] in "aeiouhéèêàâîôœ"


def _french_the(noun: Noun) -> str:
    if _starts_with_vowel(noun.french):
        return "l'" + noun.french
    return ("le " if noun.french_gender == "m" else "la ") + noun.french


def _french_a(noun: Noun) -> str:
    return ("un " if noun.french_gender == "m" else "une ") + noun.french


def _french_this(noun: Noun) -> str:
    if noun.french_gender == "f":
        return "cette " + noun.french
    return ("cet " if _starts_with_vowel(noun.french) else "ce ") + noun.french


def _french_my(noun: Noun, letter: str) -> str:
    feminine = noun.french_gender == "f" and not _starts_with_vowel(noun.french)
    return letter + ("a " if feminine else "on ") + noun.french


def _french_subject(subject: str, verb: str) -> str:
    return "j'" + verb if subject == "je" and _starts_with_vowel(verb) else f"{subject} {verb}"


def _somebody_does(rng: Random, verb: list[str], name: str) -> Sentence:
    """Somebody, mostly a pronoun where no name is given, with a verb in its form."""
    english, third, french, german, chinese, _ = verb
    french_forms, german_forms = french.split(), german.split()
    if name or chance(rng, 0.2):
        name = name or rng.choice(FIRST_NAMES)
        return Sentence(f"{name} {third}", f"{name} {french_forms[2]}",
                        f"{name} {german_forms[2]}", name + chinese)  # fmt: skip
    who = rng.choice(SUBJECTS)
    return Sentence(
        f"{who[0]} {third if who[4] == 2 else english}",
        _capital(_french_subject(who[1], french_forms[who[4]])),
        f"{_capital(who[2])} {german_forms[who[4]]}",
        who[3] + chinese,
    )


def action(
    rng: Random, verb: list[str], noun: Noun, name: str = "", with_this: bool = False
) -> Sentence:
    """Returns a sentence in which somebody sees, loves, buys ... a thing, the or this thing."""
    start = _somebody_does(rng, verb, name)
    this = "这" + noun.measure + noun.chinese
    objects = [
        (noun.with_article, _french_a(noun), GERMAN_A_OBJECT, "一" + noun.measure + noun.chinese),
        (f"the {noun.english}", _french_the(noun), GERMAN_THE_OBJECT, this),
        (f"this {noun.english}", _french_this(noun), GERMAN_THIS_OBJECT, this),
    ]
    pick = 0 if verb[0] == "have" else 2 if with_this else rng.choice((0, 0, 1, 1, 2))
    text, french_text, article, chinese_text = objects[pick]
    german_text = f"{article[noun.german_gender]} {noun.german}"
    return Sentence(f"{start.english} {text}.", f"{start.french} {french_text}.",
                    f"{start.german} {german_text}.", f"{start.chinese}{chinese_text}。",
                    pick != 1)  # fmt: skip


def fitting(kinds: str) -> list[Noun]:
    """Returns the nouns that an adjective or a verb goes with."""
    return [noun for noun in NOUNS if noun.kind in kinds]


def _action(rng: Random) -> Sentence:
    verb = rng.choice(VERBS)
    return action(rng, verb, rng.choice(fitting(verb[5])))


def quality(noun: Noun, adjective: list[str], pick: str) -> Sentence:
    """Returns "the, this, my or your thing is big, red, new ..."."""
    english, masculine, feminine, german, chinese, _ = adjective
    french = masculine if noun.french_gender == "m" else feminine
    gender = noun.german_gender
    start = f"{pick.capitalize()} {noun.english}"
    if pick in ("the", "this"):
        french_start = _french_the(noun) if pick == "the" else _french_this(noun)
        article = (GERMAN_THE if pick == "the" else GERMAN_THIS)[gender]
        chinese_start = f"这{noun.measure}{noun.chinese}"
    else:
        french_start = _french_my(noun, "m" if pick == "my" else "t")
        article = ("mein" if pick == "my" else "dein") + ("e" if gender == "f" else "")
        chinese_start = ("我的" if pick == "my" else "你的") + noun.chinese
    return Sentence(f"{start} is {english}.", f"{_capital(french_start)} est {french}.",
                    f"{_capital(article)} {noun.german} ist {german}.",
                    f"{chinese_start}{chinese}。", pick != "the")  # fmt: skip


def _quality(rng: Random) -> Sentence:
    adjective = rng.choice(ADJECTIVES)
    noun = rng.choice(fitting(adjective[5]))
    return quality(noun, adjective, rng.choice(("the", "the", "this", "my", "your")))


def place(noun: Noun) -> Sentence:
    """Returns a question where a thing is."""
    return Sentence(f"Where is the {noun.english}?", f"Où est {_french_the(noun)} ?",
                    f"Wo ist {GERMAN_THE[noun.german_gender]} {noun.german}?",
                    f"{noun.chinese}在哪里？")  # fmt: skip


def _place(rng: Random) -> Sentence:
    return place(rng.choice(NOUNS))


def _identity(rng: Random) -> Sentence:
    return identity(rng, rng.choice(NOUNS))


def feeling(rng: Random, pastime: Sequence[str] = ()) -> Sentence:
    """Returns that somebody loves, likes or hates doing something, or a thing in general."""
    who = rng.choice(SUBJECTS)
    verb = rng.choice(sorted(FEELINGS))
    french, german, chinese = FEELINGS[verb]
    if pastime or chance(rng, 0.5):
        what, _, french_what, german_what, _, chinese_what = pastime or rng.choice(ACTIVITIES)
    else:
        what, french_what, german_what, chinese_what = rng.choice(MASS_NOUNS)
    return Sentence(
        f"{who[0]} {verb}{'s' if who[4] == 2 else ''} {what}.",
        f"{_capital(_french_subject(who[1], french.split()[who[4]]))} {french_what}.",
        f"{_capital(who[2])} {german.split()[who[4]]} {german_what}.",
        f"{who[3]}{chinese}{chinese_what}。",
    )


def wish(rng: Random, pastime: Sequence[str] = ()) -> Sentence:
    """Returns what somebody wants to do."""
    who = rng.choice(SUBJECTS)
    want = next(verb for verb in VERBS if verb[0] == "want")
    _, what, french_what, _, german_what, chinese_what = pastime or rng.choice(ACTIVITIES)
    return Sentence(
        f"{who[0]} {want[1] if who[4] == 2 else want[0]} to {what}.",
        f"{_capital(who[1])} {want[2].split()[who[4]]} {french_what}.",
        f"{_capital(who[2])} {want[3].split()[who[4]]} {german_what}.",
        f"{who[3]}想{chinese_what}。",
    )


def mood(index: int, row: list[str]) -> Sentence:
    """Returns how somebody is; `index` says who of `SUBJECTS`."""
    who = SUBJECTS[index]
    english, masculine, feminine, german, chinese = row
    french = feminine if who[5] == "f" else masculine
    if who[5] == "mp" and not french.endswith(("s", "x")):
        french += "s"
    return Sentence(
        f"{who[0]} {TO_BE['English'][index]} {english}.",
        f"{_capital(who[1])} {TO_BE['French'][index]} {french}.",
        f"{_capital(who[2])} {TO_BE['German'][index]} {german}.",
        f"{who[3]}{chinese}。",
    )


def _mood(rng: Random) -> Sentence:
    index = rng.randrange(len(SUBJECTS))
    return mood(index, rng.choice(MOODS))


def identity(rng: Random, noun: Noun) -> Sentence:
    """Returns "this is a thing", "is this a thing?" or "there is a thing here"."""
    german = f"{GERMAN_A[noun.german_gender]} {noun.german}"
    one = f"一{noun.measure}{noun.chinese}"
    return rng.choice((
        Sentence(f"This is {noun.with_article}.", f"C'est {_french_a(noun)}.", f"Das ist {german}.", f"这是{one}。"),
        Sentence(f"Is this {noun.with_article}?", f"Est-ce {_french_a(noun)} ?", f"Ist das {german}?", f"这是{one}吗？"),
        Sentence(f"There is {noun.with_article} here.", f"Il y a {_french_a(noun)} ici.", f"Hier ist {german}.", f"这里有{one}。"),
    ))  # fmt: skip


def liking(rng: Random, pastime: Sequence[str] = ()) -> Sentence:
    """Returns a question whether somebody likes something."""
    if pastime or chance(rng, 0.5):
        what, _, french, german, _, chinese = pastime or rng.choice(ACTIVITIES)
    else:
        what, french, german, chinese = rng.choice(MASS_NOUNS)
    return Sentence(
        f"Do you like {what}?",
        f"Aimes-tu {french} ?",
        f"Magst du {german}?",
        f"你喜欢{chinese}吗？",
    )


def single_word(rng: Random) -> Sentence:
    """Returns one word of the lists in each language, without article and full stop."""
    if chance(rng, 0.8):
        noun = rng.choice(NOUNS)
        return Sentence(noun.english, noun.french, noun.german, noun.chinese)
    _, english, french, _, german, chinese = rng.choice(ACTIVITIES)
    return Sentence(english, french, german, chinese)


def random_sentence(rng: Random) -> Sentence:
    """Returns a sentence with its translations."""
    makers = (_action, _quality, _place, feeling, wish, _mood, _identity, liking)
    return rng.choices(makers, (38, 25, 5, 13, 6, 7, 8, 3))[0](rng)
