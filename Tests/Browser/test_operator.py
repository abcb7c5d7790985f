"""The operator's view: loads, rejects and backups, as the service and the database have them."""

import csv
import io

import pytest

pytestmark = pytest.mark.usefixtures("rows")

COUNTS = ("read", "inserted", "updated", "unchanged", "rejected")


def test_loads_are_the_services_and_their_sums_close(page, service):
    page.open()
    page.until_section("#loads", "ready")
    receipts = {receipt["id"]: receipt for receipt in service.get("/loads?limit=50")["loads"]}
    loads = page.table("#loads")
    assert [load["row"]["load"] for load in loads] == list(receipts)
    for load in loads:
        shown = {name: int(load["fields"][name]) for name in COUNTS}
        assert shown == {name: receipts[load["row"]["load"]][name] for name in COUNTS}
        assert shown["read"] == sum(shown[name] for name in COUNTS[1:])
    marks = page.run("return [...document.querySelectorAll('#loads [data-closes]')].map(mark => mark.dataset.closes)")
    assert marks == ["true"] * len(loads)


def test_load_that_was_taken_back_says_so(page, service):
    load = service.upload({"jobs": b"990001,Taken back\n"})[0]
    answer = service.send(f"/loads/{load['id']}/undo", b"{}", Content_Type="application/json")
    assert answer.status == 200, answer.text
    undo = answer.json()["load"]
    page.open()
    page.until_section("#loads", "ready")
    states = page.run("""
        return Object.fromEntries([...document.querySelectorAll('#loads [data-load]')].map(
            row => [row.dataset.load, row.querySelector('[data-state]').textContent]))""")
    assert "taken back" in states[load["id"]]
    assert "undo, 1 deleted" in states[undo["id"]]


def test_rejects_are_counted_by_table_and_code(page, stack):
    page.open()
    page.until_section("#rejects", "ready")
    shown = {
        (reject["row"]["table"], reject["row"]["code"]): int(reject["fields"]["rejects"])
        for reject in page.table("#rejects")
    }
    counted = stack.sql("""
        SELECT `l`.`table_name`, `code`.`name`, COUNT(*)
        FROM `wharf`.`wharf_rejects` AS `r`
        JOIN `wharf`.`wharf_loads` AS `l` ON `l`.`id` = `r`.`load_id`
        JOIN JSON_TABLE(`r`.`reasons`, '$[*]' COLUMNS (`name` VARCHAR(64) PATH '$.code')) AS `code`
        GROUP BY `l`.`table_name`, `code`.`name`
    """)
    assert shown == {(table, code): int(number) for table, code, number in counted}


def test_rejects_of_the_newest_load_are_a_file(page, service):
    page.open()
    page.until_section("#rejects", "ready")
    load = next(load for load in service.get("/loads")["loads"] if load["table"] == "hired_employees")
    _, text = page.download("#rejects tr[data-table=hired_employees] a[data-rejects]")
    assert text == service.csv(f"/loads/{load['id']}/rejects")
    assert len(list(csv.reader(io.StringIO(text)))) == 1 + load["rejected"]


def test_backup_shows_when_it_was_made(page, service):
    made = service.backup("departments")
    page.open()
    page.until_section("#backups", "ready")
    listed = [backup["id"] for backup in service.get("/backups?limit=20")["backups"]]
    shown = page.table("#backups")
    assert made[0]["id"] in listed
    assert [backup["row"]["backup"] for backup in shown] == listed
    assert "departments" in shown[0]["text"]


def test_service_without_a_bucket_is_no_failure(page, stack):
    stack.start_responder(WHARF_BUCKET="")
    page.allow(503)
    page.open()
    page.until_section("#backups", "empty")
    assert "WHARF_BUCKET" in page.text("#backups-section .state")
    assert not page.shown("#alert")
