"""The tea-house chain 山间茶铺 as its operator would set it up: tags, one picture, and ten channel codes."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw

from siyu.demo.http import Json

CITIES = ("杭州", "成都", "广州")
TAGS = {
    "来源渠道": ("门店立牌", "桌贴", "杯套", "外卖卡", "市集活动"),
    "城市": CITIES,
    "饮茶偏好": ("绿茶", "乌龙", "普洱", "花果茶"),
}
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
DAYTIME = {"weekdays": EVERY_DAY, "from": "08:00", "to": "16:00"}
EVENING = {"weekdays": EVERY_DAY, "from": "16:00", "to": "08:00"}

Staff = Sequence[Mapping[str, Any]]


async def set_up(api: Json) -> list[str]:
    """Make tags, a material and the codes through the API; returns the ids of the codes."""
    tags: dict[str, str] = {}
    for group, names in TAGS.items():
        made = await api.call("POST", "/api/tags", {"group_name": group, "names": list(names)})
        for entry in made["groups"]:
            tags |= {tag["name"]: tag["id"] for tag in entry["tags"]}
    material = await api.upload("/api/materials", name="春茶上新.png", mime="image/png", data=_poster())
    staff = await _staff_by_city(api)
    folder = await api.call("POST", "/api/code-folders", {"name": "门店"})
    bodies = [*_shop_codes(staff, tags, folder["id"], material["id"]), *_campaign_codes(staff, tags, material["id"])]
    codes = [await api.call("POST", "/api/codes", body) for body in bodies]
    everyone = {
        "staff_ids": None,
        "message": text_message("{{客户昵称}}你好，我是山间茶铺的{{员工姓名}}，想喝什么茶随时问我。"),
    }
    await api.call("PUT", "/api/codes/default-welcome", {"scopes": [everyone]})
    return [code["id"] for code in codes]


def text_message(text: str, *attachments: Mapping[str, Any]) -> dict[str, Any]:
    """A message of the API's shape."""
    return {"text": text, "attachments": list(attachments)}


async def _staff_by_city(api: Json) -> dict[str, list[str]]:
    departments = (await api.call("GET", "/api/departments"))["items"]
    by_id = {entry["id"]: entry for entry in departments}
    found: dict[str, list[str]] = {city: [] for city in CITIES}
    page = await api.call("GET", "/api/staff?limit=100")
    for person in sorted(page["items"], key=lambda entry: str(entry["userid"])):
        for city in CITIES:
            if any(city in name for department in person["departments"] for name in _path(by_id, department["id"])):
                found[city].append(person["id"])
    return found


def _path(departments: Mapping[str, Mapping[str, Any]], leaf: str) -> list[str]:
    names, here = [], departments.get(leaf)
    while here is not None:
        names.append(str(here["name"]))
        here = departments.get(here["parent_id"])
    return names


def _shop_codes(
    staff: Mapping[str, list[str]], tags: Mapping[str, str], folder: str, picture: str
) -> list[dict[str, Any]]:
    bodies = []
    for city in CITIES:
        for number, (place, tag) in enumerate((("门口立牌", "门店立牌"), ("桌贴", "桌贴"))):
            people = staff[city][number * 4 : number * 4 + 4]
            roster = [{**DAYTIME, "staff_ids": people[:2]}, {**EVENING, "staff_ids": people[2:]}]
            body = _code(f"{city}{'一二'[number]}店 · {place}", people, [tags[tag], tags[city]])
            body |= {"folder_id": folder, "staff": {**body["staff"], "mode": "roster", "always": [], "roster": roster}}
            image = {"kind": "image", "material_id": picture}
            welcome = text_message(
                f"{{{{客户昵称}}}}，欢迎来到山间茶铺{city}店！我是{{{{员工姓名}}}}，到店报昵称送一杯试饮。", image
            )
            night = text_message("{{客户昵称}}晚上好，我是{{员工姓名}}，门店已打烊，明早第一时间回复你。")
            nights = [{"weekdays": EVERY_DAY, "from": "22:00", "to": "08:00", "message": night}]
            body["welcome"] |= {"general": welcome, "weekly": nights}
            bodies.append(body)
    return bodies


def _campaign_codes(staff: Mapping[str, list[str]], tags: Mapping[str, str], picture: str) -> list[dict[str, Any]]:
    everybody = [person for city in CITIES for person in staff[city]]
    link = {
        "kind": "link",
        "title": "春茶上新 · 第二杯半价",
        "desc": "明前龙井到店",
        "url": "https://example.com/spring",
        "picurl": "",
    }
    cup = _code("杯套 · 全国", everybody[:12], [tags["杯套"]])
    cup["staff"] |= {"rotation": "random", "backup": everybody[12:14]}
    takeaway = _code("外卖卡 · 全国", everybody[12:], [tags["外卖卡"]])
    takeaway["staff"] |= {"rotation": "least_loaded", "code_daily_cap": 200}
    market = _code("西湖市集", staff["杭州"][:6], [tags["市集活动"], tags["杭州"]])
    market["staff"] |= {"staff_daily_caps": dict.fromkeys(staff["杭州"][:6], 30), "backup": staff["杭州"][6:8]}
    single = _code("店长 · 一对一", staff["广州"][:1], [tags["广州"]]) | {"kind": "single"}
    for body in (cup, takeaway, market, single):
        body["welcome"]["general"] = text_message("{{客户昵称}}你好，我是{{员工姓名}}，这是给你的春茶券。", link)
    market["welcome"]["nickname_block"] = ["代购", "兼职"]
    return [cup, takeaway, market, single]


def _code(name: str, staff: list[str], tags: list[str]) -> dict[str, Any]:
    return {
        "name": name, "folder_id": None, "kind": "multi", "remark": "",
        "staff": {
            "mode": "always", "always": staff, "roster": [], "special": [], "backup": [],
            "code_daily_cap": None, "staff_daily_caps": {}, "rotation": "random", "weights": {},
        },
        "accept": {"mode": "always", "windows": []},
        "labels": {"tag_ids": tags, "remark_prefix": "", "remark_suffix": f"·{name[:4]}", "description": f"来自{name}"},
        "welcome": {"mode": "code", "general": None, "weekly": [], "special": [], "nickname_block": []},
        "logo_material_id": None,
    }  # fmt: skip


def _poster() -> bytes:
    """A simple spring poster, drawn here so that the picture in the welcome is a real PNG."""
    image = Image.new("RGB", (720, 960), "#eef4ea")
    draw = ImageDraw.Draw(image)
    for row in range(6):
        draw.ellipse(
            (60 + row * 40, 520 + row * 50, 660 - row * 20, 1100), fill=(70 + row * 14, 120 + row * 10, 80 + row * 8)
        )
    draw.ellipse((470, 90, 600, 220), fill="#e8b04a")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
