"""Tools that look up people, parcels and articles, and how people ask for them."""

from __future__ import annotations

from .tool_kinds import Argument, Kind, name
from .words import code, products

PERSON = Kind(
    "lookup",
    ("staff_card", "personnel_entry", "client_sheet", "member_file"),
    {
        "en": ("What is on file about a person", "Opens someone's record."),
        "zh": ("查看某个人的档案", "返回一个人的登记信息。"),
    },
    {
        "person": Argument(
            ("full_name", "who", "personName"), name, about={"en": "The person", "zh": "姓名"}
        )
    },
    {
        "en": (
            "what do we have on {person}",
            "pull up {person}",
            "which department is {person} in?",
            "Where does {person} work, and since when?",
            "I need {person}'s details",
            "who is {person}?",
            "Show me {person}'s entry, please.",
        ),
        "zh": (
            "{person}是哪个部门的",
            "调一下{person}的资料",
            "我们有{person}的信息吗？",
            "请问{person}是谁？",
            "{person}的联系方式是什么",
            "看看{person}登记了什么",
        ),
    },
)
PARCEL = Kind(
    "lookup",
    ("parcelTracker", "where_is_package"),
    {
        "en": ("Where a parcel is", "Follows a shipment."),
        "zh": ("查询包裹在哪里", "跟踪快递。"),
    },
    {
        "number": Argument(
            ("tracking", "parcel_code"),
            lambda rng, language: code(rng),
            about={"en": "Code on the label", "zh": "单号"},
        )
    },
    {
        "en": (
            "has {number} been delivered",
            "where's my package {number}?",
            "When will {number} get here?",
            "{number} still hasn't come, where is it",
            "Please see how far {number} got.",
        ),
        "zh": (
            "{number}到哪儿了",
            "我的快递{number}什么时候到？",
            "{number}送到了没有",
            "{number}还没收到，在哪里",
            "请看看{number}走到哪一站了。",
        ),
    },
)
PRICE = Kind(
    "lookup",
    ("price_of_item", "stock_level"),
    {
        "en": ("Price and stock of an article", "Looks an article up in the catalogue."),
        "zh": ("查询商品的价格和库存", "在目录里查商品。"),
    },
    {
        "item": Argument(
            ("article", "sku_name"),
            lambda rng, language: products(rng, language, 1)[0],
            about={"en": "The article", "zh": "商品名"},
        )
    },
    {
        "en": (
            "how much for the {item}",
            "do we still sell the {item}?",
            "What would a {item} set me back?",
            "is the {item} in stock",
            "I'm thinking of buying the {item}, what does it cost?",
        ),
        "zh": (
            "{item}卖多少钱",
            "{item}还有货吗？",
            "我想买{item}，什么价",
            "{item}贵不贵",
            "请问{item}的价钱？",
        ),
    },
)
