"""What people look for, write to each other, buy and call by name, in ever new words."""

from __future__ import annotations

from random import Random

from . import plain_slots, tool_values
from .phrasing import article, plural
from .plain_matters import THINGS
from .rare_names import chinese_name
from .words import (
    ADJECTIVES,
    CHINESE_CITIES,
    CHINESE_WORDS,
    CITIES,
    FIRST_NAMES,
    HANZI,
    LAST_NAMES,
    NOUNS,
    chance,
    city,
    holds_held_out,
    invented_word,
)

_THINGS = [thing for kind in "tmf" for thing in THINGS[kind]]
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘杜夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文柏甘穆岑凌倪霍焦嵇"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红波斌宇浩凯健俊帆雷鑫琳雪倩婷佳欣悦怡萌晨阳东南北"
    "山川海江河溪云雨风霜月星辰光辉煌德仁义礼智信文武双全福禄寿喜安宁康乐永恒长久青松竹兰荷菊梅春夏秋冬若如"
    "思念忆梦想子小大国家民天地元宝珍珠瑞祥吉庆嘉善美好立志成功建业学而时习之"
)


def _one(rng: Random, make_up: str, length: int) -> str:
    return "".join(rng.choice(make_up) for _ in range(length))


def person(rng: Random, chinese: bool) -> str:
    """Returns a person; in Chinese mostly a surname with one or two further characters."""
    if not chinese and chance(rng, 0.6):
        first = rng.choice(FIRST_NAMES)
        return first if chance(rng, 0.75) else f"{first} {rng.choice(LAST_NAMES)}"
    if not chinese or chance(rng, 0.15):
        return plain_slots.person(rng, chinese)
    if chance(rng, 0.25):  # any surname, also one that is a word of its own
        return chinese_name(rng)
    while True:
        found = rng.choice(_SURNAMES) + _one(rng, _GIVEN, 2 if chance(rng, 0.8) else 1)
        if not holds_held_out(found):
            return found


def town(rng: Random, chinese: bool) -> str:
    """Returns a town, mostly a real one."""
    if chance(rng, 0.6):
        return rng.choice(CHINESE_CITIES if chinese else CITIES)
    return plain_slots.city(rng, chinese)


def _thing(rng: Random, chinese: bool) -> str:
    if chance(rng, 0.75):
        return rng.choice(_THINGS).name(chinese)
    return rng.choice(CHINESE_WORDS if chinese else NOUNS)


_FIRST = (
    "maple frost river copper amber thunder meadow velvet cedar lark harbor comet pebble ivory marble ember sunny nimble bright quick "
    "clear silver golden north moon star fox otter heron badger robin lotus tulip poppy bramble cliff brook tide"
).split()
_SECOND = "mate loop hub kit pad mill nest gear box press desk line craft ster ette house point field bell wing".split()
_FIRST_ZH = "金银玉红紫白黑绿晨秋春海山林松荷梅竹月星虹石火木飞小大老新好"
_SECOND_ZH = "鹰鹤鹿马象牛燕雁虎豹熊猫溪泉峰岭桥舟帘灯叶果花杉枫谷湾岛塔"


_WORDS_ZH = [word for word in CHINESE_WORDS if len(word) == 2]


def _brand(rng: Random, chinese: bool) -> str:
    """A name of ordinary parts, such as people give to what they sell; half are invented."""
    if chinese:
        pick = rng.random()
        if pick < 0.2:
            return _one(rng, HANZI, 2)
        if pick < 0.5:  # a word of its own: where the name ends is not where the word ends
            return rng.choice(_WORDS_ZH)
        return rng.choice(_FIRST_ZH) + rng.choice(_SECOND_ZH)
    if chance(rng, 0.4):
        return invented_word(rng).capitalize()
    return (rng.choice(_FIRST) + rng.choice(_SECOND)).capitalize()


def _branded(rng: Random, chinese: bool) -> str:
    """An article with a brand: its name goes on after the part that could be a word of its own."""
    while True:
        brand = _brand(rng, chinese)
        found = brand + rng.choice(_THINGS).chinese if chinese else brand
        if not holds_held_out(found):
            break
    if chinese:
        return found
    tail = rng.choice(
        ("", "", "", "", "", f" {rng.randrange(2, 900)}", f" {_thing(rng, False)}", " Pro")
    )
    return brand + tail


def item(rng: Random, chinese: bool) -> str:
    """Returns something that shops sell."""
    pick = rng.random()
    if pick < 0.6:
        return _branded(rng, chinese)
    if pick < 0.67 and not chinese:
        return f"{rng.choice(ADJECTIVES)} {_thing(rng, chinese)}"
    return _thing(rng, chinese)


