"""Runs with an assistant's tools: where somebody lives, then the weather there."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from ...chat_format import function_tool, to_json
from ..assistant_tools.offers import Offer
from ..assistant_tools.slots import Value, make
from ..tool_families import parameter, styled
from ..words import chance, noun
from .chains import Chain, Step, last_step, offer, plain, question, step
from .lookups import Field, Lookup

_WHERE = ("get_user_city", "find_person", "where_is", "locate_person", "get_home_city", "person_location",
          "get_location_of", "lookup_address", "find_city", "user_location", "where_lives",
          "get_residence", "contact_city", "locate_user", "home_of")  # fmt: skip
_WHERE_TEXTS = ("Find the city a person lives in", "Where a person is", "Returns the city of a user.",
                "Locate a contact", "Look up the home town of a person", "查询某人所在的城市")  # fmt: skip
_MAIL = ("get_email", "find_email", "lookup_email", "email_of", "get_contact_email", "contact_lookup",
         "find_contact", "address_of", "get_mail_address", "resolve_email", "people_search")  # fmt: skip
_MAIL_TEXTS = ("Find the e-mail address of a person", "Returns a contact's email address.",
               "Look up an email address by name", "查询联系人的邮箱地址")  # fmt: skip
_PERSON_KEYS = ("name", "person", "user", "contact", "who", "username", "person_name", "query")


def _people_tool(rng: Random, names: tuple[str, ...], texts: tuple[str, ...], found: str) -> Lookup:
    """A tool that knows something about a person."""
    key = rng.choice(_PERSON_KEYS)
    note = rng.choice((None, None, "The person's name"))
    name = styled(rng, rng.choice(names))
    if chance(rng, 0.1):
        name = f"{name}_{noun(rng)}"
    english = texts if chance(rng, 0.2) else texts[:-1]
    tool = function_tool(name, rng.choice(english), {key: parameter("string", note)})
    return Lookup(tool, name, key, Field(found, found, "word"))


def _two(
    rng: Random, text: str, first: Step, first_tool: Offer | Lookup, second: Offer,
    values: dict[str, Value], chinese: bool,
) -> Chain:  # fmt: skip
    """A chain whose second step is an assistant's tool with these values."""
    last, said = last_step(rng, second, values, chinese)
    kinds = [second.kind.name]
    if isinstance(first_tool, Offer):
        kinds.append(first_tool.kind.name)
    return Chain(text, (first, last), said, (first_tool.tool, second.tool), tuple(kinds))


def _direct(rng: Random, first: Lookup, second: Offer, chinese: bool) -> Chain:
    """The second tool is all that is needed: the question says what the first one would find."""
    said = second.ask(rng, chinese)
    last, answer = last_step(rng, second, said.values, chinese)
    return Chain(said.question, (last,), answer, (first.tool, second.tool), (second.kind.name,))


def _where(chain: str, kinds: tuple[str, ...]) -> Callable[[Random, bool], Chain]:
    def make_chain(rng: Random, chinese: bool) -> Chain:
        first = _people_tool(
            rng, _WHERE, _WHERE_TEXTS, rng.choice(("city", "location", "town", "place"))
        )
        who, place = make("recipient", rng, chinese), make("city", rng, chinese)
        found = Step(first.name, {first.key: who.value}, first.result(rng, who.value, place.value))
        second = offer(rng, rng.choice(kinds), chinese)
        if chance(rng, 0.15):
            return _direct(rng, first, second, chinese)
        text = question(rng, chain, chinese, {"who": who})
        return _two(rng, text, found, first, second, {"place": place}, chinese)

    return make_chain


def mail_to(rng: Random, chinese: bool) -> Chain:
    """Find the address of a person, then write there."""
    first = _people_tool(rng, _MAIL, _MAIL_TEXTS, rng.choice(("email", "address", "mail")))
    who, text, to = (make(kind, rng, chinese) for kind in ("recipient", "message", "email"))
    found = Step(first.name, {first.key: who.value}, first.result(rng, who.value, to.value))
    asked = question(rng, "mail_to", chinese, {"who": who, "text": text})
    second = offer(rng, "send_email", chinese)
    if chance(rng, 0.2):
        return _direct(rng, first, second, chinese)
    return _two(rng, asked, found, first, second, {"to": to, "text": text}, chinese)


def open_first(rng: Random, chinese: bool) -> Chain:
    """Search, then open the first result."""
    search, browser = offer(rng, "web_search", chinese), offer(rng, "open_url", chinese)
    topic = make("topic", rng, chinese)
    hits = [
        {"title": make("headline", rng, chinese).value, rng.choice(("url", "url", "link")): make("url", rng, chinese).value}
        for _ in range(rng.choice((1, 2, 2, 3)))
    ]  # fmt: skip
    url = next(value for key, value in hits[0].items() if key != "title")
    shown = to_json(hits)
    if chance(rng, 0.3):
        shown = "\n".join(" - ".join(str(part) for part in hit.values()) for hit in hits)
    elif chance(rng, 0.3):
        shown = to_json({"results": hits})
    text = question(rng, "open_first", chinese, {"topic": topic})
    found = step(search, {"topic": topic}, shown)
    return _two(rng, text, found, search, browser, {"url": plain(url)}, chinese)


