"""Ways to ask: politeness, openings, endings, and the forms of English words."""

from __future__ import annotations

from random import Random

from .words import chance, city, person

_DOUBLED = frozenset(
    "stop plan ship drop cut run set get put trim begin swim skip chop clip plot pin tag zip let "
    "drag wrap scan plug log ban flip grab rub hit sit win dig stir unplug unpin shut submit swap "
    "unzip cancel pop tap map step".split()
)
_FRAMES = (
    "{V}.", "{V}.", "{v}", "{v}", "{V}, please.", "Please {v}.", "please {v}", "Can you {v}?",
    "Could you {v}?", "Could you please {v}?", "can you {v}", "Can you {v} for me?",
    "Would you {v}, please?", "I want to {v}.", "I'd like to {v}.", "I need to {v}.",
    "I need you to {v}.", "i need to {v}", "I want you to {v}.", "Help me {v}.", "Let's {v}.",
    "Time to {v}.", "Go ahead and {v}.", "You can {v} now.", "Be so kind and {v}.",
    "I have to {v}.", "We have to {v}.", "{V}, would you?", "{V}, thanks.", "{V} for me.",
    "Would you mind {g}?", "How about {g}?", "I'm thinking of {g}.", "I was told to {v}.",
    "It is time you {v}.", "May I ask you to {v}?", "My job today is to {v}.", "pls {v}",
    "{V}! Thank you.", "{V} when you can.", "Don't forget to {v}.", "Is it possible to {v}?",
    "Are you able to {v}?", "I wonder if you could {v}.", "Do me a favour and {v}.",
    "Next, {v}.", "Now {v}.", "First of all, {v}.", "Just {v}.", "Simply {v}.", "Kindly {v}.",
    "We'd better {v}.", "I would appreciate it if you could {v}.", "Somebody has to {v}.",
)  # fmt: skip
_CHINESE_FRAMES = (
    "{c}。", "{c}", "{c}", "请{c}。", "请{c}", "帮我{c}。", "帮我{c}", "帮我{c}一下", "麻烦{c}。", "麻烦你{c}，谢谢。",
    "麻烦帮我{c}。", "我想{c}。", "我要{c}。", "我需要{c}。", "可以{c}吗？", "能{c}吗？", "能不能{c}？", "能帮我{c}吗？",
    "可不可以帮我{c}？", "请你{c}。", "请帮忙{c}。", "现在{c}。", "先{c}。", "{c}，谢谢！", "{c}吧。", "{c}，快点。", "你{c}吧",
    "我打算{c}。", "该{c}了。", "记得{c}。", "是时候{c}了。", "劳驾{c}。", "拜托{c}。", "给我{c}。", "马上{c}。", "替我{c}。",
    "老板让我{c}。", "我得{c}。", "顺便{c}。", "接下来{c}。", "你好，{c}。", "您好，请{c}。", "{c}好吗？", "{c}行吗？",
    "方便的话{c}。", "立刻{c}。",
)  # fmt: skip
_LEADS = (
    "Hi! ", "Hello, ", "Hey, ", "Good morning. ", "Quick question: ", "One more thing: ", "OK, ",
    "Sorry to bother you. ", "I'm in a hurry. ", "My colleague asked me. ", "I am at work now. ",
    "It's been a long day. ", "I just came back from lunch. ", "Thanks for the help so far. ",
    "Let me see. ", "So, ", "Well, ", "Right, ", "Now then. ", "I forgot to write it down. ",
    "We are working on this together. ", "My friend keeps asking. ", "I can't find it anywhere. ",
    "The page does not load for me. ", "I'm on the phone with somebody. ", "Hm, ", "All right. ",
    "This is for my homework. ", "I promised to find out. ", "Before I forget: ",
)  # fmt: skip
_CHINESE_LEADS = (
    "你好，", "您好，", "嗨，", "早上好，", "问一下，", "请问，", "打扰一下，", "我在上班，", "我有点急，", "同事问我，", "老板在等，",
    "谢谢你之前的帮助。", "好的，", "那个，", "嗯，", "对了，", "还有一件事，", "我忘了，", "我刚吃完饭。", "我正在写报告，", "网页打不开，",
    "我朋友一直问，", "这是我的作业，", "我答应了别人，", "先不说别的，", "今天好忙啊，", "不好意思，",
)  # fmt: skip
_ASIDES = ("Yesterday I met {p}. ", "I came back from {c} last night. ", "I have waited for {n} minutes already. ",
           "{p} sends you regards. ", "It took me {n} hours to get here. ", "My bus from {c} was late. ",
           "I had lunch with {p}. ", "This is my message number {n} today. ", "{p} is on holiday. ",
           "I slept only {n} minutes. ", "My cousin lives near {c}. ", "We are {n} people in the office. ")  # fmt: skip
