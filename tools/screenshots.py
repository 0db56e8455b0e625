"""`make screenshots URL=http://127.0.0.1:8800`: the README's pictures, taken from a running demonstration."""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

OUT = Path("docs/screenshots")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PAGES = {
    "workbench": "/",
    "codes": "/codes",
    "editor": "/codes/new",
    "statistics": "/codes/statistics",
    "customers": "/customers",
    "sandbox": "/sandbox",
    "setup": "/setup",
}


def take(page: Page, name: str) -> None:
    """Wait until the page has settled, then save it."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(600)
    page.screenshot(path=OUT / f"{name}.png")


def main() -> None:
    """Open each page at 1440×900 and save it; the customer's drawer is opened from the list."""
    base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8800"
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai")
        for name, path in PAGES.items():
            page.goto(base + path)
            take(page, name)
        page.goto(f"{base}/customers")
        page.locator("tbody tr[data-row-key]").first.click()
        take(page, "customer")
        browser.close()


if __name__ == "__main__":
    main()
