"""Tools of services: search, messages, conversion, travel, customers."""

from __future__ import annotations

from random import Random

from ..chat_format import function_tool
from .tool_families import Ask, Family, parameter, styled
from .words import (
    KANA,
    chance,
    chinese_word,
    city,
    code,
    email,
    invented_word,
    noun,
    number,
    person,
    phrase,
    real_noun,
)


def search(rng: Random, held_out: bool) -> Family:
    """Returns a search engine."""
    key = rng.choice(("query", "query", "q", "question", "input", "text"))
    names = ("search", "web_search", "search_web", "tavily_search", "google_search", "search_docs")
    texts = ("Search the web for information", "Search for a query", "搜索网络",
             "A search engine. Useful for questions about current events.")  # fmt: skip
    about = rng.choice((None, "The search query"))
    tool = function_tool(
        styled(rng, rng.choice(names)), rng.choice(texts), {key: parameter("string", about)}
    )

    def ask(rng: Random, chinese: bool) -> Ask:
        what = phrase(rng, chinese)
        if chinese:
            found = f"{chinese_word(rng)}是{chinese_word(rng)}"
            question = rng.choice(
                (f"搜索{what}。", f"帮我搜一下{what}。", f"在网上查找{what}。", f"请搜索{what}")
            )
            return Ask(question, {key: what}, found, f"根据搜索结果，{found}。")
        found = f"the {noun(rng)} is a {real_noun(rng)}"
        templates = ("Search for {}.", "Search the web for {}.", "Look up {} on the web.",
                     "Please search {}.", "Find information about {}.", "Google {}.")  # fmt: skip
        return Ask(
            rng.choice(templates).format(what),
            {key: what},
            found,
            f"According to the search, {found}.",
        )

    return Family(tool, ask, "search")


def message(rng: Random, held_out: bool) -> Family:
    """Returns a tool that sends a text to somebody."""
    to, body = rng.choice((("to", "body"), ("to", "message"), ("recipient", "message"),
                           ("name", "text"), ("to", "content")))  # fmt: skip
    names = ("send_email", "send_message", "send_mail", "email", "send_sms")
    texts = (
        "Send an email",
        "Send a message to a person",
        "Sends an email to someone.",
        "发送邮件",
    )
    properties = {to: parameter("string"), body: parameter("string")}
    tool = function_tool(styled(rng, rng.choice(names)), rng.choice(texts), properties)

    def ask(rng: Random, chinese: bool) -> Ask:
        who = person(rng, chinese) if chance(rng, 0.7) else email(rng)
        text = phrase(rng, chinese)
        done = rng.choice(("sent", "ok", "done", "Email sent"))
        if chinese:
            question = rng.choice(
                (f"给{who}发邮件，内容是{text}。", f"发消息给{who}：{text}", f"告诉{who}：{text}")
            )
            return Ask(question, {to: who, body: text}, done, f"已经发送给{who}。")
        templates = ("Send an email to {w} saying {t}.", "Send a message to {w}: {t}",
                     "Tell {w} that {t}.", "Email {w} and say {t}.", "Write to {w}: {t}")  # fmt: skip
        question = rng.choice(templates).format(w=who, t=text)
        return Ask(question, {to: who, body: text}, done, f"The message was sent to {who}.")

    return Family(tool, ask, "message")


_QUANTITIES = ("USD", "EUR", "JPY", "GBP", "CNY", "miles", "meters", "pounds", "dollars", "euros")


