"""Extraction: a schema, a text about a person, a product, a trip ..., and what the text says."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from ..chat_format import Json
from .extraction_subjects import subject
from .extraction_texts import Said, Topic, text_for
from .extraction_values import Value, make, options_of, yes_no
from .kept_apart import is_free
from .schemas import UNKNOWN, Field, Task, nothing
from .words import chance, read_lines

_FIELD_KINDS = {"int": "integer", "count": "integer", "year": "integer", "price": "number", "money": "number",
                "number": "number", "stars": "number", "bool": "boolean", "enum": "enum", "list": "list",
                "ints": "numbers", "object": "object"}  # fmt: skip

# Parts of objects that are known by what they look like.
_PLAIN_PARTS = ("street", "city", "publisher", "year", "name", "age", "email")


class Attribute(NamedTuple):
    """Something texts say: its possible keys, kind, English and Chinese clauses, Chinese label."""

    keys: tuple[str, ...]
    kind: str
    clauses: str
    chinese_label: str
    chinese_clauses: str


class Domain(NamedTuple):
    """What a text can be about, and all that it can say of it."""

    name: str
    titles: tuple[str, ...]
    subject: str
    pronouns: tuple[str, str]
    name_keys: tuple[str, ...]
    name_label: str
    attributes: tuple[Attribute, ...]


def _free_clauses(clauses: str) -> str:
    kept = [[c for c in side.split(";") if is_free(c)] for side in clauses.split("//")]
    return "//".join(";".join(side) for side in kept) if all(kept) else ""


def _free_kind(kind: str) -> str:
    """The kind without the options that hold a word kept for evaluation."""
    if "=" not in kind or kind.startswith("object"):
        return kind
    head, rest = kind.split(" ", 1)
    return f"{head} {','.join(option for option in rest.split(',') if is_free(option))}"


def _attribute(line: str) -> Attribute | None:
    keys, kind, clauses, label, chinese = line.split("|")
    free = tuple(key for key in keys.split(",") if is_free(key.replace("_", " ")))
    clauses, chinese = _free_clauses(clauses), _free_clauses(chinese)
    if not (free and clauses and chinese and is_free(label)):
        return None
    return Attribute(free, _free_kind(kind), clauses, label, chinese)


def _domains() -> list[Domain]:
    domains: list[Domain] = []
    lines = read_lines("extraction.txt")
    for index, line in enumerate(lines):
        if not line.startswith("= "):
            continue
        name, titles, kind, pronoun, chinese_pronoun = line[2:].split("|")
        keys, _, _, label, _ = lines[index + 1].split("|")
        rows: list[str] = []
        for row in lines[index + 2 :]:
            if row.startswith("= "):
                break
            rows.append(row)
        found = tuple(attribute for attribute in map(_attribute, rows) if attribute)
        domains.append(Domain(
            name, tuple(title for title in titles.split(",") if is_free(title)), kind,
            (pronoun, chinese_pronoun), tuple(key for key in keys.split(",") if is_free(key)), label, found,
        ))  # fmt: skip
    return domains


DOMAINS = _domains()


class Chosen(NamedTuple):
    """An attribute as one schema has it: its field, and how texts label it."""

    attribute: Attribute
    field: Field
    label: str
    chinese_label: str


def styled(rng: Random, name: str) -> str:
    """Returns a key in any naming style: most often as it is, with underscores."""
    pick = rng.random()
    parts = name.split("_")
    if pick < 0.76 or not name.isascii():
        return name
    if pick < 0.94:
        return parts[0] + "".join(part.capitalize() for part in parts[1:])
    return "".join(part.capitalize() for part in parts) if pick < 0.97 else "-".join(parts)


def _description(rng: Random, attribute: Attribute, domain: Domain, chinese: bool) -> str | None:
    if chance(rng, 0.6):
        return None
    said = rng.choice(attribute.keys).replace("_", " ")
    if chinese and chance(rng, 0.7):
        label = attribute.chinese_label
        return rng.choice(("{}", "{}", "提取的{}", "文中的{}", "{}，如果提到的话")).format(label)
    forms = ("The {}", "The {}", "{}", "The {} of the {d}", "{} of the {d}", "The {} if mentioned", "The {}, as the text has it")  # fmt: skip
    text = rng.choice(forms).format(said, d=domain.name)
    return text[0].upper() + text[1:]


def _options(rng: Random, kind: str, chinese: bool) -> tuple[str, ...]:
    pairs = options_of(kind)
    in_chinese = chinese and chance(rng, 0.4)
    words = [pair[int(in_chinese)] for pair in pairs]
    if not in_chinese and chance(rng, 0.15):
        words = [word.upper().replace(" ", "_") for word in words]
    if chance(rng, 0.3):
        rng.shuffle(words)
    return tuple([*words, UNKNOWN] if chance(rng, 0.08) else words)


def _part_fields(kind: str) -> tuple[Field, ...]:
    """The fields of an object kind such as "object street=street,age=int 1-9"."""
    parts = (part.split("=") for part in kind.split(" ", 1)[1].split(","))
    return tuple(
        Field(name, _FIELD_KINDS.get(spec.split(" ")[0], "string")) for name, spec in parts
    )


def choose(
    rng: Random, domain: Domain, attribute: Attribute, key: str, chinese: bool, optional: bool
) -> Chosen:
    """Returns an attribute as a field of a schema."""
    kind = _FIELD_KINDS.get(attribute.kind.split(" ")[0], "string")
    if kind in ("integer", "number") and chance(rng, 0.04):
        kind = "string"
    if kind == "number" and attribute.kind == "money" and chance(rng, 0.5):
        kind = "integer"
    options = _options(rng, attribute.kind, chinese) if kind == "enum" else ()
    parts = _part_fields(attribute.kind) if kind == "object" else ()
    title = key.replace("_", " ").title().replace(" ", "") if parts else ""
    name = attribute.chinese_label if chinese and chance(rng, 0.1) else styled(rng, key)
    about = _description(rng, attribute, domain, chinese)
    label = rng.choice(attribute.keys).replace("_", " ")
    field = Field(name, kind, about, optional and kind != "object", options, parts, title)
    return Chosen(attribute, field, label, attribute.chinese_label)


def _say_boolean(rng: Random, chosen: Chosen, chinese: bool) -> tuple[bool, Said]:
    attribute = chosen.attribute
    sides = (attribute.chinese_clauses if chinese else attribute.clauses).split("//")
    found = chance(rng, 0.5)
    clause = rng.choice(sides[int(not found)].split(";"))
    label = chosen.chinese_label if chinese else chosen.label
    return found, Said(clause, label, yes_no(rng, chinese, found))


def _say_enum(rng: Random, chosen: Chosen, chinese: bool) -> tuple[str, Said]:
    """What is said of an enum: one of its words, or with "@" a clause that means one of them."""
    attribute = chosen.attribute
    clause = rng.choice((attribute.chinese_clauses if chinese else attribute.clauses).split(";"))
    pairs = options_of(attribute.kind)
    clause, _, meant = clause.partition("@")
    pair = next((p for p in pairs if p[0] == meant), None) or rng.choice(pairs)
    spellings = {pair[0], pair[0].upper().replace(" ", "_"), pair[1]}
    found = next(option for option in chosen.field.options if option in spellings)
    text = pair[int(chinese)]
    if not chinese and chance(rng, 0.15):
        text = text.upper() if chance(rng, 0.3) else text.capitalize()
    return found, Said(clause.format(text), chosen.chinese_label if chinese else chosen.label, text)


def _say_object(rng: Random, chosen: Chosen, chinese: bool) -> tuple[Json, Said]:
    attribute = chosen.attribute
    parts = [part.split("=") for part in attribute.kind.split(" ", 1)[1].split(",")]
    values = {name: make(rng, spec, chinese) for name, spec in parts}
    clause = rng.choice((attribute.chinese_clauses if chinese else attribute.clauses).split(";"))
    texts = {name: value.text for name, value in values.items()}
    named = any(name not in _PLAIN_PARTS for name in texts) or chance(rng, 0.3)
    shown = [f"{name} {text}" if named else text for name, text in texts.items()]
    label_text = ("，" if chinese else ", ").join(shown)
    label = chosen.chinese_label if chinese else chosen.label
    found = {name: value.value for name, value in values.items()}
    return found, Said(clause.format(**texts), label, label_text)


def say(rng: Random, chosen: Chosen, chinese: bool) -> tuple[Any, Said]:
    """Returns a value for an attribute and how a text says it."""
    kind = chosen.attribute.kind.split(" ")[0]
    if kind == "bool":
        return _say_boolean(rng, chosen, chinese)
    if kind == "enum":
        return _say_enum(rng, chosen, chinese)
    if kind == "object":
        return _say_object(rng, chosen, chinese)
    value: Value = make(rng, chosen.attribute.kind, chinese)
    attribute = chosen.attribute
    clause = rng.choice((attribute.chinese_clauses if chinese else attribute.clauses).split(";"))
    label = chosen.chinese_label if chinese else chosen.label
    found = str(value.value) if chosen.field.kind == "string" else value.value
    text = value.text
    if chosen.field.kind == "string" and not isinstance(value.value, str):
        text = found  # a number kept as text is copied as it stands
    shown = text if text == found else value.label_text or text
    return found, Said(clause.format(text), label, shown)


def _pick(rng: Random, domain: Domain, chinese: bool) -> tuple[list[Chosen], list[Chosen]]:
    """Attributes that the schema asks for, and some that the text only mentions."""
    count = rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 5))
    extra = rng.choice((0, 0, 0, 1, 1, 2))
    attributes = rng.sample(domain.attributes, min(count + extra, len(domain.attributes)))
    some_optional = chance(rng, 0.45)
    chosen: list[Chosen] = []
    for attribute in attributes:
        others = {key for other in attributes if other is not attribute for key in other.keys}
        keys = [key for key in attribute.keys if key not in others and key not in domain.name_keys]
        if keys:
            optional = some_optional and chance(rng, 0.7)
            chosen.append(choose(rng, domain, attribute, rng.choice(keys), chinese, optional))
    return chosen[:count] or chosen[:1], chosen[count:]


def turn(
    rng: Random, domain: Domain, name: Field | None, asked: list[Chosen], extra: list[Chosen],
    chinese: bool, misses: bool = True,
) -> tuple[str, Json]:  # fmt: skip
    """Returns a text, and the object that holds what it says of what is asked for."""
    who = subject(rng, domain.subject, chinese)
    found: Json = {name.name: who.value} if name else {}
    said: list[Said] = []
    for chosen in asked:
        field = chosen.field
        can_miss = (
            field.kind not in ("enum", "object") or UNKNOWN in field.options or field.optional
        )
        if misses and can_miss and chance(rng, 0.35 if field.optional else 0.04):
            found[field.name] = None if field.optional else nothing(field)
            continue
        found[field.name], fact = say(rng, chosen, chinese)
        said.append(fact)
    if not said and asked:
        found[asked[0].field.name], fact = say(rng, asked[0], chinese)
        said.append(fact)
    said += [say(rng, chosen, chinese)[1] for chosen in extra]
    pronoun = domain.pronouns[int(chinese)]
    if pronoun in ("she", "她") and chance(rng, 0.5):
        pronoun = "he" if pronoun == "she" else "他"
    label = domain.name_label if chinese else domain.name_keys[0].replace("_", " ")
    return text_for(rng, Topic(who.text, pronoun, label, who.value), said, chinese), found


def domain_task(rng: Random, turns: int, chinese: bool, misses: bool = True) -> Task:
    """Returns texts about one kind of thing, with a schema for some of what they say."""
    domain = rng.choice(DOMAINS)
    asked, extra = _pick(rng, domain, chinese)
    name = None
    if chance(rng, 0.6):
        about = None if chance(rng, 0.7) else f"The name of the {domain.name}"
        name = Field(styled(rng, rng.choice(domain.name_keys)), "string", about)
    fields = [chosen.field for chosen in asked]
    found = [turn(rng, domain, name, asked, extra, chinese, misses) for _ in range(turns)]
    title = rng.choice(domain.titles)
    abouts = (
        "",
        "",
        f"Information about the {domain.name}.",
        "Extracted data.",
        f"What is said about the {domain.name}.",
    )
    return Task(title, rng.choice(abouts), ([name] if name else []) + fields, found)
