"""The box for files: what it takes, what it refuses, and how it is left."""

import chromium
import pytest

pytestmark = pytest.mark.usefixtures("nothing")

DEPARTMENTS = b"1,Finance\r\n2,Research\r\n"

GUESSES = [
    ("departments.csv", "departments"),
    ("Department.CSV", "departments"),
    ("jobs (1).csv", "jobs"),
    ("2026-11-25_jobs.csv", "jobs"),
    ("hired_employees.csv", "hired_employees"),
    ("hired-employees__1_.csv", "hired_employees"),
    ("HiredEmployees.ndjson", "hired_employees"),
]


@pytest.mark.parametrize("name, table", GUESSES)
def test_table_is_guessed_from_the_files_name(page, stack, name, table):
    page.open()
    page.choose_files(stack.file(name, DEPARTMENTS))
    assert page.run("return document.querySelector('select[data-file-table]').value") == table


def test_tables_to_choose_from_are_those_that_can_be_loaded(page, stack, service):
    page.open()
    page.choose_files(stack.file("departments.csv", DEPARTMENTS))
    offered = page.run(
        "return [...document.querySelectorAll('select[data-file-table] option')].map(item => item.value)"
    )
    loadable = [table["name"] for table in service.get("/tables")["tables"] if table["loadable"]]
    assert sorted(filter(None, offered)) == sorted(loadable)


def test_file_goes_into_the_table_that_was_chosen(page, stack):
    page.sign_in().open()
    page.choose_files(stack.file("list.csv", DEPARTMENTS))
    page.click("select[data-file-table] option[value=departments]")
    page.click("#check")
    page.until_attribute("#upload", "data-state", "checked")
    assert stack.counts() == (0, 0, 0)
    page.click("#load")
    page.until_attribute("#upload", "data-state", "done")
    assert stack.sql("SELECT * FROM `wharf`.`departments` ORDER BY `id`") == [["1", "Finance"], ["2", "Research"]]


def test_another_file_must_be_checked_anew(page, stack):
    page.sign_in().open()
    page.choose_files(stack.file("departments.csv", DEPARTMENTS))
    page.click("#check")
    page.until_attribute("#upload", "data-state", "checked")
    assert page.find("#load").is_enabled()
    page.find("#files").send_keys(stack.file("jobs.csv", b"1,Analyst\r\n"))
    page.until_attribute("#upload", "data-state", "ready")
    assert not page.find("#load").is_enabled()


@pytest.mark.parametrize(
    "content, status",
    [(b"PK\x03\x04 a spreadsheet", 415), (b"", 400), (b'a,b\n1,"x', 422)],
    ids=["spreadsheet", "empty", "unclosed quote"],
)
def test_refused_file_is_explained(page, stack, content, status):
    page.sign_in().open()
    page.allow(status, "/upload")
    page.choose_files(stack.file("departments.csv", content))
    page.click("#check")
    page.until_attribute("#upload", "data-state", "error")
    assert page.attribute("#alert", "data-status") == str(status)
    assert len(page.text("#alert").split()) > 5
    assert not page.find("#load").is_enabled()
    assert stack.counts() == (0, 0, 0)


def test_cancelled_upload_leaves_no_row(page, stack):
    page.sign_in().open()
    big = stack.sample(rows=200000, rejects=0)["hired_employees"]
    page.choose_files(stack.file("hired_employees.csv", big))
    chromium.network(page.driver, upload_bytes_per_second=64 * 1024)
    page.click("#check")
    page.until_attribute("#upload", "data-state", "checking")
    page.until(lambda: page.run("return document.querySelector('#upload-progress').value") > 0, "there is progress")
    page.click("#upload-cancel")
    page.until_attribute("#upload", "data-state", "ready", "idle")
    chromium.network(page.driver)
    states = "SELECT `state` FROM `wharf`.`wharf_loads`"
    page.until(lambda: all(row[0] in ("interrupted", "failed") for row in stack.sql(states)), "the load has ended")
    assert stack.counts() == (0, 0, 0)


def test_text_that_is_dropped_is_no_file(page):
    """Dropping something else neither breaks the box nor leads away from the page."""
    page.open()
    page.run("""
        const data = new DataTransfer();
        data.setData("text/plain", "1,Finance");
        for (const type of ["dragenter", "dragover", "drop"])
            document.querySelector("#drop").dispatchEvent(
                new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
        """)
    assert page.attribute("#upload", "data-state") == "idle"


def test_file_that_misses_the_box_does_not_replace_the_page(page, stack):
    page.open()
    chromium.drop_files(page.driver, page.find("h1"), [stack.file("departments.csv", DEPARTMENTS)])
    page.open()
    assert page.address == "/"
