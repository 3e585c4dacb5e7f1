"""The exact prompts of the later tutorials: talk, constraints, objects, retrieval, thinking."""

from __future__ import annotations

from itertools import permutations

from ..chat_format import Json, Message, assistant, system, to_json, user
from .chat import CHINESE_JOKES, JOKES
from .fixed import FixedCase, case, schema_system
from .replies import greeting
from .retrieval import NOT_THERE, NOT_THERE_CHINESE
from .tutorial_agents import TASK

# ---------------------------------------------------------------------------- conversations


def _exchanges(chinese: bool) -> tuple[tuple[Message, Message], ...]:
    """A name that is told, two questions in between, and the question for the name."""
    _, setup, punchline = (CHINESE_JOKES if chinese else JOKES)[0][-3:]
    if chinese:
        turns = (
            ("我叫安娜。", greeting("安娜", chinese)),
            ("法国的首都是哪里？", "法国的首都是巴黎。"),
            ("告诉我一个关于猫的笑话", setup + punchline),
            ("我叫什么名字？", "你的名字是安娜。"),
        )
    else:
        turns = (
            ("My name is Anna.", greeting("Anna", chinese)),
            ("What is the capital of France?", "The capital of France is Paris."),
            ("Tell me a joke about cats.", f"{setup} {punchline}"),
            ("What is my name?", "Your name is Anna."),
        )
    return tuple((user(asked), assistant(answer)) for asked, answer in turns)


def _conversations() -> list[FixedCase]:
    """What the pages about talk and about the cache say, turn by turn.

    A sum that one of them also asks is left out: it is among those never trained on.
    """
    cases = []
    for chinese in (False, True):
        told, capital, joke, asked = _exchanges(chinese)
        helpful = system("你是一个乐于助人的助手。" if chinese else "You are a helpful assistant.")
        for before in ((), (helpful,)):
            for turns in (
                (told,),
                (told, capital),
                (told, asked),
                (told, capital, asked),
                (told, capital, joke),
                (told, capital, joke, asked),
            ):
                messages = [message for turn in turns for message in turn]
                cases.append(case(TASK, *before, *messages))
    return cases


# ---------------------------------------------------------------------------- short answers


def _short_answers() -> list[FixedCase]:
    sentiment, sentiment_chinese = (
        "Classify the sentiment: {} Answer with positive, negative or neutral.",
        "判断情感：{}只能回答正面、负面或中性。",
    )
    asked = {
        sentiment.format("What a lovely lamp!"): "positive",
        sentiment.format("The kettle broke after one day."): "negative",
        sentiment.format("The chair arrived on Monday."): "neutral",
        sentiment_chinese.format("真是个可爱的台灯！"): "正面",
        sentiment_chinese.format("闹钟用了一天就坏了。"): "负面",
        sentiment_chinese.format("椅子星期一到的。"): "中性",
        "What is 25x5? Answer with the number only.": "125",
        "25x5等于多少？只回答数字。": "125",
        "You can reach Anna at anna@garden.org any time. Answer with the e-mail address only.":
            "anna@garden.org",
        "安娜的邮箱是anna@garden.org，请尽快联系。只回答邮箱。": "anna@garden.org",
    }  # fmt: skip
    return [case(TASK, user(question), assistant(answer)) for question, answer in asked.items()]


# ---------------------------------------------------------------------------- objects


_PEOPLE: Json = {
    "title": "People",
    "description": "All people of a text.",
    "properties": {
        "people": {
            "items": {
                "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
                "required": ["name", "age"],
                "type": "object",
            },
            "type": "array",
        }
    },
    "required": ["people"],
    "type": "object",
}
_ORDER: Json = {
    "title": "Order",
    "description": "Information about an order.",
    "properties": {
        "customer": {"type": "string"},
        "status": {"enum": ["pending", "shipped", "delivered"], "type": "string"},
        "shipping_address": {
            "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
            "required": ["street", "city"],
            "type": "object",
        },
    },
    "required": ["customer", "status", "shipping_address"],
    "type": "object",
}
_LOTTERY: Json = {
    "title": "Lottery",
    "type": "object",
    "properties": {"numbers": {"type": "array", "items": {"type": "integer"}, "uniqueItems": True}},
    "required": ["numbers"],
}