def room(rng: Random, chinese: bool) -> str:
    """Returns a room of a house, now and then one that only this house has."""
    if chance(rng, 0.75):
        return tool_values.room(rng, chinese)
    if chinese:
        return rng.choice(CHINESE_WORDS) + rng.choice(("房", "厅", "间", "室"))
    return rng.choice(
        (f"{rng.choice(NOUNS)} room", invented_word(rng), f"{rng.choice(NOUNS)} hall")
    )


_TOPICS = (
    "how to {v} {an}", "where to buy {an}", "why {ns} are so {a}", "{a} {ns} for {who}", "{n} or {m}",
    "parts of {an}", "{ns} in {c}", "{n} shops near {c}", "cleaning {an}", "who invented the {n}",
    "top {ns} for {who}", "the {a} {n}", "rules for {ns}", "{n} {m} {v}ing", "{n}", "{n}s", "the origin of the {n}",
    "what {an} costs in {c}", "{ns} and {m}s", "when to {v} the {n}", "pictures of {a} {ns}", "jobs with {ns}", "{a} {n} test",
    "{n} from {c}", "a {n} club for {who}", "how {ns} were invented", "used {n} parts", "{an} with {m}",
    "how {an} is {p}", "how {ns} are {p}", "how {an} gets {p}", "how {an} works", "what {an} is for", "why {ns} get {p}", "where {ns} are {p}",
    "how to {v} {an} with {am}", "how to {v} {ns}", "{o} of the {n}", "{o} of {ns}", "the {o} of {an}", "{o} of {ns} in {c}", "good {ns} for {who}",
    "old {n} collections", "cheap {ns}", "{n} lessons", "second-hand {ns}", "{n} sizes", "how {an} and {am} are {p}",
    "finest {n} for {who}", "right {n} for {who}", "small {n} for {who}", "{n} for {who}", "safe {ns} for {who}", "{n} rental", "{n} hire in {c}",
    "{n} rental for {who}", "past of the {n}", "beginnings of the {n}", "how {an} was {p}", "how to care for {an}", "how to fix up {an}",
)  # fmt: skip
_DONE = "built cleaned sold folded packed stored painted washed tested recycled designed shipped chosen sorted".split()
_OF = "story origin parts types uses weight design meaning future pictures makers colours care".split()
_DO = "build clean paint sell fold carry open pack store draw train choose wash move lift".split()
_WHO = ("beginners", "dogs", "old people", "two people", "small rooms", "winter", "students", "left hands", "the garden", "toddlers", "families", "grandparents", "a party")  # fmt: skip
_TOPICS_ZH = (
    "怎么{v}{n}", "如何{v}{n}", "{who}用的{n}", "{n}的{x}", "{n}的{x}", "{n}和{m}哪个好", "哪里买{n}", "{n}推荐", "{n}坏了怎么办", "{c}的{n}店",
    "{n}", "最好的{n}", "{n}为什么贵", "给{who}的{n}", "{n}和{m}", "便宜的{n}", "{n}价格", "{v}{n}的方法", "谁发明了{n}", "{n}能放多久", "旧{n}回收",
    "{n}的{x}", "{n}的{x}", "{n}的{x}", "{n}是怎样{v}的", "{n}怎样{v}", "{n}是怎么{v}的", "全新{n}", "进口{n}", "{n}怎么用", "{n}该买哪种", "适合{who}的{n}", "{who}的{n}",
    "{n}是如何{v}的", "{n}什么时候出现的", "{n}该怎么{v}", "{n}里面有什么", "{n}的{x}和{m}的{x}", "{who}能用的{n}", "{n}是从哪里来的", "{n}适合{who}吗", "新{n}怎么{v}",
    "{n}怎么{v}", "{n}怎么洗", "{n}怎么选", "{n}的往事", "{n}的发展", "{n}的过去", "{n}该怎么补", "{n}是怎么来的", "{n}是怎么组装的", "大号{n}", "家用{n}", "{n}怎样才好用",
)  # fmt: skip
_DO_ZH = "清洗 保养 挑选 组装 收纳 存放 安装 制作 包装 运输 鉴别 使用".split()
_WHO_ZH = "老人 新手 学生 小狗 女士 冬天 两个人 左撇子 办公室".split()
_OF_ZH = "由来 种类 做法 优点 起源 用途 尺寸 产地 故事 图片 评价 牌子 做工 规格 演变 来历 材料 构造 重量 寿命 传说 行情 用法 未来".split()


def topic(rng: Random, chinese: bool) -> str:
    """Returns what somebody looks for."""
    n, m = _thing(rng, chinese), _thing(rng, chinese)
    where = plain_slots.city(rng, chinese)
    if chinese:
        return rng.choice(_TOPICS_ZH).format(
            n=n, m=m, v=rng.choice(_DO_ZH), who=rng.choice(_WHO_ZH), x=rng.choice(_OF_ZH), c=where
        )
    return rng.choice(_TOPICS).replace("{n}s", plural(n)).replace("{m}s", plural(m)).format(
        n=n, m=m, an=article(n), am=article(m), ns=plural(n), v=rng.choice(_DO), p=rng.choice(_DONE),
        a=rng.choice(ADJECTIVES), who=rng.choice(_WHO), c=where, o=rng.choice(_OF),
    )  # fmt: skip


