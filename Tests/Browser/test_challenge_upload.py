"""The three challenge files by the page: a dry run that writes nothing, then the load."""

import csv
import io

import challenge
import chromium
import pytest

pytestmark = pytest.mark.usefixtures("nothing")

NOTHING = (0, 0, 0)


def check(page):
    """A dry run of what was chosen, with the token when it is asked for."""
    page.click("#check")
    page.until_attribute("#upload", "data-state", "checked")


def load(page):
    page.click("#load")
    page.until_attribute("#upload", "data-state", "done")


def expect_receipts(page):
    receipts = page.receipts()
    for name, expected in (
        ("read", challenge.READ),
        ("inserted", challenge.INSERTED),
        ("rejected", challenge.REJECTED),
        ("updated", dict.fromkeys(challenge.READ, 0)),
        ("unchanged", dict.fromkeys(challenge.READ, 0)),
        ("state", dict.fromkeys(challenge.READ, "done")),
    ):
        assert {table: receipt[name] for table, receipt in receipts.items()} == expected, name


def choose(page, paths):
    page.choose_files(*paths)


def drop(page, paths):
    chromium.drop_files(page.driver, page.find("#drop"), paths)
    page.until(lambda: len(page.shown("select[data-file-table]")) == len(paths), "each file has its row")


@pytest.mark.parametrize("take", [choose, drop])
def test_files_are_checked_then_loaded(page, stack, challenge_files, take):
    page.sign_in().open()
    take(page, challenge_files)
    assert page.attribute("#upload", "data-state") == "ready"
    assert not page.find("#load").is_enabled()

    check(page)
    expect_receipts(page)
    assert stack.counts() == NOTHING

    load(page)
    expect_receipts(page)
    assert stack.counts() == tuple(challenge.INSERTED.values())


def test_rejects_of_a_load_are_a_file_of_70_records(page, challenge_files):
    page.sign_in().open()
    page.choose_files(*challenge_files)
    check(page)
    load(page)
    _, text = page.download("#receipts [data-receipt][data-table=hired_employees] a[data-rejects]")
    records = list(csv.DictReader(io.StringIO(text)))
    assert len(records) == challenge.REJECTED["hired_employees"]
    assert {record["wharf_codes"] for record in records} == {"missing"}
    for field, number in challenge.REJECTED_BY_FIELD.items():
        assert sum(record[field] == "" for record in records) == number, field


def test_numbers_follow_a_load_without_a_reload(page, challenge_files):
    page.sign_in().open()
    assert page.fact("hires") == "0"
    page.choose_files(*challenge_files)
    check(page)
    load(page)
    newest = max(challenge.HIRES)
    page.until(lambda: page.fact("hires") == str(challenge.HIRES[newest]), "the numbers are those of the newest year")
    page.until_section("#loads", "ready")
    page.until_section("#rejects", "ready")


def test_token_is_asked_for_when_the_first_upload_needs_it(page, stack, challenge_files):
    page.open()
    assert not page.shown("dialog#token")
    page.choose_files(*challenge_files)
    page.allow(401, "/upload")
    page.click("#check")
    page.give_token()
    page.until_attribute("#upload", "data-state", "checked")
    expect_receipts(page)
    load(page)
    assert stack.counts() == tuple(challenge.INSERTED.values())


def test_second_load_rejects_what_is_there(page, stack, challenge_files):
    stack.service.upload(challenge.files())
    page.sign_in().open()
    page.choose_files(*challenge_files)
    page.allow(422, "/upload")
    page.click("#check")
    page.until_attribute("#upload", "data-state", "checked", "error")
    receipts = page.receipts()
    assert {table: receipt["rejected"] for table, receipt in receipts.items()} == challenge.READ
    assert page.text("#alert").strip()
    assert stack.counts() == tuple(challenge.INSERTED.values())
