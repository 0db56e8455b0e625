"""The main job as an operator sees it: make a code, scan it with a phone beside it, read why, see it counted."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import shoot

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CODE = "湖滨店 · 收银台"
CUSTOMER = "阿芷"


def make_code(page: Page) -> None:
    following = page.get_by_role("button", name="下一步")
    page.goto("/codes/new")
    page.get_by_label("活码名称").fill(CODE)
    following.click()
    page.get_by_role("button", name="接待员工").click()
    picker = page.get_by_role("dialog", name="选择员工")
    picker.get_by_role("checkbox").first.check()
    picker.get_by_role("button", name="选好了").click()
    following.click()
    expect(page.get_by_label("备注前缀")).to_be_visible()
    following.click()
    page.get_by_role("textbox", name="通用欢迎语").fill("{{客户昵称}}，欢迎光临湖滨店，我是{{员工姓名}}。")
    following.click()
    expect(page.get_by_text("检查通过，可以发布。")).to_be_visible()
    shoot(page, "editor-review")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_role("link", name=CODE)).to_be_visible()


def scan_it(page: Page) -> str:
    """The customer's phone scans the code and adds the adviser; returns the adviser's name."""
    page.goto("/sandbox")
    page.get_by_role("button", name=re.compile("客户手机")).click()
    page.get_by_label("新客户的昵称").fill(CUSTOMER)
    page.get_by_role("button", name="新客户", exact=True).click()
    page.get_by_role("button", name="扫一扫").click()
    page.get_by_role("button", name=re.compile(CODE)).click()
    page.get_by_role("button", name="添加到通讯录").click()
    welcome = page.get_by_text(re.compile(f"{CUSTOMER}，欢迎光临湖滨店，我是(.+)。")).first
    expect(welcome).to_be_visible()
    shoot(page, "sandbox-welcomed")
    found = re.search("我是(.+)。", welcome.inner_text())
    assert found is not None
    return found.group(1)


def test_a_newcomer_makes_a_code_scans_it_and_reads_why(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()

    make_code(page)
    adviser = scan_it(page)
    page.goto(f"/customers?q={CUSTOMER}")
    page.get_by_text(CUSTOMER, exact=True).first.click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text(adviser).first).to_be_visible()
    greeting = drawer.get_by_role("listitem").filter(has_text="发送欢迎语")
    greeting.get_by_role("button", name=re.compile("为什么")).click()
    expect(page.get_by_role("tooltip")).to_contain_text(CODE)
    shoot(page, "customer-why")
    page.goto("/codes")
    row = page.get_by_role("row").filter(has_text=CODE)

    counted = row.get_by_role("link", name=f"查看「{CODE}」带来的 1 位客户")
    expect(counted).to_have_count(2)  # today's column and the total
