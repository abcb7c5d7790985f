"""The years of the challenge: the page, the service's answers, the reporting tables and the rows say the same."""

import challenge
import pytest

pytestmark = pytest.mark.usefixtures("challenge_rows")

# From the rows themselves, past all that the service does. Each is one number.
HIRES_BY_QUARTER = """
    SELECT COUNT(*)
    FROM `wharf`.`hired_employees`
    WHERE YEAR(`datetime`) = {year} AND QUARTER(`datetime`) = {quarter}
"""


def above(page):
    """Departments above the mean, as the chart's table has them."""
    return page.run(
        "return [...document.querySelectorAll('#chart-departments-data tr[data-above=true]')].map("
        "row => [Number(row.dataset.departmentId), Number(row.querySelector('td[data-value]').dataset.value)])"
    )


def expect_totals(page, year):
    assert int(page.fact("hires")) == challenge.HIRES[year]
    assert float(page.fact("mean")) == pytest.approx(challenge.MEAN[year], abs=0.00005)
    assert int(page.fact("departments")) == 12


def test_2021_is_1643_hires_in_four_quarters(page, stack):
    page.open("?year=2021")
    expect_totals(page, 2021)
    shown = [int(page.fact(f"q{quarter}")) for quarter in (1, 2, 3, 4)]
    counted = [stack.number(HIRES_BY_QUARTER.format(year=2021, quarter=quarter)) for quarter in (1, 2, 3, 4)]
    assert shown == counted == challenge.QUARTERS[2021]
    assert int(page.fact("rows")) == challenge.ROWS[2021]


def test_2021_has_seven_departments_above_the_mean(page, stack, service):
    page.open("?year=2021")
    answered = [[row["id"], row["hired"]] for row in service.get("/hires_depa?year=2021")["rows"]]
    stored = stack.sql(
        "SELECT `id`, `hired` FROM `wharf_reporting`.`hires_by_dpt` WHERE `year` = 2021 ORDER BY `hired` DESC, `id`"
    )
    expected = [list(pair) for pair in challenge.ABOVE_THE_MEAN[2021].items()]
    assert above(page) == expected
    assert answered == expected
    assert [[int(value) for value in row] for row in stored] == expected


def test_2021_has_the_rows_of_the_service_in_its_order(page, stack, service):
    page.open("?year=2021")
    answered = [
        [row["department"], row["job"], row["q1"], row["q2"], row["q3"], row["q4"]]
        for row in service.get("/hires_q?year=2021")["rows"]
    ]
    shown = [[*row["cells"][:2], *map(int, row["cells"][2:6])] for row in page.all_rows()]
    stored = stack.sql(
        "SELECT `department`, `job`, `q1`, `q2`, `q3`, `q4` FROM `wharf_reporting`.`hires_by_q` WHERE `year` = 2021"
    )
    assert len(shown) == challenge.ROWS[2021]
    assert shown[0] == ["Accounting", "Account Representative IV", 1, 0, 0, 0]
    assert shown[-1] == ["Training", "Web Developer III", 0, 1, 0, 0]
    assert shown == answered
    assert sorted(shown) == sorted([row[0], row[1], *map(int, row[2:])] for row in stored)


def test_2021_says_that_70_records_are_left_out(page):
    page.open("?year=2021")
    assert page.attribute("#excluded [data-table=hired_employees]", "data-value") == "70"
    assert "UTC" in page.text("#excluded")


def test_quarters_of_the_chart_add_up(page):
    page.open("?year=2021")
    cells = page.run(
        "return [...document.querySelectorAll('#chart-quarters-data tr[data-department-id]')].map("
        "row => [...row.querySelectorAll('td[data-value]')].map(cell => Number(cell.dataset.value)))"
    )
    assert len(cells) == 12
    assert [sum(row[quarter] for row in cells) for quarter in range(4)] == challenge.QUARTERS[2021]


def test_2022_is_286_hires_and_stays_over_a_reload(page):
    page.open("?year=2021")
    page.choose_year(2022)
    page.until_year(2022)
    expect_totals(page, 2022)
    assert page.address == "/?year=2022"
    page.reload()
    page.until_year(2022)
    expect_totals(page, 2022)
    assert page.run("return document.querySelector('#year').value") == "2022"


def test_back_and_forward_lead_through_the_years(page):
    page.open("?year=2021")
    page.choose_year(2022)
    page.until_year(2022)
    page.driver.back()
    page.until_year(2021)
    expect_totals(page, 2021)
    assert page.address == "/?year=2021"
    page.driver.forward()
    page.until_year(2022)
    expect_totals(page, 2022)


def test_newest_year_is_shown_when_none_is_asked_for(page, service):
    page.open()
    answered = service.get("/hires_q?rows=false")["refresh"]
    assert answered["year_from"] == "newest"
    assert page.fact("year") == str(answered["year"]) == str(max(challenge.HIRES))


def test_year_without_hires_is_zero(page):
    page.open("?year=2021")
    page.type_year(1987)
    page.until_year(1987)
    assert page.fact("hires") == "0"
    assert page.table("#hires") == []
    assert above(page) == []