def conversion(rng: Random, held_out: bool) -> Family:
    """Returns a tool that converts an amount."""
    amount, source, target = rng.choice((("amount", "from", "to"), ("value", "from_unit", "to_unit"),
                                         ("amount", "from_currency", "to_currency"),
                                         ("amount", "source", "target")))  # fmt: skip
    names = ("convert_currency", "convert", "currency_converter", "convert_unit", "exchange")
    texts = (
        "Convert an amount from one currency to another",
        "Convert a value between units",
        "货币转换",
    )
    properties = {
        amount: parameter("number"),
        source: parameter("string"),
        target: parameter("string"),
    }
    tool = function_tool(styled(rng, rng.choice(names)), rng.choice(texts), properties)

    def ask(rng: Random, chinese: bool) -> Ask:
        given, result = number(rng), number(rng)
        a, b = (invented_word(rng) if chance(rng, 0.2) else rng.choice(_QUANTITIES) for _ in "ab")
        arguments = {amount: given, source: a, target: b}
        if chinese:
            question = rng.choice((f"把{given} {a}换成{b}。", f"{given} {a}等于多少{b}？"))
            return Ask(question, arguments, str(result), f"{given} {a}等于{result} {b}。")
        templates = (
            "Convert {n} {a} to {b}.",
            "How much is {n} {a} in {b}?",
            "What is {n} {a} in {b}?",
        )
        question = rng.choice(templates).format(n=given, a=a, b=b)
        return Ask(question, arguments, str(result), f"{given} {a} is {result} {b}.")

    return Family(tool, ask, "conversion")


def travel(rng: Random, held_out: bool) -> Family:
    """Returns a tool about the way from one place to another."""
    start, end = rng.choice((("origin", "destination"), ("from", "to"), ("departure", "arrival"),
                             ("start", "end"), ("from_city", "to_city")))  # fmt: skip
    what = rng.choice(("flight", "train", "route", "distance", "flight", noun(rng, held_out)))
    texts = (f"Find a {what} between two cities", f"Get the {what} from one place to another")
    name = styled(rng, rng.choice(("book_", "get_", "find_", "search_")) + what)
    properties = {start: parameter("string"), end: parameter("string")}
    tool = function_tool(name, rng.choice(texts), properties)

    def ask(rng: Random, chinese: bool) -> Ask:
        a, b, result = city(rng, chinese), city(rng, chinese), code(rng)
        if chinese:
            question = rng.choice((f"查一下从{a}到{b}的{what}。", f"从{a}到{b}的{what}是什么？"))
            return Ask(question, {start: a, end: b}, result, f"从{a}到{b}的{what}是{result}。")
        templates = ("Find a {w} from {a} to {b}.", "I need a {w} from {a} to {b}.",
                     "What is the {w} from {a} to {b}?", "{w} from {a} to {b}")  # fmt: skip
        question = rng.choice(templates).format(w=what, a=a, b=b)
        return Ask(question, {start: a, end: b}, result, f"The {what} from {a} to {b} is {result}.")

    return Family(tool, ask, "travel")


def customer(rng: Random, held_out: bool) -> Family:
    """Returns a tool that stores a company whose name is to be copied letter by letter."""
    text = ("Tool for creating a customer with Unicode name.\n\nArgs:\n    customer_name: The customer's "
            "name in their native language.\n    description: Description of the customer.\n\nReturns:\n"
            "    A confirmation message about the customer creation.")  # fmt: skip
    text = rng.choice((text, "Create a customer", "创建客户"))
    name = rng.choice(("unicode_customer", "create_customer", "add_customer"))
    properties = {"customer_name": parameter("string"), "description": parameter("string")}
    tool = function_tool(name, text, properties)

    def ask(rng: Random, chinese: bool) -> Ask:
        nation, adjective = rng.choice((("C", "Chinese"), ("J", "Japanese")))
        if nation == "C":
            company = (
                chinese_word(rng)
                + rng.choice(("", "好", "啊"))
                + rng.choice(("集团", "公司", "有限公司"))
            )
        else:
            kana = "".join(rng.choice(KANA) for _ in range(rng.choice((3, 4, 5))))
            company = kana + rng.choice(("株式会社", "株式会社", "会社"))
        about = f"a {adjective} {rng.choice(('technology', noun(rng), real_noun(rng)))} company"
        english = f" ({noun(rng).capitalize()} {rng.choice(('Group', 'Corporation', 'Company'))})"
        question = f"Create a customer named '{company}'{english} - {about}"
        result = f"Created customer: {company} - {about}"
        return Ask(question, {"customer_name": company, "description": about}, result,
                   f"The customer {company} was created.")  # fmt: skip

    return Family(tool, ask, "customer")