def stock_in(rng: Random, chinese: bool) -> Chain:
    """The price of a share, then the same in another currency."""
    stock, exchange = offer(rng, "stock", chinese), offer(rng, "currency", chinese)
    company, price = make("company", rng, chinese), rng.randrange(5, 900)
    source, target = rng.sample(("USD", "EUR", "GBP", "CNY", "JPY", "CHF"), 2)
    for argument in exchange.arguments:  # an enum may lack a currency
        listed = argument.schema.get("enum")
        if listed is not None and not {source, target} & set(listed):
            return stock_in(rng, chinese)
        wanted = target if argument.slot.name == "to" else source
        if listed is not None and wanted not in listed:
            return stock_in(rng, chinese)
    body = {"price": price, "currency": source}
    shown = rng.choice(
        (to_json(body), to_json(body), f"{price} {source}", f"price: {price} {source}")
    )
    values = {"amount": plain(price), "from": plain(source), "to": plain(target)}
    text = question(rng, "stock_in", chinese, {"company": company, "to": plain(target)})
    return _two(
        rng, text, step(stock, {"company": company}, shown), stock, exchange, values, chinese
    )


def _read(rng: Random, chinese: bool, kind: str) -> tuple[Offer, Value, Value, str]:
    """A file with a short text in it."""
    content = make(kind, rng, chinese if chance(rng, 0.7) else not chinese)
    shown = content.said if chance(rng, 0.7) else to_json({"content": content.value})
    return offer(rng, "read_file", chinese), make("file", rng, chinese), content, shown


def read_translate(rng: Random, chinese: bool) -> Chain:
    """Read a file, then translate what it says."""
    reader, file, content, shown = _read(rng, chinese, "phrase")
    second = offer(rng, "translate", chinese)
    language = next(a for a in second.arguments if a.slot.name == "language").value(rng, chinese)
    values = {"text": content, "language": language}
    text = question(rng, "read_translate", chinese, {"file": file, "language": language})
    return _two(rng, text, step(reader, {"file": file}, shown), reader, second, values, chinese)


def read_tell(rng: Random, chinese: bool) -> Chain:
    """Read a file, then send what it says."""
    reader, file, content, shown = _read(rng, chinese, "message")
    to, second = make("recipient", rng, chinese), offer(rng, "send_message", chinese)
    text = question(rng, "read_tell", chinese, {"file": file, "to": to})
    values = {"to": to, "text": content}
    return _two(rng, text, step(reader, {"file": file}, shown), reader, second, values, chinese)


def fly(rng: Random, chinese: bool) -> Chain:
    """Find a flight, then book it."""
    search, second = offer(rng, "search_flights", chinese), offer(rng, "book_flight", chinese)
    start, end, name, flight = (make(k, rng, chinese) for k in ("city", "city", "person", "flight"))
    if len({start.said, end.said, name.said}) < 3:
        return fly(rng, chinese)
    body = {
        rng.choice(("flight", "flight_number", "code")): flight.value,
        "price": rng.randrange(40, 900),
    }
    shown = rng.choice((to_json(body), to_json([body]), flight.said))
    known = {"start": start, "end": end, "name": name}
    text = question(rng, "fly", chinese, known)
    values = {"flight": flight, "name": name}
    return _two(rng, text, step(search, known, shown), search, second, values, chinese)


def dine(rng: Random, chinese: bool) -> Chain:
    """Find a restaurant, then book a table there."""
    search, second = offer(rng, "restaurant", chinese), offer(rng, "table", chinese)
    names = ("cuisine", "city", "party", "time", "restaurant")
    cuisine, place, people, time, found = (make(kind, rng, chinese) for kind in names)
    known = {"cuisine": cuisine, "place": place, "people": people, "time": time}
    body = {"name": found.value, "rating": rng.randrange(1, 6)}
    shown = rng.choice((to_json(body), to_json([body]), found.said, f"name: {found.said}"))
    text = question(rng, "dine", chinese, known)
    values = {"name": found, "people": people, "time": time}
    return _two(rng, text, step(search, known, shown), search, second, values, chinese)


def agenda_tell(rng: Random, chinese: bool) -> Chain:
    """Read the calendar of a day, then send what stands there."""
    calendar, second = offer(rng, "read_calendar", chinese), offer(rng, "send_message", chinese)
    day, to, event = (make(kind, rng, chinese) for kind in ("date", "recipient", "event"))
    shown = event.said if chance(rng, 0.5) else to_json({"event": event.value})
    text = question(rng, "agenda_tell", chinese, {"day": day, "to": to})
    values = {"to": to, "text": event}
    return _two(rng, text, step(calendar, {"day": day}, shown), calendar, second, values, chinese)


CHAINS: tuple[tuple[Callable[[Random, bool], Chain], float], ...] = (
    (_where("where_weather", ("weather_now",)), 2.0), (_where("where_time", ("clock",)), 1.2),
    (mail_to, 2.0), (open_first, 1.2), (stock_in, 1.0), (read_translate, 0.8), (read_tell, 1.0), (fly, 1.0),
    (dine, 1.0), (agenda_tell, 0.8),
)  # fmt: skip