_ASIDES_CHINESE = ("昨天我碰到了{p}。", "我刚从{c}回来。", "我已经等了{n}分钟了。", "{p}向你问好。", "我花了{n}个小时才到这里。",
                   "从{c}来的车晚点了。", "中午我跟{p}一起吃饭。", "这是我今天第{n}条消息了。", "{p}休假了。", "我表哥住在{c}附近。",
                   "我们办公室有{n}个人。")  # fmt: skip
_TAILS = (" Thanks!", " Thank you.", " It is important.", " I need it for a report.",
          " I'm waiting.", " Cheers.", " No hurry.", " That's all.", " My boss wants to know.",
          " I would be grateful.", " Just curious.", " thx")  # fmt: skip
_CHINESE_TAILS = ("谢谢！", "谢谢。", "多谢！", "我等着。", "很重要。", "不急。", "就这些。", "老板要的。", "只是好奇。",
                  "辛苦了。", "在线等。")  # fmt: skip
_POLITE = (
    "Please tell me: ", "Can you tell me: ", "Tell me, ", "I'd like to know: ", "I wonder: ",
    "Do you know? ", "Could you find out? ", "Check this for me: ", "I have a question. ",
)  # fmt: skip
_CHINESE_POLITE = ("请告诉我，", "我想知道，", "帮我看看，", "你知道吗，", "帮我查一下，", "能告诉我吗，", "我有个问题，",
                   "麻烦查一下，", "想问问，", "请问")  # fmt: skip