_MESSAGES = (
    "the {n} is in the {m}", "your {n} came at {t}", "we need {an}", "I lost the {n}", "the {n} broke", "come at {t}", "supper at {t}", "take the {n} with you",
    "{p} waits in {c}", "don't touch the {n}", "I will be there by {t}", "the {n} costs {k}", "bring {an} and {am}", "the {ns} are {a}", "I sold your {n}",
    "the {n} stands behind the {m}", "we leave at {t}", "call {p}", "the {n} is on the {m}", "there is no {n}", "the {a} {n} is gone", "a {a} {n} was delivered",
    "I am still in {c}", "{p} has the {n}", "{n} and {m}", "see you in {c} at {t}", "no {n} today", "thanks for the {n}", "the {n} will come on Monday", "my {n} is {a}",
    "put the {n} next to the {m}", "I repaired the {n}", "wait at the {n}", "the {n} has left {c}", "the {n}s have gone", "you forgot the {n}", "work starts at {t}",
)  # fmt: skip
_MESSAGES_ZH = (
    "{n}在{m}里", "你的{n}{t}来的", "我们需要{n}", "我把{n}弄丢了", "{n}坏了", "{t}过来", "{t}吃晚饭", "带上{n}", "{p}在{c}等着", "别碰{n}", "我{t}之前到",
    "{n}要{k}块", "拿{n}和{m}来", "{n}卖掉了", "{n}放在{m}后面", "{t}出发", "打给{p}", "{n}在{m}上面", "没有{n}了", "{n}送来了", "我还在{c}", "{n}在{p}手里",
    "{t}在{c}见", "今天没{n}", "谢谢你的{n}", "{n}周一到货", "把{n}搬到{m}旁边", "{n}修理好了", "在{n}门口等", "{n}已经离开{c}", "你忘拿{n}了", "{t}上班",
    "我堵车了，{t}才能到", "{n}下午送来，别出门", "门口有{n}", "{n}多买{k}个",
)  # fmt: skip


# Of two parts: what comes after the comma belongs to the message as well.
_REASONS = (
    "the bus is late", "stuck in traffic", "the train was full", "I missed the bus", "it takes longer", "still at work", "the {n} broke down",
    "I must get {an} first", "the meeting goes on", "don't wait for me", "not feeling well", "the road is closed", "I forgot the {n}", "change of plan",
    "all went well", "the line is long", "I am nearly there", "the {n} is ready",
)  # fmt: skip
_THEN = (
    "home by {t}", "I'll be there at {t}", "see you at {t}", "start without me", "we meet at {t} instead", "call me at {t}", "dinner at {t}",
    "come and get it", "please wait", "I'll bring {am}", "be with you around {t}", "not before {t}", "sorry", "pick up the {m}",
)  # fmt: skip
_REASONS_ZH = (
    "车晚点了", "路上堵", "没赶上车", "还在开会", "我还没下班", "{n}坏了", "我得先买{n}", "今天不舒服", "别等我", "计划变了", "事情办完了", "排队的人多", "我快到了",
    "{n}做好了", "忘了拿{n}", "飞机误点", "在路上了", "临时有事",
)  # fmt: skip
_THEN_ZH = (
    "{t}回来", "{t}才能到", "{t}见", "你们先吃", "改到{t}", "{t}给我打电话", "{t}吃饭", "过来拿", "等我一下", "我带{m}来", "大概{t}到", "{t}以后再说", "抱歉", "帮我拿{m}",
)  # fmt: skip


def _of_two_parts(rng: Random, chinese: bool) -> str:
    if chinese:
        return rng.choice(_REASONS_ZH) + "，" + rng.choice(_THEN_ZH)
    return rng.choice(_REASONS) + ", " + rng.choice(_THEN)


def message(rng: Random, chinese: bool) -> str:
    """Returns what somebody wants to have told or written down."""
    if chance(rng, 0.1):
        return tool_values.message_text(rng, chinese)
    n, m, where = _thing(rng, chinese), _thing(rng, chinese), city(rng, chinese)
    name, time = person(rng, chinese), tool_values.clock_time(rng, chinese)
    whole = rng.choice(_MESSAGES_ZH if chinese else _MESSAGES)
    if chance(rng, 0.3):
        whole = _of_two_parts(rng, chinese)
    if chinese:
        return whole.format(n=n, m=m, c=where, p=name, t=time, k=rng.randrange(2, 90))
    return whole.replace("{n}s", plural(n)).format(
        n=n, m=m, an=article(n), am=article(m), ns=plural(n), c=where, p=name, t=time,
        k=rng.randrange(2, 900), a=rng.choice(ADJECTIVES),
    )  # fmt: skip
