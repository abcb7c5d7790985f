"""The service is away, or refuses: the page says what, why and what to do, and recovers."""

import re

import chromium
import pytest

pytestmark = pytest.mark.usefixtures("rows")


SECTIONS = ["#loads", "#rejects", "#backups"]


def until_sections(page, *states):
    for table in SECTIONS:
        page.until(lambda: page.section_state(table) in states, f"{table} is {' or '.join(states)}")


def test_page_says_that_the_service_is_down_and_recovers(page, stack):
    stack.end_responder()
    page.allow(502)
    page.open(state="error")
    until_sections(page, "error")
    assert page.attribute("#alert", "data-status") == "502"
    assert "not running" in page.text("#alert")
    assert re.search(r"[0-9a-f]{32}", page.text("#alert")), "no request id"
    page.retry("#alert")
    page.until_state("error")
    until_sections(page, "error")

    stack.start_responder()
    page.retry("#alert")
    page.until_state("ready")
    until_sections(page, "ready", "empty")
    page.until_gone("#alert")
    assert int(page.fact("hires")) > 0


def test_each_part_recovers_by_its_own_button(page, stack):
    stack.end_responder()
    page.allow(502)
    page.open(state="error")
    until_sections(page, "error")
    assert "not running" in page.text("#metrics")
    stack.start_responder()
    page.retry("#metrics")
    page.until_state("ready")
    for table in SECTIONS:
        page.retry(f"[data-state=error]:has({table})")
        page.until(lambda: page.section_state(table) in ("ready", "empty"), f"{table} is there")
    page.until_gone("#alert")


def test_failed_change_of_year_keeps_no_old_numbers(page, stack):
    """Numbers of one year must never stand under the name of another."""
    page.open("?year=2021")
    stack.end_responder()
    page.allow(502)
    page.choose_year(2022)
    page.until_state("error")
    assert not page.fact("year") or page.fact("year") == "2022" or not page.shown("#totals")
    stack.start_responder()
    page.retry("#metrics")
    page.until_year(2022)


@pytest.mark.parametrize("year, status", [("999", 400), ("10000", 400), ("twenty", 400)])
def test_impossible_year_in_the_address_is_explained(page, year, status):
    page.allow(status)
    page.open(f"?year={year}", state="error")
    assert page.attribute("#alert", "data-status") == str(status)
    assert page.text("#alert").strip()
    page.type_year(2021)
    page.until_year(2021)
    page.until_gone("#alert")


def test_upload_survives_that_the_service_is_down(page, stack):
    page.sign_in().open()
    page.choose_files(stack.file("departments.csv", b"900,Moved\r\n"))
    stack.end_responder()
    page.allow(502)
    page.click("#check")
    page.until_attribute("#upload", "data-state", "error")
    assert page.attribute("#alert", "data-status") == "502"
    stack.start_responder()
    page.click("#check")
    page.until_attribute("#upload", "data-state", "checked")
    assert page.receipts()["departments"]["inserted"] == 1
    stack.content = None


def test_page_tells_when_the_network_is_gone(page):
    page.open("?year=2021")
    page.allow_message("ERR_INTERNET_DISCONNECTED")
    chromium.network(page.driver, offline=True)
    page.choose_year(2022)
    page.until_state("error")
    assert page.text("#alert").strip()
    chromium.network(page.driver)
    page.retry("#metrics")
    page.until_year(2022)
