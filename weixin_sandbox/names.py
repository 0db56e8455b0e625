"""Nicknames and chat lines of a believable population, drawn from a seeded generator."""

import random

NASTY = (
    "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二",
    "<b>加粗的我</b>",
    "{{客户昵称}}",
    "'; DROP TABLE person;--",
    "👨‍👩‍👧‍👦 三口之家",
    "]]>&amp;",
    "\u202e反着写",
)
FAMILY = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾"
    "丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤"
    "尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红梅琳雪倩宁佳慧颖悦欣怡晨曦阳光宇航子涵雨轩思远若溪一诺梓萱浩然"
)
POETIC = (
    "山有木兮",
    "南风知我意",
    "一盏清茶",
    "半糖去冰",
    "听雨眠",
    "小满未满",
    "晚风",
    "橘子汽水",
    "云边有个小卖部",
    "不吃香菜",
    "今天也要开心",
    "平平无奇",
    "茶香氤氲",
    "岁月静好",
    "吃茶去",
    "早睡早起身体好",
    "西湖边的猫",
)
LATIN = (
    "Kevin",
    "Lily",
    "Momo",
    "Vivian",
    "Jason Lee",
    "coco",
    "AA建材小王",
    "Tina🌸",
    "Sunny",
    "Eric.Z",
    "Yoyo",
    "Luna",
    "Ryan",
    "Nana_",
    "Jerry 陈",
)
EMOJI = ("🍵", "🌿", "🌙", "🍀", "🐱", "☀️", "🎈", "💫", "🍑", "🌊")
ASK = (
    "在吗？",
    "你们家的{tea}还有货吗",
    "{tea}多少钱一斤呀",
    "今天几点关门？",
    "想买点{tea}送长辈，推荐一下",
    "上次买的{tea}很好喝👍",
    "有优惠券吗",
    "可以寄到外地吗？",
)
ANSWER = (
    "您好，在的~",
    "有的，今年的新茶刚到店",
    "{tea}现在有活动，买二送一",
    "我们晚上九点半关门，欢迎来坐坐",
    "可以的，顺丰包邮",
    "好的，给您留一份{tea}",
)
THANKS = ("好的谢谢", "收到", "明天去店里看看", "太好了🎉", "那来两盒吧", "我再想想")
TEAS = ("龙井", "碧螺春", "普洱", "铁观音", "正山小种", "白毫银针", "茉莉花茶", "凤凰单丛", "竹叶青")


def nickname(chance: random.Random, number: int) -> str:
    """A nickname; every so often one that breaks careless software."""
    if number % 150 == 7:
        return NASTY[(number // 150) % len(NASTY)]
    kind = chance.random()
    if kind < 0.42:
        return chance.choice(FAMILY) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
    if kind < 0.62:
        return chance.choice(POETIC)
    if kind < 0.78:
        return chance.choice(LATIN)
    if kind < 0.9:
        return chance.choice(POETIC) + chance.choice(EMOJI)
    return chance.choice(EMOJI) + chance.choice(FAMILY) + "小姐" if kind < 0.97 else chance.choice(EMOJI) * 2


def chat_line(chance: random.Random, turn: int) -> str:
    """Turn 0 is the customer's question, 1 the adviser's answer, 2 the customer's thanks."""
    return chance.choice((ASK, ANSWER, THANKS)[turn]).format(tea=chance.choice(TEAS))
