"""Recall in short: very short turns tell things, and many questions ask for them.

Whoever asks seldom uses the words that told it. What was told is to be found by what it is
about and by the kind of value, not by its words, and chat about nothing is no answer.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from ..chat_format import Conversation, Message, assistant, user
from .arithmetic import exchange as sum_exchange
from .chat import exchange
from .phrasing import capital, lowered
from .plain_facts import Names, value_of_kind, with_an
from .plain_recall import Row, to_second_person
from .plain_translation import exchange as translation_exchange
from .prose_values import value as any_value
from .rare_names import blended_name, usual_chinese_name
from .recall import NOT_TOLD, NOT_TOLD_CHINESE
from .replies import heard, short_reply
from .words import (
    ADJECTIVES,
    CHINESE_CITIES,
    CHINESE_NAMES,
    CITIES,
    FIRST_NAMES,
    LAST_NAMES,
    allowed,
    capitalised,
    chance,
    chinese_word,
    city,
    holds_held_out,
    read_table,
    real_noun,
)


class _Told(NamedTuple):
    """What was told, how it may be corrected, ways to ask for it, and the answer."""

    said: str
    corrected: str
    asked: list[str]
    # What fills the frames of a question: "my age", "how old I am".
    names: list[str]
    clauses: list[str]
    answer: str

    @property
    def questions(self) -> list[str]:
        """What of two things must not be the same."""
        return self.asked + self.names + self.clauses


class _Row(NamedTuple):
    """What users may tell of themselves, and how they ask for it."""

    base: Row
    names: list[str]
    clauses: list[str]


def _read(name: str) -> list[_Row]:
    rows = []
    for kind, told, asked, answer, names, clauses in read_table(name):
        base = Row(kind, allowed(told.split(";")), allowed(asked.split(";")), answer)
        if base.told and base.asked and not holds_held_out(answer):
            rows.append(_Row(base, allowed(names.split(";")), allowed(clauses.split(";"))))
    return rows


_ROWS = (_read("recall_drill_en.txt"), _read("recall_drill_zh.txt"))
# What is told most often is told in most ways.
_OFTEN = tuple([row for row in rows if len(row.base.told) > 9] for rows in _ROWS)
_WAYS = {
    (language == "zh", what): allowed(ways.split(";"))
    for language, what, ways in read_table("recall_frames.txt")
}
_RELATIVES = (
    allowed("mother father stepson brother aunt uncle cousin niece nephew grandmother grandfather daughter son wife husband boss doctor "
            "landlord trainer neighbour colleague barber twin tutor lawyer friend flatmate tailor godmother".split()),
    allowed("妈妈 爸爸 爷爷 哥哥 弟弟 姐姐 姑姑 舅舅 表哥 堂妹 侄女 外甥 奶奶 外公 女儿 儿子 老板 医生 房东 教练 邻居 同事 同桌 师父 律师 好友 室友 裁缝".split()),
)  # fmt: skip
_PETS = (
    allowed("cat dog horse parrot rabbit hamster goat turtle donkey hen snake pony".split()),
    allowed("猫 狗 马 鹦鹉 兔子 仓鼠 山羊 乌龟 毛驴 母鸡 蛇 鸭子".split()),
)
# What most people have; the rest of the time any word serves.
_BELONGINGS = (
    allowed("badge card key box seat desk room table bike boat bed folder parcel bag permit receipt voucher coupon pass tent garage "
            "mailbox letter invoice form booking file order account cupboard shelf hook drawer cell cart bench ticket locker".split()),
    allowed("徽章 卡片 钥匙 箱子 座位 书桌 房间 桌子 自行车 小船 床位 包裹 行李 证件 收据 优惠券 通行证 车位 帐篷 车库 信箱 号牌 发票 表格 订单 账户 门票 柜子 抽屉 "
            "挂钩 会员卡 车票 票".split()),
)  # fmt: skip
# What begins or takes place.
_EVENTS = (
    allowed("meeting lesson party trip interview class concert wedding match flight lecture test tour holiday hearing race show talk".split()),
    allowed("会议 课程 聚会 面试 手术 婚礼 比赛 航班 讲座 体检 测验 旅行 音乐会 演讲 电影 培训".split()),
)  # fmt: skip
# What may stand before and after what is told; none of it is repeated in the answer.
_BEFORE = (
    ("By the way: ", "One more thing: ", "For your notes: ", "Hi! ", "Good evening. ", "Hello again. ", "You should know this. ", "Listen. ",
     "Now about me. ", "Oh, before I forget: ", "Please remember: ", "Here is something about me: ", "It is like this: "),
    ("对了，", "还有一件事，", "顺便说说，", "你好！", "晚上好。", "你听我说，", "有件事你要知道：", "说说我自己，", "差点忘了，", "请记住，", "告诉你，", "是这样的，"),
)  # fmt: skip
_AFTER = (
    (" Please keep it in mind.", " That is all.", " I will ask you later.", " Don't forget it.", " Just so you know.", " Good, isn't it?",
     " Will you remember?", " Thanks for listening.", " It has been so for a year."),
    ("记一下哦。", "就这些。", "待会儿我会问你。", "别忘了。", "让你知道一下。", "不错吧？", "你记得住吗？", "谢谢你听我说。", "都一年了。"),
)  # fmt: skip
_ASIDE_REPLIES = (
    ("OK.", "All right.", "I see what you mean.", "Oh.", "Indeed.", "That happens.", "Really?", "What a pity!", "Good luck with that!",
     "Sounds fine.", "No hurry.", "Thanks.", "I hope it goes well.", "That is sad.", "Lovely."),
    ("好的。", "嗯。", "原来如此。", "是吗？", "确实。", "这样啊。", "难免的。", "可惜了。", "加油！", "不着急。", "多谢。", "真可惜呀。", "挺好的。"),
)  # fmt: skip
_CORRECTIONS = (("No, it is {v}.", "Sorry, I meant {v}.", "Wrong, {v} is right.", "I made a mistake: {v}.", "Make it {v}, please."),
                ("不对，是{v}。", "说错了，应该是{v}。", "我记错了，是{v}。", "更正：{v}。", "改成{v}。"))  # fmt: skip
_AGAIN = (("{q} again", "Sorry, {q}", "One more time: {q}", "Do you know, {q}", "Help me: {q}", "Hm, {q}", "So, {q}"),
          ("再问一次，{q}", "不好意思，{q}", "帮我想想，{q}", "你知道吗，{q}", "嗯，{q}", "所以{q}", "我又忘了，{q}"))  # fmt: skip


def _rare_name(rng: Random) -> str:
    """A Chinese name with characters of which any may come."""
    while True:
        size = rng.choice((1, 2, 2))
        name = rng.choice(CHINESE_NAMES)[0] + "".join(
            chr(rng.randrange(0x4E00, 0x9FA6)) for _ in range(size)
        )
        if not holds_held_out(name):
            return name


def _value(rng: Random, kind: str, chinese: bool) -> str:
    if kind == "person" and chance(rng, 0.4):
        if chinese:
            return _rare_name(rng) if chance(rng, 0.2) else usual_chinese_name(rng)
        if chance(rng, 0.4):
            return f"{blended_name(rng)} {rng.choice(LAST_NAMES)}"
        return (
            f"{rng.choice(FIRST_NAMES)} {capitalised(rng)}"
            if chance(rng, 0.5)
            else (f"{capitalised(rng)} {rng.choice(LAST_NAMES)}")
        )
    if kind == "thing" and chinese and chance(rng, 0.05):
        return _rare_name(rng)[1:] + chinese_word(rng)
    if kind == "city" and chance(rng, 0.7):
        return rng.choice(CHINESE_CITIES if chinese else CITIES)
    if kind == "pet" and not chinese:
        return capitalised(rng)
    return value_of_kind(rng, kind, chinese)


def _word(rng: Random, kind: str, chinese: bool) -> str:
    if chance(rng, 0.55):
        usual = _EVENTS if kind in ("date", "time", "weekday") else _BELONGINGS
        return rng.choice(usual[chinese])
    return chinese_word(rng) if chinese else real_noun(rng)


def _around(rng: Random, said: str, chinese: bool) -> str:
    """What is told, now and then with something before or after it."""
    pick = rng.random()
    if pick < 0.25:
        return rng.choice(_BEFORE[chinese]) + said
    return said + rng.choice(_AFTER[chinese]) if pick < 0.35 else said


def _tell(rng: Random, found: _Row, names: Names, chinese: bool) -> _Told:
    """Something that the user tells, with new values; now and then it is corrected."""
    slots = {
        "{k}": lambda: _word(rng, found.base.value_kind, chinese),
        "{r}": lambda: rng.choice(_RELATIVES[chinese]),
        "{a}": lambda: rng.choice(_PETS[chinese]),
    }
    row = found.base
    pattern = rng.choice(row.told)
    put = {slot: names.new(make) for slot, make in slots.items() if slot in pattern}
    values = [names.new(lambda: _value(rng, row.value_kind, chinese)) for _ in range(2)]

    def filled(text: str, value: str = "") -> str:
        for slot, word in put.items():
            text = text.replace(slot, word)
        text = text.replace("{v}", value)
        return text if chinese else with_an(text)

    corrected = rng.choice(_CORRECTIONS[chinese]) if chance(rng, 0.1) else ""
    answer = filled(row.answer or to_second_person(pattern, chinese), values[bool(corrected)])
    return _Told(
        _around(rng, capital(filled(pattern, values[0])), chinese),
        corrected.replace("{v}", values[1]),
        [filled(text) for text in row.asked],
        [filled(text) for text in found.names],
        [filled(text) for text in found.clauses],
        capital(answer),
    )


def _told(rng: Random, count: int, names: Names, chinese: bool) -> list[_Told]:
    """Different things; those with a word of their own may come twice."""
    rows = _OFTEN[chinese] if chance(rng, 0.65) else _ROWS[chinese]
    own = rng.sample(rows, count)
    if chance(rng, 0.5):
        own[0] = rows[0]
    if chance(rng, 0.4):
        with_word = [
            row for row in rows if any(slot in row.base.told[0] for slot in ("{k}", "{r}", "{a}"))
        ]
        own[-2:] = [rng.choice(with_word)] * 2
    used: set[str] = set()
    told = []
    for row in own:
        one = _tell(rng, row, names, chinese)
        # Two things that one question asks for would leave it open which is meant.
        if not used.intersection(one.questions):
            used.update(one.questions)
            told.append(one)
    return told


def _aside(rng: Random, names: Names, chinese: bool) -> list[Message]:
    if chance(rng, 0.25):
        makers = (exchange, exchange, sum_exchange, translation_exchange)
        said, reply = rng.choice(makers)(rng, chinese)
        if len(said) + len(reply) < (40 if chinese else 90):
            return [user(said), assistant(reply)]
    text = rng.choice(_WAYS[chinese, "aside"])
    text = text.replace("{a}", rng.choice(ADJECTIVES))
    for slot, make in (
        ("{k}", lambda: chinese_word(rng) if chinese else real_noun(rng)),
        ("{c}", lambda: city(rng, chinese)),
        ("{p}", lambda: str(any_value(rng, "person", chinese))),
    ):
        if slot in text:
            text = text.replace(slot, names.new(make))
    reply = rng.choice(_ASIDE_REPLIES[chinese]) if chance(rng, 0.6) else short_reply(rng, chinese)
    text = text if chinese else with_an(text)
    return [user(capital(text) if chance(rng, 0.8) else text), assistant(reply, learned=False)]


def _asked(rng: Random, told: _Told, chinese: bool) -> str:
    """A question of its own, or one of the frames that serve for anything."""
    pick = rng.random()
    if pick < 0.4:
        return rng.choice(told.asked)
    what, texts = ("name", told.names) if pick < 0.7 else ("clause", told.clauses)
    text = rng.choice(texts)
    return rng.choice(_WAYS[chinese, what]).replace("{n}", text).replace("{c}", text)


def _question(rng: Random, told: _Told, chinese: bool, is_second: bool) -> str:
    asked, pick = _asked(rng, told, chinese), rng.random()
    if pick < (0.3 if is_second else 0.08):
        frame = rng.choice(_AGAIN[chinese])
        text = asked.rstrip("?.") if frame.endswith(" again") else asked
        return capital(frame.replace("{q}", lowered(text)))
    return asked.rstrip("?？.。") if pick < 0.45 else capital(asked) if pick < 0.75 else asked


def _as_typed(rng: Random, text: str) -> str:
    return text.rstrip(".。") if chance(rng, 0.25) else text


def _never_told(rng: Random, told: list[_Told], names: Names, chinese: bool) -> str:
    """A question for something that was not told."""
    known = {asked for one in told for asked in one.questions}
    while True:
        nothing = _tell(rng, rng.choice(_ROWS[chinese]), names, chinese)
        if not known.intersection(nothing.questions):
            return _asked(rng, nothing, chinese)


def sample(rng: Random) -> Conversation:
    """Returns a conversation: short turns that tell or chat, then six to twelve questions."""
    chinese = chance(rng, 0.47)
    names = Names(rng, chinese)
    told = _told(rng, rng.choice((2, 3, 4, 4, 5, 5, 6)), names, chinese)
    blocks: list[list[Message]] = []
    for one in told:
        said = "" if one.corrected else one.answer
        block = [user(_as_typed(rng, one.said)), heard(rng, said, chinese)]
        if one.corrected:
            block += [user(one.corrected), heard(rng, "", chinese)]
        blocks.append(block)
    blocks += [_aside(rng, names, chinese) for _ in range(rng.choice((0, 1, 2, 3, 4)))]
    rng.shuffle(blocks)
    messages = [message for block in blocks for message in block]
    order = rng.sample(told, len(told))
    while len(order) < 6:
        order += rng.sample(told, len(told))
    for index, one in enumerate(order[:12]):
        if chance(rng, 0.02):
            answer = NOT_TOLD_CHINESE if chinese else NOT_TOLD
            messages += [user(_never_told(rng, told, names, chinese)), assistant(answer)]
        asked = _question(rng, one, chinese, is_second=index >= len(told))
        messages += [user(asked), assistant(one.answer)]
    return Conversation(tuple(messages))