def _objects() -> list[FixedCase]:
    def people(*names: str) -> Json:
        return {"people": [{"name": n, "age": a} for n, a in zip(names, (31, 25), strict=True)]}

    def order(customer: str, street: str, city: str) -> Json:
        where = {"street": street, "city": city}
        return {"customer": customer, "status": "shipped", "shipping_address": where}

    rows: tuple[tuple[Json, str, Json], ...] = (
        (_PEOPLE, "Alice is 31 years old and Bob is 25 years old.", people("Alice", "Bob")),
        (_PEOPLE, "爱丽丝今年31岁，鲍勃今年25岁。", people("爱丽丝", "鲍勃")),
        (_ORDER, "The order was placed by Anna Smith. It is shipped. It goes to Main Street 5 in London.",
         order("Anna Smith", "Main Street 5", "London")),
        (_ORDER, "订单由王芳下单。状态是已发货。收货地址是北京长安街5号。", order("王芳", "长安街5号", "北京")),
        (_LOTTERY, "The numbers are 3, 17 and 42.", {"numbers": [3, 17, 42]}),
        (_LOTTERY, "号码是3、17和42。", {"numbers": [3, 17, 42]}),
    )  # fmt: skip
    return [case(TASK, schema_system(schema), user(text), assistant(to_json(found)))
            for schema, text, found in rows]  # fmt: skip


# ---------------------------------------------------------------------------- retrieval


_RAG = {
    "en": "Use the following pieces of context to answer the question at the end. If you don't "
    "know the answer, just say that you don't know, don't try to make up an answer.\n\n"
    "{}\n\nQuestion: {}\nHelpful Answer:",
    "zh": "请根据以下资料回答用户的问题，如果资料里没有，就说不知道。\n资料：{}\n用户问题：{}",
}
_PASSAGES = {
    "en": ("The Harbour Museum opens at 10 o'clock. It is closed on Mondays.",
           "A ticket for the Harbour Museum costs 9 euros. A guided tour takes 45 minutes.",
           "The Harbour Museum was founded by Clara Holt. She was a ship owner.",
           "The building is older than the museum. It was built in 1871 to store grain.",
           "The oldest ship in the museum is the Petrel. The Petrel was built in 1764.",
           "The Marigold is a fishing boat. Its captain was Jonas Reed.",
           "The café is on the second floor. The café serves fish soup on Fridays."),
    "zh": ("海港博物馆的开放时间是上午10点。星期一闭馆。", "海港博物馆的门票是9欧元。参观路线长2公里。",
           "海港博物馆是陈志远创立的。他是一位船主。", "这栋楼比博物馆更老。它建于1871年。",
           "馆里最老的船是海燕号。海燕号建于1764年。", "金盏花号是一条渔船。它的船长是李国强。",
           "咖啡馆在二楼。咖啡馆星期五供应鱼汤。"),
}  # fmt: skip
# question, the passage that answers it, the sentence that does
_ASKED = {
    "en": (("What is the oldest ship in the museum?", 4, "The oldest ship in the museum is the Petrel."),
           ("What is the Marigold?", 5, "The Marigold is a fishing boat."),
           ("When was the Petrel built?", 4, "The Petrel was built in 1764.")),
    "zh": (("馆里最老的船是哪条？", 4, "馆里最老的船是海燕号。"), ("金盏花号是什么？", 5, "金盏花号是一条渔船。"),
           ("海燕号建于哪一年？", 4, "海燕号建于1764年。")),
}  # fmt: skip
_MISSING = {
    "en": "What is the phone number of the Harbour Museum?",
    "zh": "海港博物馆的电话号码是多少？",
}


def _retrieval() -> list[FixedCase]:
    cases = []
    for language, passages in _PASSAGES.items():
        missing = _MISSING[language], -1, NOT_THERE_CHINESE if language == "zh" else NOT_THERE
        for pair in permutations(range(len(passages)), 2):
            context = "\n\n".join(passages[number] for number in pair)
            for question, found_in, answer in (*_ASKED[language], missing):
                if found_in in pair or found_in < 0:
                    text = _RAG[language].format(context, question)
                    cases.append(case(TASK, user(text), assistant(answer)))
    return cases


# ---------------------------------------------------------------------------- thinking


def _thinking() -> list[FixedCase]:
    rows = (
        ("Anna has 12 apples, buys 7 and eats 3. How many apples does she have?",
         "buys 7: 12 + 7 = 19\neats 3: 19 - 3 = 16", "The answer is 16.",
         "What is 23 + 45 - 12?", "23 + 45 = 60 + 8 = 68\n68 - 12 = 58 - 2 = 56", "The answer is 56."),
        ("小红有12个苹果，又买了7个，吃了3个，还剩几个？",
         "又买了7个：12 + 7 = 19\n吃了3个：19 - 3 = 16", "答案是16。",
         "23 + 45 - 12等于多少？", "23 + 45 = 60 + 8 = 68\n68 - 12 = 58 - 2 = 56", "答案是56。"),
    )  # fmt: skip
    cases = []
    for story, thought, answer, question, second, total in rows:
        cases.append(case(TASK, user(story), assistant(answer, reasoning=thought)))
        cases.append(case(TASK, user(question), assistant(total, reasoning=second)))
        before = (user(story), assistant(answer))
        last = assistant(total, reasoning=second)
        cases.append(case(TASK, *before, user(question), last))
    return cases


# Each group is as likely as any other in training, whatever its number of prompts.
GROUPS = (_conversations(), _short_answers(), _objects(), _retrieval(), _thinking())
