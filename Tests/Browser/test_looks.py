"""Each state in light and dark, on a phone, a laptop and a wall: no rule of WCAG broken, no sideways scrolling."""

from accessibility import violations

SCHEMES = ["light", "dark"]
SIZES = {360: 740, 1280: 900, 3840: 2160}
# The widest adds no element and no colour, and a judgement takes seconds.
JUDGED = (360, 1280)


def settle(page):
    """Sections and charts have been drawn for this size and scheme."""
    page.until(lambda: not page.find_all("[data-state=loading]"), "nothing is loading")
    page.driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")


def judge(page, state, within="html"):
    """All findings together, each with its place, so that one look at a failure tells everything.

    What is judged in another state already is left out by naming the element that is new in this one.
    """
    findings = []
    for width, height in SIZES.items():
        for scheme in SCHEMES:
            page.show(width=width, height=height, scheme=scheme)
            settle(page)
            page.screenshot(f"{state}-{scheme}-{width}")
            if (excess := page.overflow()) > 0:
                findings.append(f"{scheme} {width}: {excess} px wider than the viewport")
            if width in JUDGED:
                findings += [f"{scheme} {width}: {violation}" for violation in violations(page, within)]
    assert not findings, "\n".join(findings)


def test_ready_page_is_accessible(page, rows):
    page.open("?year=2021")
    judge(page, "ready")


def test_tables_behind_the_charts_are_accessible(page, rows):
    page.open("?year=2021")
    page.run("document.querySelectorAll('details').forEach(item => { item.open = true })")
    judge(page, "details", within="details")


def test_empty_page_is_accessible(page, nothing):
    page.open()
    judge(page, "empty")


def test_page_without_service_is_accessible(page, rows, stack):
    stack.end_responder()
    page.allow(502)
    page.open(state="error")
    judge(page, "error")


def test_token_dialog_is_accessible(page, rows):
    page.open()
    page.click("#token-change")
    page.until_shown("dialog#token")
    judge(page, "token", within="dialog#token")


def test_checked_upload_is_accessible(page, stack, nothing):
    page.sign_in().open()
    files = stack.sample(rows=200, rejects=0.2)
    page.choose_files(*(stack.file(f"{table}.csv", content) for table, content in files.items()))
    page.click("#check")
    page.until_attribute("#upload", "data-state", "checked")
    judge(page, "checked", within="#operator")


def test_refused_upload_is_accessible(page, stack, nothing):
    page.sign_in().open()
    page.allow(415, "/upload")
    page.choose_files(stack.file("departments.csv", b"PK\x03\x04 a spreadsheet"))
    page.click("#check")
    page.until_attribute("#upload", "data-state", "error")
    judge(page, "refused", within="#operator")
    assert not violations(page, within="#alert")
