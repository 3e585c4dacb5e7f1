"""What short tellings and chat are made of: people, belongings, and what stands around them.

Each list is a pair: English, Chinese.
"""

from __future__ import annotations

from random import Random

from .plain_facts import value_of_kind
from .rare_names import blended_name, name_of_any_characters, usual_chinese_name
from .words import FIRST_NAMES, LAST_NAMES, allowed, capitalised

RELATIVES = (
    allowed("mother father stepson brother aunt uncle cousin niece nephew grandmother grandfather daughter son wife husband boss doctor "
            "landlord trainer neighbour colleague barber twin tutor lawyer friend flatmate tailor godmother".split()),
    allowed("妈妈 爸爸 爷爷 哥哥 弟弟 姐姐 姑姑 舅舅 表哥 堂妹 侄女 外甥 奶奶 外公 女儿 儿子 老板 医生 房东 教练 邻居 同事 同桌 师父 律师 好友 室友 裁缝".split()),
)  # fmt: skip
PETS = (
    allowed("cat dog horse parrot rabbit hamster goat turtle donkey hen snake pony".split()),
    allowed("猫 狗 马 鹦鹉 兔子 仓鼠 山羊 乌龟 毛驴 母鸡 蛇 鸭子".split()),
)
# What most people have; the rest of the time any word serves.
BELONGINGS = (
    allowed("badge card key box seat desk room table bike boat bed folder parcel bag permit receipt voucher coupon pass tent garage "
            "mailbox letter invoice form booking file order account cupboard shelf hook drawer cell cart bench ticket locker".split()),
    allowed("徽章 卡片 钥匙 箱子 座位 书桌 房间 桌子 自行车 小船 床位 包裹 行李 证件 收据 优惠券 通行证 车位 帐篷 车库 信箱 号牌 发票 表格 订单 账户 门票 柜子 抽屉 "
            "挂钩 会员卡 车票 票".split()),
)  # fmt: skip
# What begins or takes place.
EVENTS = (
    allowed("meeting lesson party trip interview class concert wedding match flight lecture test tour holiday hearing race show talk".split()),
    allowed("会议 课程 聚会 面试 手术 婚礼 比赛 航班 讲座 体检 测验 旅行 音乐会 演讲 电影 培训".split()),
)  # fmt: skip
# What may stand before and after what is told; none of it is repeated in the answer.
BEFORE = (
    ("By the way: ", "One more thing: ", "For your notes: ", "Hi! ", "Good evening. ", "Hello again. ", "You should know this. ", "Listen. ",
     "Now about me. ", "Oh, before I forget: ", "Please remember: ", "Here is something about me: ", "It is like this: "),
    ("对了，", "还有一件事，", "顺便说说，", "你好！", "晚上好。", "你听我说，", "有件事你要知道：", "说说我自己，", "差点忘了，", "请记住，", "告诉你，", "是这样的，"),
)  # fmt: skip
AFTER = (
    (" Please keep it in mind.", " That is all.", " I will ask you later.", " Don't forget it.", " Just so you know.", " Good, isn't it?",
     " Will you remember?", " Thanks for listening.", " It has been so for a year."),
    ("记一下哦。", "就这些。", "待会儿我会问你。", "别忘了。", "让你知道一下。", "不错吧？", "你记得住吗？", "谢谢你听我说。", "都一年了。"),
)  # fmt: skip
ASIDE_REPLIES = (
    ("OK.", "All right.", "I see what you mean.", "Oh.", "Indeed.", "That happens.", "Really?", "What a pity!", "Good luck with that!",
     "Sounds fine.", "No hurry.", "Thanks.", "I hope it goes well.", "That is sad.", "Lovely."),
    ("好的。", "嗯。", "原来如此。", "是吗？", "确实。", "这样啊。", "难免的。", "可惜了。", "加油！", "不着急。", "多谢。", "真可惜呀。", "挺好的。"),
)  # fmt: skip
CORRECTIONS = (("No, it is {v}.", "Sorry, I meant {v}.", "Wrong, {v} is right.", "I made a mistake: {v}.", "Make it {v}, please."),
                ("不对，是{v}。", "说错了，应该是{v}。", "我记错了，是{v}。", "更正：{v}。", "改成{v}。"))  # fmt: skip
AGAIN = (("{q} again", "Sorry, {q}", "One more time: {q}", "Do you know, {q}", "Help me: {q}", "Hm, {q}", "So, {q}"),
          ("再问一次，{q}", "不好意思，{q}", "帮我想想，{q}", "你知道吗，{q}", "嗯，{q}", "所以{q}", "我又忘了，{q}"))  # fmt: skip


def english_person(rng: Random) -> str:
    """Mostly a first name of the lists, alone or with a last name of the lists."""
    pick = rng.random()
    if pick < 0.5:
        return f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"
    if pick < 0.75:
        return rng.choice(FIRST_NAMES)
    if pick < 0.85:
        return f"{blended_name(rng)} {rng.choice(LAST_NAMES)}"
    if pick < 0.9:
        return f"{rng.choice(FIRST_NAMES)} {capitalised(rng)}"
    return value_of_kind(rng, "person", False)


def chinese_person(rng: Random) -> str:
    """Mostly a usual surname and given name."""
    pick = rng.random()
    if pick < 0.08:
        return name_of_any_characters(rng)
    return usual_chinese_name(rng) if pick < 0.5 else value_of_kind(rng, "person", True)
