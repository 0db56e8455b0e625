"""What is wrong with a draft, field by field, each with what to do about it. It explains; constraints guarantee."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import TypeVar
from uuid import UUID

from siyu.content import message as messages
from siyu.content.message import Link, Message, MiniProgram
from siyu.kit.errors import FieldProblem
from siyu.plays.channel_codes import labels, roster, windows
from siyu.plays.channel_codes.config import Accept, CodeConfig, Kind, Labels, Slot, SpecialSlot, StaffPlan, Welcome
from siyu.plays.channel_codes.desired import USERS_MAX
from siyu.plays.channel_codes.health import Person

NAME_CHARS = 60
REMARK_CHARS = 200
BLOCKED_WORDS = 50
BLOCKED_WORD_CHARS = 32
BATCH_CODES = 200
AFFIX_CHARS = labels.REMARK_CHARS - 1

# A week of no particular year and zone, to look at rosters in.
W = TypeVar("W")

MONDAY = datetime(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a draft may refer to.

    `people` are the staff it names that exist; `scope` is whom the caller may use (None = everybody); `tags` are ids
    that exist; `materials` gives the kind (image, video, file) of those that exist.
    """

    people: Mapping[UUID, Person]
    scope: Set[UUID] | None
    tags: Set[UUID]
    materials: Mapping[UUID, str]


def problems(config: CodeConfig, kind: Kind, around: Surroundings) -> list[FieldProblem]:
    """Everything wrong with a draft, in the order of the form."""
    return [
        *_basics(config, around),
        *_staff(config.staff, kind, around),
        *_accept(config.accept),
        *_labels(config.labels, around),
        *_welcome(config.welcome, around.materials),
    ]


def _basics(config: CodeConfig, around: Surroundings) -> Iterator[FieldProblem]:
    if not config.name.strip():
        yield FieldProblem("name", "name.missing", "请填写活码名称，例如“西湖店前台”")
    if len(config.name) > NAME_CHARS:
        yield FieldProblem("name", "name.too_long", f"名称最多 {NAME_CHARS} 个字，请缩短")
    if len(config.remark) > REMARK_CHARS:
        yield FieldProblem("remark", "remark.too_long", f"备注最多 {REMARK_CHARS} 个字，请缩短")
    if config.logo_material_id is not None and around.materials.get(config.logo_material_id) != "image":
        yield FieldProblem("logo_material_id", "logo.unknown", "找不到这张图片，请重新选择一张图片素材作为 logo")


def _staff(plan: StaffPlan, kind: Kind, around: Surroundings) -> Iterator[FieldProblem]:
    for path, staff_ids in _staff_lists(plan):
        yield from _people(path, staff_ids, around)
    if plan.mode == "always":
        yield from _always(plan, kind)
    else:
        yield from _roster(plan, kind)
    yield from _numbers(plan)


def _staff_lists(plan: StaffPlan) -> Iterator[tuple[str, Sequence[UUID]]]:
    if plan.mode == "always":
        yield "staff.always", plan.always
    else:
        yield from ((f"staff.roster.{place}.staff_ids", slot.staff_ids) for place, slot in enumerate(plan.roster))
        yield from ((f"staff.special.{place}.staff_ids", slot.staff_ids) for place, slot in enumerate(plan.special))
    yield "staff.backup", plan.backup


def _people(path: str, staff_ids: Sequence[UUID], around: Surroundings) -> Iterator[FieldProblem]:
    if len(staff_ids) > USERS_MAX:
        yield FieldProblem(path, "staff.too_many", f"企业微信限制一个活码同时最多 {USERS_MAX} 名员工，请减少人数")
    for place, staff_id in enumerate(staff_ids):
        person, at = around.people.get(staff_id), f"{path}.{place}"
        if person is None:
            yield FieldProblem(at, "staff.unknown", "找不到这名员工，可能已被删除；请同步通讯录后重新选择")
        elif person.status in ("left", "disabled"):
            yield FieldProblem(at, "staff.left", f"{person.name} 已离职或被停用，请改选在职员工")
        elif person.status != "active":
            yield FieldProblem(at, "staff.inactive", f"{person.name} 还没有激活企业微信，请先请对方登录一次")
        elif around.scope is not None and staff_id not in around.scope:
            yield FieldProblem(at, "staff.out_of_scope", f"{person.name} 不在你的管理范围内，请换人或请管理员操作")


