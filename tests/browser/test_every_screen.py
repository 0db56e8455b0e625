"""Every screen, light and dark, wide and narrow: axe finds nothing, nothing scrolls sideways or lacks its words."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import axe_violations, shoot
from tests.stories.conftest import Stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SCREENS = {
    "workbench": ("/", "工作台"),
    "codes": ("/codes", "渠道活码"),
    "code-new": ("/codes/new", "新建渠道活码"),
    "code-roster": ("/codes/new?step=staff", "新建渠道活码"),
    "statistics": ("/codes/statistics", "渠道活码统计"),
    "default-welcome": ("/codes/default-welcome", "默认欢迎语"),
    "customers": ("/customers", "客户"),
    "sandbox": ("/sandbox", "模拟器"),
    "setup": ("/setup", ""),
}
RAW_KEYS = re.compile(r"\b[a-z_]+(?:[.:][a-z_]+){2,}\b")


def settle(page: Page) -> None:
    page.wait_for_load_state("networkidle") if "/sandbox" not in page.url else page.wait_for_timeout(1500)
    page.wait_for_timeout(300)


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_accessible_in_light_and_dark(page: Page, name: str) -> None:
    path, heading = SCREENS[name]
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    settle(page)

    light = axe_violations(page)
    shoot(page, f"{name}-light")
    page.get_by_role("button", name="切换到深色").click()
    page.mouse.move(720, 880)  # away from the button, whose tip would be part of the page
    expect(page.get_by_role("tooltip")).to_have_count(0)
    page.wait_for_timeout(400)
    dark = axe_violations(page)
    shoot(page, f"{name}-dark")

    assert (light, dark) == ([], [])


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_reads_in_english_without_a_missing_word(page: Page, name: str) -> None:
    path, _ = SCREENS[name]
    page.goto(path)
    settle(page)
    page.get_by_role("button", name="Switch to English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en-US")
    page.wait_for_timeout(300)

    assert RAW_KEYS.findall(page.locator("main").inner_text()) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_no_screen_scrolls_sideways(chromium: Browser, stack: Stack, width: int) -> None:
    context = chromium.new_context(base_url=stack.running.url, locale="zh-CN", viewport={"width": width, "height": 844})
    page = context.new_page()
    too_wide = []
    for name, (path, _) in SCREENS.items():
        page.goto(path)
        settle(page)
        shoot(page, f"{name}-{width}")
        if page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth + 1"):
            too_wide.append(name)
    context.close()

    assert too_wide == []
