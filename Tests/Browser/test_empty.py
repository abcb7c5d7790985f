"""The page before anything was loaded: zeros and sentences, no error."""

import pytest

pytestmark = pytest.mark.usefixtures("nothing")

SECTIONS = ["#loads", "#rejects", "#backups"]


def test_metrics_are_zero_when_nothing_was_loaded(page):
    page.open()
    facts = {name: float(page.fact(name)) for name in ("hires", "q1", "q2", "q3", "q4", "rows")}
    assert set(facts.values()) == {0}, facts
    # Nothing divided by nothing.
    assert page.fact("mean") == ""
    assert page.table("#hires") == []
    assert not page.shown("#hires-more")
    assert not page.shown("#alert")


def test_charts_have_empty_tables_when_nothing_was_loaded(page):
    page.open()
    for chart in ("#chart-quarters-data", "#chart-departments-data"):
        assert page.run("return document.querySelectorAll(arguments[0] + ' [data-department-id]').length", chart) == 0


@pytest.mark.parametrize("table", SECTIONS)
def test_operators_view_says_that_there_is_nothing(page, table):
    page.open()
    page.until_section(table, "empty")
    assert page.table(table) == []
    said = page.run("return document.querySelector(arguments[0]).closest('[data-state]').innerText.trim()", table)
    assert len(said.split()) > 3, f"only {said!r}"


def test_any_year_can_be_asked_for_when_nothing_was_loaded(page):
    page.open()
    page.type_year(1999)
    page.until_year(1999)
    assert page.address == "/?year=1999"
    assert page.fact("hires") == "0"