def _always(plan: StaffPlan, kind: Kind) -> Iterator[FieldProblem]:
    if not plan.always:
        yield FieldProblem("staff.always", "staff.nobody", "请至少选择一名接待员工")
    if kind == "single" and len(plan.always) > 1:
        yield FieldProblem("staff.always", "staff.single", "单人活码只能选一名员工；要多人接待请新建多人活码")
    if kind == "batch" and len(plan.always) > BATCH_CODES:
        yield FieldProblem("staff.always", "staff.too_many_codes", f"一次最多生成 {BATCH_CODES} 个活码，请分批")


def _roster(plan: StaffPlan, kind: Kind) -> Iterator[FieldProblem]:
    if kind == "batch":
        yield FieldProblem("staff.mode", "staff.batch_needs_always", "一人一码不用排班，请直接选择员工")
    if not plan.roster and not plan.special:
        yield FieldProblem("staff.roster", "roster.empty", "排班是空的，请至少添加一个时段")
    for place, slot in enumerate(plan.roster):
        yield from _slot(f"staff.roster.{place}", slot, kind)
    for place, special in enumerate(plan.special):
        yield from _slot(f"staff.special.{place}", special, kind)
    clashes = [("staff.roster", *found) for found in roster.overlapping(plan.roster)]
    clashes += [("staff.special", *found) for found in roster.overlapping_special(plan.special)]
    for path, first, second, _ in clashes:
        explanation = f"与第 {first + 1} 个时段重叠：同一名员工同一时间只能排一次，请错开时间或去掉重复的员工"
        yield FieldProblem(f"{path}.{second}.from", "roster.overlap", explanation)
    yield from _crowds(plan)


def _slot(path: str, slot: Slot | SpecialSlot, kind: Kind) -> Iterator[FieldProblem]:
    if not slot.staff_ids:
        yield FieldProblem(f"{path}.staff_ids", "staff.nobody", "这个时段没有员工，请选择员工或删除时段")
    if kind == "single" and len(slot.staff_ids) > 1:
        yield FieldProblem(f"{path}.staff_ids", "staff.single", "单人活码每个时段只能排一名员工")
    if isinstance(slot, SpecialSlot):
        yield from _dates(path, slot)
    elif windows.repeats_itself(slot):
        yield FieldProblem(f"{path}.weekdays", "roster.weekday_twice", "同一天选了两次，请去掉重复的星期")


def _dates(path: str, window: windows.DatedWindow) -> Iterator[FieldProblem]:
    if window.from_date > window.to_date:
        yield FieldProblem(f"{path}.to_date", "dates.backwards", "结束日期早于开始日期，请调换")


def _crowds(plan: StaffPlan) -> Iterator[FieldProblem]:
    """Slots that are each small enough may overlap into a crowd WeCom does not take."""
    weekly = plan.model_copy(update={"special": ()})
    for moment in sorted(set(windows.edges(plan.roster, MONDAY))):
        if len(roster.on_duty(weekly, moment)) > USERS_MAX:
            when = f"周{'一二三四五六日'[moment.isoweekday() - 1]} {moment:%H:%M}"
            yield FieldProblem("staff.roster", "staff.too_many", f"{when} 同时在岗超过 {USERS_MAX} 人，请减少人数")
            return


def _numbers(plan: StaffPlan) -> Iterator[FieldProblem]:
    if plan.code_daily_cap is not None and plan.code_daily_cap <= 0:
        yield FieldProblem("staff.code_daily_cap", "cap.not_positive", "每日上限要大于 0；不限制请留空")
    for staff_id, cap in plan.staff_daily_caps.items():
        if cap <= 0:
            yield FieldProblem(f"staff.staff_daily_caps.{staff_id}", "cap.not_positive", "上限要大于 0；不限制请留空")
    for staff_id, weight in plan.weights.items():
        if weight < 0:
            yield FieldProblem(f"staff.weights.{staff_id}", "weight.negative", "权重不能小于 0；0 表示不分配")
    weights = [plan.weights.get(one, 1) for one in plan.everyone()]
    if plan.rotation == "weighted" and weights and max(weights) <= 0:
        yield FieldProblem("staff.weights", "weight.all_zero", "权重不能全是 0，请至少给一名员工大于 0 的权重")