def plural(noun: str) -> str:
    """Returns the regular plural of an English noun (of its last word)."""
    if noun.endswith(("s", "x", "ch", "sh", "z")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou"):
        return noun[:-1] + "ies"
    return noun + "s"


def ing(verb: str) -> str:
    """Returns the -ing form of an English verb phrase (of its first word)."""
    first, space, rest = verb.partition(" ")
    if first.endswith("ie"):
        first = first[:-2] + "y"
    elif first.endswith("e") and not first.endswith(("ee", "oe", "ye")):
        first = first[:-1]
    elif first in _DOUBLED:
        first += first[-1]
    return first + "ing" + space + rest


def possessive(name: str) -> str:
    """Returns "Anna's"; for names on -s, "James'"."""
    return name + ("'" if name.endswith("s") else "'s")


def article(noun: str) -> str:
    """Returns the noun with "a" or "an"."""
    is_vowel = noun[:1].lower() in "aeiou" and not noun.startswith(("uni", "use", "eu", "one"))
    return ("an " if is_vowel else "a ") + noun


def capital(text: str) -> str:
    """Returns the text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


_OPENERS = frozenset("What Where When Who How Which Is Are Do Does Can Could Would Please Tell Give Show Get "
                     "Find Check Look Let Add Make Turn The Any Send Search What's Which Count List "
                     "Remind Someone Show Fetch For Is Mind".split())  # fmt: skip


def lowered(text: str) -> str:
    """Returns a sentence as it goes on after "also": a first word that is no name in lower case."""
    return text[0].lower() + text[1:] if text.split(" ", 1)[0] in _OPENERS else text


def listing(values: list[str], chinese: bool, rng: Random) -> str:
    """Returns several values joined as one says them: "a, b and c"."""
    if len(values) == 1:
        return values[0]
    if chinese:
        return "、".join(values[:-1]) + rng.choice(("和", "、", "和")) + values[-1]
    return ", ".join(values[:-1]) + rng.choice((" and ", " and ", ", ")) + values[-1]


def _aside(rng: Random, chinese: bool) -> str:
    """Something that has nothing to do with the request, with a name or a number in it."""
    aside = rng.choice(_ASIDES_CHINESE if chinese else _ASIDES)
    return aside.format(p=person(rng, chinese), c=city(rng, chinese), n=rng.randrange(2, 60))


def _around(rng: Random, text: str, chinese: bool) -> str:
    """The text with something said before or after it, now and then."""
    pick = rng.random()
    if pick < 0.04:
        text = _aside(rng, chinese) + text
    elif pick < 0.17:
        lead = rng.choice(_CHINESE_LEADS if chinese else _LEADS)
        text = lead + (lowered(text) if lead.endswith(", ") else text)
    if text[-1:] in ".?!。？！" and chance(rng, 0.1):
        text += rng.choice(_CHINESE_TAILS if chinese else _TAILS)
    return text


_PREPOSITIONS = ("for", "in", "at", "on", "with", "by", "to", "as", "into", "from", "about", "under",
                 "called", "named", "tagged", "saying", "containing", "including", "using", "without",
                 "together", "assigned", "saved", "and", "but", "until", "starting", "ending", "leaving",
                 "aged", "weighing", "over", "written")  # fmt: skip


def with_details(phrase: str, details: list[str]) -> str:
    """Returns an English phrase with further details: "book a room for Anna, it's urgent"."""
    for detail in details:
        follows = detail.split(" ", 1)[0] in _PREPOSITIONS
        phrase += (" " if follows else ", ") + detail
    return phrase


def request(rng: Random, phrase: str, details: list[str], chinese: bool) -> str:
    """Returns a request to do what a phrase says: "cancel the order 12", "取消订单12".

    Args:
        rng: Where the choices come from.
        phrase: The verb with what it is done to.
        details: What comes after it: "for Anna", "优先级高".
        chinese: The language.
    """
    if chinese:
        text = rng.choice(_CHINESE_FRAMES).format(c=phrase)
        if details:
            text = text[:-1] + "，" if text[-1] == "。" else text
            text += ("" if text[-1] in "，？！" else "，") + "，".join(details)
            text += rng.choice(("。", "。", ""))
        return _around(rng, text, True)
    if details and chance(rng, 0.12) and details[0].split(" ", 1)[0] in _PREPOSITIONS[:7]:
        first = capital(details[0])
        return f"{first}, {rng.choice(('', '', 'please '))}{with_details(phrase, details[1:])}."
    # Never a value at the start of a sentence: the call copies those as they are.
    if (
        details
        and chance(rng, 0.15)
        and " is " in details[0]
        and details[0].startswith(("the ", "it"))
    ):
        listed = capital(", ".join(details))
        return f"{request(rng, phrase, [], False).rstrip(' ')} {listed}."
    phrase = with_details(phrase, details)
    frame = rng.choice(_FRAMES)
    text = frame.format(v=phrase, V=capital(phrase), g=ing(phrase) if "{g}" in frame else "")
    return _around(rng, text, False)


def question(rng: Random, text: str, chinese: bool) -> str:
    """Returns a question as people type it: polite, curt, without its mark, in small letters."""
    asks = text.startswith(("W", "H", "Is ", "Are ")) if not chinese else text.endswith("？")
    if asks and chance(rng, 0.14):
        polite = rng.choice(_CHINESE_POLITE if chinese else _POLITE)
        return polite + (lowered(text) if polite.endswith(", ") else text)
    if chance(rng, 0.2):
        return text.rstrip("?？.。")
    if not chinese and chance(rng, 0.12):
        return lowered(text)
    return _around(rng, text, chinese)
