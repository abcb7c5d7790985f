"""The token: asked for only where the service wants one, kept in the tab and nowhere else."""

import pytest

pytestmark = pytest.mark.usefixtures("rows")

WRONG = "wharf_" + "0" * 43


@pytest.fixture
def closed(stack):
    """Without a token nothing is shown."""
    stack.start_responder(WHARF_ANONYMOUS_SCOPES="")
    yield
    stack.restore()


def kept(page):
    """Whatever the browser keeps, but for the tab's own storage."""
    return page.run("return JSON.stringify(localStorage) + document.cookie + location.href")


def test_token_is_not_asked_for_when_reading_is_open_to_all(page):
    page.open()
    for table in ("#loads", "#rejects"):
        page.until_section(table, "ready")
    assert not page.shown("dialog#token")


def test_token_is_asked_for_once_and_kept_in_the_tab(page, stack, closed):
    page.allow(401)
    page.driver.get(stack.url)
    page.give_token()
    page.until_state("ready")
    for table in ("#loads", "#rejects"):
        page.until_section(table, "ready")
    assert not page.shown("dialog#token")
    assert page.run("return sessionStorage.getItem('wharf.token')") == stack.token

    page.reload()
    assert not page.shown("dialog#token")
    assert int(page.fact("hires")) > 0
    assert stack.token not in kept(page)
    page.collect()
    assert page.requests and not any(stack.token in address for address in page.requests)


def test_wrong_token_is_asked_for_again(page, stack, closed):
    page.allow(401)
    page.driver.get(stack.url)
    page.type_token(WRONG)
    page.until_asked_again()
    assert WRONG not in kept(page)
    page.give_token()
    page.until_state("ready")
    assert page.run("return sessionStorage.getItem('wharf.token')") == stack.token


def test_upload_with_a_wrong_token_asks_again(page, stack):
    page.open()
    page.allow(401)
    page.choose_files(stack.file("departments.csv", b"901,Moved\r\n"))
    page.click("#check")
    page.type_token(WRONG)
    page.until_asked_again()
    page.give_token()
    page.until_attribute("#upload", "data-state", "checked")
    assert page.receipts()["departments"]["inserted"] == 1
    stack.content = None


def test_token_can_be_forgotten(page, stack):
    page.sign_in().open()
    page.click("#token-change")
    page.until_shown("dialog#token")
    page.click("#token-forget")
    page.until_gone("dialog#token")
    assert page.run("return sessionStorage.getItem('wharf.token')") is None


def test_token_without_the_scope_is_explained(page, stack):
    """403: the token is known, but may not load."""
    reader = stack.make_token("reader", "read,report")
    page.sign_in(reader).open()
    page.allow(403, "/upload")
    page.choose_files(stack.file("departments.csv", b"902,Moved\r\n"))
    page.click("#check")
    page.until_shown("dialog#token #token-input")
    assert "load" in page.text("dialog#token") + page.text("#alert")
    page.give_token()
    page.until_attribute("#upload", "data-state", "checked")
    stack.content = None


def test_field_hides_the_token_from_onlookers_and_from_the_browsers_memory(page):
    page.open()
    page.click("#token-change")
    field = page.until_shown("#token-input")
    assert field.get_attribute("type") == "password"
    assert field.get_attribute("autocomplete") in ("off", "new-password", "one-time-code")