def _accept(accept: Accept) -> Iterator[FieldProblem]:
    if accept.mode == "windows" and not accept.windows:
        yield FieldProblem("accept.windows", "accept.empty", "请添加自动通过的时段，或改为始终/从不自动通过")


def _labels(written: Labels, around: Surroundings) -> Iterator[FieldProblem]:
    for place, tag_id in enumerate(written.tag_ids):
        if tag_id not in around.tags:
            yield FieldProblem(f"labels.tag_ids.{place}", "tag.unknown", "这个标签已不存在，请重新选择")
    if len(written.remark_prefix) + len(written.remark_suffix) > AFFIX_CHARS:
        explanation = f"备注最多 {labels.REMARK_CHARS} 个字，前后缀合计请不超过 {AFFIX_CHARS} 个字，给昵称留位置"
        yield FieldProblem("labels.remark_prefix", "remark.too_long", explanation)
    if len(written.description) > labels.DESCRIPTION_CHARS:
        explanation = f"描述最多 {labels.DESCRIPTION_CHARS} 个字，请缩短"
        yield FieldProblem("labels.description", "description.too_long", explanation)


def _welcome(welcome: Welcome, materials: Mapping[UUID, str]) -> Iterator[FieldProblem]:
    if welcome.mode == "code":
        yield from _words(welcome, materials)
    if len(welcome.nickname_block) > BLOCKED_WORDS:
        yield FieldProblem("welcome.nickname_block", "block.too_many", f"屏蔽词最多 {BLOCKED_WORDS} 个，请合并")
    for place, word in enumerate(welcome.nickname_block):
        if not word.strip() or len(word) > BLOCKED_WORD_CHARS:
            explanation = f"屏蔽词请写 1 到 {BLOCKED_WORD_CHARS} 个字"
            yield FieldProblem(f"welcome.nickname_block.{place}", "block.length", explanation)


def _words(welcome: Welcome, materials: Mapping[UUID, str]) -> Iterator[FieldProblem]:
    if welcome.general is not None and not is_empty(welcome.general):
        yield from message_problems("welcome.general", welcome.general, materials)
    elif not welcome.weekly and not welcome.special:
        yield FieldProblem("welcome.general.text", "welcome.missing", "请填写欢迎语，或改为使用员工默认欢迎语")
    for place, weekly in enumerate(welcome.weekly):
        yield from message_problems(f"welcome.weekly.{place}.message", weekly.message, materials)
    for place, special in enumerate(welcome.special):
        yield from message_problems(f"welcome.special.{place}.message", special.message, materials)
        yield from _dates(f"welcome.special.{place}", special)
    yield from _clashes("welcome.weekly", welcome.weekly, windows.do_weekly_overlap)
    yield from _clashes("welcome.special", welcome.special, windows.do_dated_overlap)


def message_problems(path: str, message: Message, materials: Mapping[UUID, str]) -> Iterator[FieldProblem]:
    """What is wrong with a message at `path`: WeCom's limits, and materials that are not there."""
    for problem in messages.check(message):
        yield FieldProblem(f"{path}.{problem.path}", problem.code, problem.message)
    for place, attachment in enumerate(message.attachments):
        if isinstance(attachment, Link):
            continue
        wanted = "image" if isinstance(attachment, MiniProgram) else attachment.kind
        if materials.get(attachment.material_id) != wanted:
            explanation = "找不到这个素材，可能已被删除；请重新上传或选择"
            yield FieldProblem(f"{path}.attachments.{place}.material_id", "material.unknown", explanation)


def material_ids(welcome: Welcome) -> list[UUID]:
    """Every material the greetings show."""
    return [material_id for message in welcome.messages() for material_id in message.materials()]


def is_empty(message: Message) -> bool:
    """Whether there is nothing to say."""
    return not message.text.strip() and not message.attachments


def _clashes(path: str, found: Sequence[W], do_overlap: Callable[[W, W], bool]) -> Iterator[FieldProblem]:
    for (first, one), (second, other) in combinations(enumerate(found), 2):
        if do_overlap(one, other):
            explanation = f"与第 {first + 1} 个时段重叠，同一时间只能有一条欢迎语，请错开"
            yield FieldProblem(f"{path}.{second}.from", "welcome.overlap", explanation)
