"""The table of hires: sorting, searching, showing more, downloading; all against the service's own rows."""

import csv
import io

import pytest

pytestmark = pytest.mark.usefixtures("rows")

COLUMNS = ["department", "job", "q1", "q2", "q3", "q4", "total"]
YEAR = 2021


def answered(service):
    rows = service.get(f"/hires_q?year={YEAR}")["rows"]
    return [
        [row["department"], row["job"], *(quarters := [row[f"q{number}"] for number in (1, 2, 3, 4)]), sum(quarters)]
        for row in rows
    ]


def shown(rows):
    return [[*row["cells"][:2], *map(int, row["cells"][2:7])] for row in rows]


def direction(page, column):
    return page.run(
        "return document.querySelector(`#hires button[data-sort=${arguments[0]}]`).closest('th').ariaSort", column
    )


def key(row, index):
    return row[index].casefold() if isinstance(row[index], str) else row[index]


def now(stack):
    return stack.sql("SELECT DATE_FORMAT(UTC_TIMESTAMP(6), '%Y-%m-%dT%H:%i:%s.%fZ')")[0][0]


@pytest.mark.parametrize("column", COLUMNS)
def test_column_sorts_both_ways(page, service, column):
    page.open(f"?year={YEAR}")
    expected, index = answered(service), COLUMNS.index(column)
    directions = []
    for _ in range(2):
        page.click(f"#hires button[data-sort={column}]")
        rows = shown(page.all_rows())
        assert sorted(rows) == sorted(expected)
        keys = [key(row, index) for row in rows]
        directions.append(direction(page, column))
        assert keys == sorted(keys, reverse=directions[-1] == "descending")
    assert sorted(directions) == ["ascending", "descending"]
    others = {direction(page, other) for other in COLUMNS if other != column}
    assert others <= {"none", None}


def test_sorting_keeps_the_whole_year(page, service):
    """What comes first of all rows, not of those that were shown."""
    page.open(f"?year={YEAR}")
    most = max(row[-1] for row in answered(service))
    while direction(page, "total") != "descending":
        page.click("#hires button[data-sort=total]")
    assert shown(page.table("#hires"))[0][-1] == most


@pytest.mark.parametrize("change", [str, str.upper, lambda text: f"  {text} "], ids=["same", "upper", "blanks"])
@pytest.mark.parametrize("index", [0, 1], ids=COLUMNS[:2])
def test_search_finds_department_and_job(page, service, index, change):
    page.open(f"?year={YEAR}")
    expected = answered(service)
    word = expected[len(expected) // 2][index]
    wanted = [row for row in expected if any(word.casefold() in name.casefold() for name in row[:2])]
    page.find("#search").send_keys(change(word))
    page.until(lambda: shown(page.all_rows()) == wanted, f"the rows with {word!r} are shown")
    count = page.text("#hires-count").replace(",", "")
    assert str(len(wanted)) in count and str(len(expected)) in count


def test_search_says_so_when_nothing_is_found(page):
    page.open(f"?year={YEAR}")
    page.find("#search").send_keys("no such job anywhere")
    page.until(lambda: page.table("#hires") == [], "no row is shown")
    assert "0" in page.text("#hires-count") or "no " in page.text("#hires-count").lower()
    page.find("#search").clear()
    page.find("#search").send_keys(" ")
    page.until(lambda: page.table("#hires") != [], "the rows are back")


@pytest.mark.parametrize("signed_in", [False, True], ids=["without token", "with token"])
def test_download_is_the_services_own_csv(page, service, signed_in):
    if signed_in:
        page.sign_in()
    page.open(f"?year={YEAR}")
    name, text = page.download("#download")
    assert name.endswith(".csv") and str(YEAR) in name
    assert text == service.csv(f"/hires_q?year={YEAR}")
    assert len(list(csv.reader(io.StringIO(text)))) == 1 + len(answered(service))


def test_download_follows_the_year(page, service):
    page.open(f"?year={YEAR}")
    page.choose_year(2022)
    page.until_year(2022)
    _, text = page.download("#download")
    assert text == service.csv("/hires_q?year=2022")


def test_totals_are_the_services_own(page, stack, service):
    before = now(stack)
    page.open(f"?year={YEAR}")
    assert before < page.fact("refreshed_at") < now(stack)
    quarters, departments = service.get(f"/hires_q?year={YEAR}"), service.get(f"/hires_depa?year={YEAR}")
    for name in ("hires", "q1", "q2", "q3", "q4"):
        assert int(page.fact(name)) == quarters["rule"][name], name
    assert float(page.fact("mean")) == departments["rule"]["mean"]
    assert int(page.fact("rows")) == len(quarters["rows"])
    assert quarters["rule"]["text"] in page.run("return document.querySelector('#excluded').textContent")
