"""The ready-made worlds: 山间茶铺 (3 cities × 4 shops × 2 advisers), and an empty corp."""

import random

from weixin_sandbox import ids
from weixin_sandbox.models import App, Department, Member
from weixin_sandbox.world import Corp, World

CORPID = "wwtea0000000000001"
AGENTID = 1000002
CITIES: dict[str, list[str]] = {
    "杭州": ["西湖店", "武林店", "滨江店", "良渚店"],
    "成都": ["宽窄巷店", "太古里店", "玉林店", "天府店"],
    "广州": ["天河店", "东山店", "永庆坊店", "琶洲店"],
}
FAMILY = "陈林黄周吴徐孙胡朱高何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
FEMALE = ["雨桐", "思琪", "佳怡", "晓雯", "静怡", "梦洁", "若曦", "诗涵", "婉婷", "清妍", "念慈", "书瑶"]
MALE = ["浩然", "子轩", "俊杰", "宇航", "明哲", "志远", "文博", "嘉诚", "泽宇", "天佑", "景行", "承志"]
WORLDS = ("tea_house", "empty")


def build(kind: str, seed: int) -> World:
    """A new world of the given kind. Raises ValueError for an unknown one."""
    if kind not in WORLDS:
        raise ValueError(f"unknown world {kind!r}; choose one of {', '.join(WORLDS)}")
    world = World(seed=seed, kind=kind)
    corp = Corp(corpid=CORPID, name="山间茶铺" if kind == "tea_house" else "空白企业")
    world.corps[corp.corpid] = corp
    corp.departments[1] = Department(id=1, name=corp.name, parentid=0, order=100_000_000)
    corp.apps[AGENTID] = App(
        agentid=AGENTID,
        name="客户联系助手",
        secret=ids.derive(seed, "secret", AGENTID, length=43),
        token=ids.derive(seed, "token", AGENTID, length=24),
        aes_key=_aes_key(seed, AGENTID),
    )
    if kind == "tea_house":
        _open_shops(corp, random.Random(seed))
    return world


def _aes_key(seed: int, agentid: int) -> str:
    # The 43rd character carries four bits of key and two that must be zero, or strict base64 readers refuse it.
    return ids.derive(seed, "aes", agentid, length=42) + "AEIMQUYcgkosw048"[seed % 16]


def _open_shops(corp: Corp, chance: random.Random) -> None:
    families = chance.sample(FAMILY, 24)
    given = {1: chance.sample(MALE, 12), 2: chance.sample(FEMALE, 12)}
    number = 0
    for city_index, (city, shops) in enumerate(CITIES.items()):
        city_id = 2 + city_index
        corp.departments[city_id] = Department(id=city_id, name=city, parentid=1, order=100 - city_index)
        for shop_index, shop in enumerate(shops):
            shop_id = city_id * 10 + shop_index + 1
            corp.departments[shop_id] = Department(
                id=shop_id, name=f"{city}{shop}", parentid=city_id, order=100 - shop_index
            )
            for position, gender in (("店长", 2), ("茶艺顾问", 1)):
                number += 1
                member = Member(
                    userid=f"tea{number:03d}",
                    name=families[number - 1] + given[gender][(number - 1) // 2],
                    gender=gender,
                    department=[shop_id],
                    position=position,
                    mobile=f"138{seeded_digits(chance)}",
                )
                corp.members[member.userid] = member
                if position == "店长":
                    corp.departments[shop_id].leaders.append(member.userid)


def seeded_digits(chance: random.Random) -> str:
    """Eight digits."""
    return f"{chance.randrange(10**8):08d}"
