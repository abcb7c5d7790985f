"""Everything that a mouse can do, by Tab, Enter, blank, arrows and Escape."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.usefixtures("rows")

REACHABLE = [
    "#year",
    "#year-other",
    "#year-go",
    "#search",
    "#hires button[data-sort=department]",
    "#hires button[data-sort=total]",
    "#hires-more",
    "#download",
    "#files",
    "#token-change",
    "#loads a[data-rejects]",
]
FOCUS = """
    const now = document.activeElement, style = getComputedStyle(now);
    return {
        matches: arguments[0].filter(selector => now.matches(selector)),
        isBody: now === document.body,
        hasRing: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none",
        name: now.id || now.outerHTML.slice(0, 80),
    };
"""


def press(page, *keys):
    ActionChains(page.driver).send_keys(*keys).perform()


def walk(page, steps=400):
    """Where Tab leads from the top of the page, until it leaves it or comes round."""
    seen = []
    for _ in range(steps):
        press(page, Keys.TAB)
        focus = page.run(FOCUS, REACHABLE)
        if focus["isBody"]:
            break
        seen.append(focus)
    return seen


def go_to(page, selector, steps=400):
    """By Tab alone."""
    for _ in range(steps):
        press(page, Keys.TAB)
        if page.run("return document.activeElement.matches(arguments[0])", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def test_tab_reaches_everything(page):
    page.open("?year=2021")
    page.until_section("#loads", "ready")
    seen = walk(page)
    reached = {selector for focus in seen for selector in focus["matches"]}
    assert reached == set(REACHABLE), set(REACHABLE) - reached
    without_ring = [focus["name"] for focus in seen if not focus["hasRing"]]
    assert not without_ring, "the focus cannot be seen"


def test_year_changes_by_arrows(page):
    page.open("?year=2021")
    page.until(lambda: page.find_all("#year option[value='2022']"), "the list has 2022")
    go_to(page, "#year")
    years = page.run("return [...document.querySelectorAll('#year option')].map(option => option.value)")
    step = Keys.DOWN if years.index("2022") > years.index("2021") else Keys.UP
    press(page, step)
    page.until_year(2022)


def test_year_changes_by_typing(page):
    page.open("?year=2021")
    go_to(page, "#year-other")
    press(page, "2022", Keys.ENTER)
    page.until_year(2022)


@pytest.mark.parametrize("key", [Keys.ENTER, Keys.SPACE], ids=["enter", "blank"])
def test_column_sorts_by_key_and_keeps_the_focus(page, key):
    page.open("?year=2021")
    go_to(page, "#hires button[data-sort=q1]")
    press(page, key)
    totals = [int(row["cells"][2]) for row in page.table("#hires")]
    assert totals in (sorted(totals), sorted(totals, reverse=True))
    assert page.run("return document.activeElement.dataset.sort") == "q1"


def test_search_narrows_while_typing(page):
    page.open("?year=2021")
    before = page.text("#hires-count")
    go_to(page, "#search")
    press(page, "research")
    page.until(lambda: page.text("#hires-count") != before, "the count has changed")
    assert all("research" in " ".join(row["cells"][:2]).lower() for row in page.table("#hires"))


def test_more_rows_come_by_key(page):
    page.open("?year=2021")
    before = len(page.table("#hires"))
    go_to(page, "#hires-more")
    press(page, Keys.ENTER)
    page.until(lambda: len(page.table("#hires")) > before, "more rows are shown")


def test_dialog_takes_the_focus_and_escape_gives_it_back(page):
    page.open()
    go_to(page, "#token-change")
    press(page, Keys.ENTER)
    page.until_shown("dialog#token")
    assert page.run("return document.activeElement.id") == "token-input"
    for _ in range(12):
        press(page, Keys.TAB)
        inside = "return document.activeElement === document.body || !!document.activeElement.closest('dialog#token')"
        assert page.run(inside), "Tab leads behind the dialog"
    press(page, Keys.ESCAPE)
    page.until_gone("dialog#token")
    assert page.run("return document.activeElement.id") == "token-change"


def test_dialog_saves_by_enter(page, stack):
    page.open()
    go_to(page, "#token-change")
    press(page, Keys.ENTER)
    page.until_shown("dialog#token")
    press(page, stack.token, Keys.ENTER)
    page.until_gone("dialog#token")
    assert page.run("return sessionStorage.getItem('wharf.token')") == stack.token


def test_files_are_checked_and_loaded_by_key(page, stack):
    page.sign_in().open()
    page.find("#files").send_keys(stack.file("departments.csv", b"903,Moved\r\n"))
    page.until_attribute("#upload", "data-state", "ready")
    go_to(page, "#check")
    press(page, Keys.ENTER)
    page.until_attribute("#upload", "data-state", "checked")
    go_to(page, "#load")
    press(page, Keys.ENTER)
    page.until_attribute("#upload", "data-state", "done")
    stack.content = None
