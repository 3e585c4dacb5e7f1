"""Names that no list holds, of any letters and characters: they can only be copied, token by token.

Most Chinese characters are no token of their own but two or three; a Latin name falls into pieces
of words. Whoever copies such a name must have seen all of these pieces in answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from .words import (
    ADJECTIVES,
    CHINESE_CITIES,
    CHINESE_NAMES,
    CHINESE_WORDS,
    CITIES,
    FIRST_NAMES,
    HANZI,
    LAST_NAMES,
    NOUNS,
    UNUSUAL_HANZI,
    any_character,
    chance,
    holds_held_out,
    invented_word,
)

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄"
    "穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮"
    "龚程嵇邢滑裴陆荣翁荀羊於惠甄曲封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双"
    "闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶"
)
_DOUBLE_SURNAMES = (
    "司马 上官 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 司徒 夏侯 长孙 宇文 南宫 端木".split()
)
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华慧建文玲红玉兰燕梅林辉雪飞宁海天云峰思雨晨子涵宇轩欣怡佳梦婷浩然博文诗琪志远若曦嘉豪俊熙安琪雅晴书瑶佑芙男彤升珠昊玥悦妍卿翊泽恒毅萱薇蓉"
# After a name these say whose or which a thing is.
_AFTER_NAMES = "家的那这个台号在牌"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _given(rng: Random) -> str:
    pick = rng.random()
    if pick < 0.45:
        return rng.choice(_GIVEN)
    if pick < 0.8:
        return rng.choice(HANZI if pick < 0.6 else UNUSUAL_HANZI)
    return any_character(rng)


def chinese_name(rng: Random) -> str:
    """Returns a Chinese name, mostly of three characters, half of the time with a rare one."""
    while True:
        pick = rng.random()
        if pick < 0.12:
            return rng.choice(CHINESE_NAMES)
        surname = rng.choice(_DOUBLE_SURNAMES if pick < 0.2 else _SURNAMES)
        if pick > 0.9:
            surname = any_character(rng)
        name = surname + "".join(_given(rng) for _ in range(rng.choice((1, 2, 2, 2))))
        if name[-1] not in _AFTER_NAMES and not holds_held_out(name):
            return name


def usual_chinese_name(rng: Random) -> str:
    """Returns a Chinese name as many bear it: a surname and one or two usual characters."""
    while True:
        given = "".join(rng.choice(_GIVEN) for _ in range(rng.choice((1, 2, 2, 2))))
        name = rng.choice(_SURNAMES) + given
        if name[-1] not in _AFTER_NAMES and not holds_held_out(name):
            return name


def blended(rng: Random, words: Sequence[str]) -> str:
    """Returns the head of one word with the tail of another: in pieces like a word never seen."""
    while True:
        head, tail = rng.choice(words).split(" ")[0], rng.choice(words).split(" ")[-1]
        word = head[: rng.randrange(2, 6)] + tail[-rng.randrange(3, 6) :].lower()
        if len(word) > 3 and not holds_held_out(word):
            return word


def name_of_any_characters(rng: Random) -> str:
    """Returns a usual surname before one or two characters of which any may come."""
    while True:
        size = rng.choice((1, 2, 2))
        name = rng.choice(CHINESE_NAMES)[0] + "".join(any_character(rng) for _ in range(size))
        if not holds_held_out(name):
            return name


def blended_name(rng: Random) -> str:
    """Returns the head of one first name with the tail of another."""
    return blended(rng, FIRST_NAMES)


def chinese_characters(rng: Random, size: int) -> str:
    """Returns any Chinese characters in a row, some rare."""
    while True:
        pick = rng.choice((0.2, 1.0))
        text = "".join(
            any_character(rng) if chance(rng, pick) else rng.choice(HANZI) for _ in range(size)
        )
        if text[-1] not in _AFTER_NAMES and not holds_held_out(text):
            return text


def _piece(rng: Random) -> str:
    """Some letters: a whole word, a part of one, syllables, or any letters."""
    pick = rng.random()
    if pick < 0.08:
        return "".join(rng.choice(_LETTERS) for _ in range(rng.choice((2, 3, 4))))
    if pick < 0.3:
        return invented_word(rng)
    lists = (NOUNS, NOUNS, ADJECTIVES, FIRST_NAMES, LAST_NAMES, CITIES)
    word = rng.choice(rng.choice(lists)).lower().split(" ")[0]
    letters = "".join(letter for letter in word if letter in _LETTERS)
    start = rng.randrange(max(1, len(letters) - 2))
    return letters if chance(rng, 0.4) else letters[start : start + rng.choice((2, 3, 4, 5))]


def latin_name(rng: Random) -> str:
    """Returns one word with a capital, of one to three pieces of words."""
    while True:
        name = "".join(_piece(rng) for _ in range(rng.choice((1, 2, 2, 2, 3)))).capitalize()
        if 3 <= len(name) <= 13 and not holds_held_out(name):
            return name


def _by_heads(words: Sequence[str], size: int) -> list[list[str]]:
    """Words in groups, each of which begins with the same letters or character."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[:size], []).append(word)
    return [group for group in groups.values() if len(group) > 2]


_ENGLISH_GROUPS = [_by_heads(words, 3) for words in (FIRST_NAMES, LAST_NAMES, CITIES, NOUNS)]
_CHINESE_GROUPS = [_by_heads(words, 1) for words in (CHINESE_NAMES, CHINESE_CITIES, CHINESE_WORDS)]


def _crossed_names(rng: Random, chinese: bool) -> list[str]:
    """Names of two or three heads, each of which has the same middles and tails as the others."""
    if chinese:
        heads = [rng.choice(_SURNAMES) for _ in range(2)]
        middles, tails = ([_given(rng) for _ in range(2)] for _ in "ab")
        middles += [""]
    else:
        heads = [rng.choice(FIRST_NAMES)[: rng.randrange(2, 5)] for _ in range(2)]
        middles = ["", invented_word(rng)[:2]]
        tails = [rng.choice(FIRST_NAMES)[-rng.randrange(3, 6) :].lower() for _ in range(3)]
    return [head + middle + tail for head in heads for middle in middles for tail in tails]


def alike_names(rng: Random, chinese: bool, size: int) -> list[str]:
    """Returns different names of which several begin alike, and several end alike.

    Who copies one of them must follow the right one at every piece: after "Mar" comes "ina" in one
    and "tha" in another, and "ina" goes on otherwise after "Kar".
    """
    if chance(rng, 0.5):
        groups = rng.choice(_CHINESE_GROUPS if chinese else _ENGLISH_GROUPS)
        names = [name for group in rng.sample(groups, 2) for name in group]
    else:
        names = _crossed_names(rng, chinese)
    names = [name for name in dict.fromkeys(names) if not holds_held_out(name)]
    rng.shuffle(names)
    while len(names) < size:
        name = chinese_name(rng) if chinese else blended_name(rng)
        names += [] if name in names else [name]
    return names[:size]
