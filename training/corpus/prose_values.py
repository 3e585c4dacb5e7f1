"""Values and names that facts are about: prices, times, firms, events, in English and Chinese."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .words import (
    allowed,
    capitalised,
    chance,
    chinese_word,
    city,
    code,
    email,
    invented_word,
    noun,
    number,
    person,
    real_noun,
)

_MONTHS = ("January February March April May June July August September October November "
           "December").split()  # fmt: skip
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DAYS_CHINESE = (
    "星期一 星期二 星期三 星期四 星期五 星期六 星期天 周一 周二 周三 周四 周五 周六 周日".split()
)
_FIXED: dict[str, tuple[str, str]] = {
    "color": ("red,blue,green,yellow,black,white,grey,orange,purple,brown,pink,silver,dark blue,light green",
              "红色,蓝色,绿色,黄色,黑色,白色,灰色,橙色,紫色,棕色,粉色,银色,深蓝色,浅绿色"),
    "job": ("teacher,nurse,baker,pilot,farmer,painter,engineer,lawyer,dentist,cook,gardener,librarian,singer,"
            "photographer,driver,carpenter,programmer,journalist,actor,plumber,vet,judge,sailor,translator",
            "老师,护士,面包师,飞行员,农民,画家,工程师,律师,牙医,厨师,园丁,图书管理员,歌手,摄影师,司机,木匠,程序员,记者,演员,水管工,兽医,法官,水手,翻译"),
    "food": ("rice,pizza,noodles,fish,apple pie,cheese,soup,chocolate,potatoes,carrots,chicken,beans,mushrooms,"
             "pancakes,bread,tomatoes,honey,onions,pears,dumplings,salad,lentils",
             "米饭,披萨,面条,鱼,苹果派,奶酪,汤,巧克力,土豆,胡萝卜,鸡肉,豆腐,蘑菇,煎饼,面包,番茄,蜂蜜,洋葱,梨,饺子,沙拉,火锅"),
    "drink": ("tea,coffee,water,milk,orange juice,red wine,beer,cocoa,lemonade,cider",
              "茶,咖啡,水,牛奶,橙汁,红酒,啤酒,可可,柠檬水,豆浆"),
    "hobby": ("swimming,reading,chess,fishing,hiking,dancing,painting,singing,cycling,gardening,cooking,sailing,"
              "running,playing cards,collecting stamps,playing the piano,climbing",
              "游泳,看书,下棋,钓鱼,爬山,跳舞,画画,唱歌,骑车,种花,做饭,划船,跑步,打牌,集邮,弹钢琴,攀岩"),
    "subject": ("physics,history,chemistry,law,music,biology,medicine,economics,geography,mathematics,philosophy,art,German",
                "物理,历史,化学,法律,音乐,生物,医学,经济,地理,数学,哲学,艺术,德语"),
    "animal": ("cat,dog,rabbit,parrot,horse,goat,hamster,turtle,snake,duck,hedgehog,mouse,donkey,goldfish",
               "猫,狗,兔子,鹦鹉,马,山羊,仓鼠,乌龟,蛇,鸭子,刺猬,老鼠,驴,金鱼"),
    "language": ("French,German,Spanish,Italian,Russian,Arabic,Japanese,Portuguese,Dutch,Polish,Greek,Turkish,Korean,Hindi",
                 "法语,德语,西班牙语,意大利语,俄语,阿拉伯语,日语,葡萄牙语,荷兰语,波兰语,希腊语,土耳其语,韩语,印地语"),
    "material": ("wood,steel,glass,plastic,leather,stone,paper,cotton,silk,copper,clay,wool,aluminium",
                 "木头,钢,玻璃,塑料,皮革,石头,纸,棉花,丝绸,铜,陶土,羊毛,铝"),
    "goods": ("shoes,bicycles,toys,lamps,furniture,software,soap,carpets,watches,pianos,paper,wine,cheese,tools,"
              "umbrellas,clocks,batteries,knives,hats,engines",
              "鞋子,自行车,玩具,台灯,家具,软件,肥皂,地毯,手表,钢琴,纸张,茶叶,奶酪,工具,雨伞,钟表,电池,刀具,帽子,发动机"),
    "status": ("on the way,paid,cancelled,delayed,waiting for payment,packed,complete,lost,in the warehouse",
               "已发货,已付款,已取消,延误,等待付款,已打包,已完成,丢失,在仓库"),
    "currency": ("dollar,crown,franc,pound,peso,rupee,real,yen", "美元,克朗,法郎,英镑,比索,卢比,雷亚尔,日元"),
}  # fmt: skip
# Filtered like every list: the evaluation keeps some words for itself.
_LISTS = {
    kind: (allowed(english.split(",")), allowed(chinese.split(",")))
    for kind, (english, chinese) in _FIXED.items()
}
_OPEN = frozenset("food job goods animal material hobby".split())  # now and then an unlisted word


def _amount(rng: Random) -> str:
    if chance(rng, 0.2):
        return f"{rng.randrange(1, 100)}.{rng.randrange(5, 100, 5):02d}"
    return str(rng.randrange(1, rng.choice((20, 100, 100, 1000))))


def _price(rng: Random, chinese: bool) -> str:
    amount = _amount(rng)
    if chinese:
        return amount + rng.choice(("元", "元", "元", "块", "块钱", "美元", "欧元"))
    return rng.choice(("{} dollars", "{} dollars", "{} euros", "{} pounds", "${}", "€{}")).format(
        amount
    )


def _money(rng: Random, chinese: bool) -> str:
    amount = rng.randrange(1, 100) * rng.choice((1, 10, 10, 100))
    if chinese:
        return f"{amount}{rng.choice(('万元', '元', '亿元', '万美元'))}"
    text = f"{amount},000" if chance(rng, 0.4) else str(amount)
    return text + rng.choice((" dollars", " euros", " million dollars", " million euros"))


def _time(rng: Random, chinese: bool) -> str:
    hour, minute = rng.randrange(1, 24), rng.choice((0, 0, 0, 30, 15, 45, rng.randrange(60)))
    if chance(rng, 0.4):
        return f"{hour}:{minute:02d}"
    twelve = hour if hour <= 12 else hour - 12
    if chinese:
        part = "早上" if hour < 9 else "上午" if hour < 12 else "下午" if hour < 18 else "晚上"
        ending = {0: "点", 30: "点半"}.get(minute, f"点{minute}分")
        return (part if hour != 12 else "中午") + str(twelve) + ending
    text = str(twelve) if minute == 0 else f"{twelve}:{minute:02d}"
    return text + rng.choice((" ", "")) + ("am" if hour < 12 else "pm")


def date(rng: Random, chinese: bool) -> str:
    """Returns a date as it is written in a text."""
    month, day, year = rng.randrange(12), rng.randrange(1, 29), rng.randrange(1990, 2035)
    if chance(rng, 0.12):
        return f"{year}-{month + 1:02d}-{day:02d}"
    if chinese:
        return rng.choice(("", "", f"{year}年")) + f"{month + 1}月{day}{rng.choice('日日号')}"
    name = _MONTHS[month]
    return rng.choice(
        (f"{day} {name}", f"{name} {day}", f"{day} {name} {year}", f"{name} {day}, {year}")
    )


def _measure(rng: Random, chinese: bool, units: str, units_chinese: str, top: int = 100) -> str:
    amount = str(rng.randrange(2, top))
    if top > 20 and chance(rng, 0.15):
        amount += f".{rng.randrange(1, 10)}"
    if chinese:
        return amount + rng.choice(units_chinese.split(","))
    return f"{amount} {rng.choice(units.split(','))}"


def company(rng: Random, chinese: bool) -> str:
    """Returns the invented name of a firm."""
    if chinese:
        name = chinese_word(rng)
        return name + rng.choice(
            ("公司", "集团", "科技", "公司", "银行", "食品", "汽车", "书店", "工作室", "")
        )
    name = capitalised(rng)
    return rng.choice(("{}", "{}", "{} Ltd", "{} Inc", "{} Works", "{} and Sons", "{} Group", "{} Labs",
                       "{} Bank", "{} Systems")).format(name)  # fmt: skip


def _room(rng: Random, chinese: bool) -> str:
    small = rng.randrange(1, 500)
    if chinese:
        return rng.choice((f"{small}室", f"{small % 20 + 1}楼", f"{rng.choice('ABCDE')}栋", "地下室", "二楼大厅",
                           f"{small % 9 + 1}号楼{small}房间", f"{chinese_word(rng)}厅"))  # fmt: skip
    return rng.choice((f"room {small}", f"building {rng.choice('ABCDEF')}", "the basement", f"hall {small % 20 + 1}",
                       f"room {rng.choice('ABCDEF')}{small}", f"the {real_noun(rng)} room",
                       f"the {capitalised(rng)} Hall", "the main hall"))  # fmt: skip


def _place(rng: Random, chinese: bool) -> str:
    if chinese:
        return chinese_word(rng) + rng.choice(
            ("博物馆", "塔", "公园", "大桥", "图书馆", "寺", "剧院", "宫", "动物园")
        )
    return f"the {capitalised(rng)} " + rng.choice(
        (
            "Museum",
            "Tower",
            "Park",
            "Bridge",
            "Library",
            "Castle",
            "Theatre",
            "Palace",
            "Zoo",
            "Gallery",
        )
    )


def _phone(rng: Random) -> str:
    kind = rng.randrange(3)
    if kind == 0:
        return f"{rng.randrange(100, 1000)}-{rng.randrange(1000, 10000)}"
    if kind == 1:
        return str(rng.randrange(100, 100000))
    return f"0{rng.randrange(10, 1000)} {rng.randrange(100000, 10000000)}"


def _version(rng: Random) -> str:
    return ".".join(str(rng.randrange(0, 13)) for _ in range(rng.choice((2, 3, 3))))


def _count(rng: Random) -> str:
    found = 2 + number(rng)
    return f"{found:,}" if found > 999 and chance(rng, 0.5) else str(found)


_MAKERS: dict[str, Callable[[Random, bool], str]] = {
    "city": city,
    "person": person,
    "company": company,
    "room": _room,
    "place": _place,
    "price": _price,
    "money": _money,
    "time": _time,
    "date": date,
    "year": lambda rng, _: str(rng.randrange(1700, 2031)),
    "age": lambda rng, _: str(rng.randrange(3, 99)),
    "small": lambda rng, _: str(rng.randrange(2, 20)),
    "number": lambda rng, _: _count(rng),
    "percent": lambda rng, _: f"{rng.randrange(1, 20) * 5}%",
    "weekday": lambda rng, zh: rng.choice(_DAYS_CHINESE if zh else _DAYS),
    "duration": lambda rng, zh: _measure(rng, zh, "hours,minutes,seconds,days,weeks,months",
                                         "小时,分钟,秒,天,个月", 60),
    "minutes": lambda rng, zh: _measure(rng, zh, "minutes,minutes,hours", "分钟,分钟,个小时"),
    "days": lambda rng, zh: _measure(rng, zh, "days,days,weeks", "天,天,周", 31),
    "months": lambda rng, zh: _measure(rng, zh, "months,weeks", "个月,周", 20),
    "years": lambda rng, zh: _measure(rng, zh, "years,months", "年,个月", 20),
    "weight": lambda rng, zh: _measure(rng, zh, "kilograms,grams,kg,pounds", "公斤,克,千克,斤", 900),
    "length": lambda rng, zh: _measure(rng, zh, "metres,feet,m", "米,米,层楼", 800),
    "distance": lambda rng, zh: _measure(rng, zh, "kilometres,miles,km", "公里,千米,里", 900),
    "degrees": lambda rng, zh: _measure(rng, zh, "degrees,°C", "度,°C", 300),
    "phone": lambda rng, _: _phone(rng),
    "email": lambda rng, _: email(rng),
    "website": lambda rng, _: f"{rng.choice(('', 'www.'))}{invented_word(rng)}.{rng.choice(('com', 'org', 'io'))}",
    "code": lambda rng, _: code(rng) if chance(rng, 0.7) else str(rng.randrange(1000, 100000)),
    "version": lambda rng, _: _version(rng),
    "river": lambda rng, zh: chinese_word(rng) + rng.choice("江河水") if zh else capitalised(rng),
    "pet": lambda rng, zh: value(rng, "animal", zh),
    "thing": lambda rng, zh: chinese_word(rng) if zh else noun(rng),
}  # fmt: skip


def value(rng: Random, kind: str, chinese: bool) -> str:
    """Returns a value of a kind named in the files of relations and statements."""
    if kind in _LISTS and not (kind in _OPEN and chance(rng, 0.3)):
        return rng.choice(_LISTS[kind][chinese])
    if kind in _LISTS:
        return chinese_word(rng) if chinese else noun(rng)
    return _MAKERS[kind](rng, chinese)
