"""What the page may do: nginx says it in a header, the browser holds the page to it, and data stays data."""

import re

import pytest

HOSTILE = [
    '<img src=x onerror="window.hostile = 1">',
    "<script>window.hostile = 1</script>",
    "\"><svg onload='window.hostile = 1'>",
    "&lt;b&gt; {{7*7}} ${7*7}",
]


@pytest.mark.parametrize("path", ["/", "/dashboard/style.css", "/healthz", "/no/such/address"])
def test_policy_forbids_inline_code_on_every_answer(service, path):
    policy = service.send(path).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-" not in policy
    assert not re.search(r"\*|https?:|script-src[^;]*(data|blob):", policy), policy


def test_page_has_no_inline_code(service):
    text = service.send("/").text
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=|javascript:", text, re.I)
    assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", text, re.I)


def test_browser_runs_no_script_that_was_put_into_the_page(page, rows):
    page.open()
    page.allow_message("Content Security Policy")
    page.allow(404, "/dashboard/none.png")
    page.run("""
        const box = document.createElement("div");
        box.innerHTML = "<img src='/dashboard/none.png' onerror='window.hostile = 1'>";
        document.body.append(box);
        const script = document.createElement("script");
        script.textContent = "window.hostile = 1";
        document.body.append(script);
    """)
    page.until(lambda: len(page.errors("allowed")) >= 3, "the browser reports what it did not run")
    assert page.run("return window.hostile ?? null") is None


def test_names_of_departments_and_jobs_are_shown_as_text(page, stack, nothing):
    stack.service.upload(hostile_files())
    page.open("?year=2021")
    shown = {name for row in page.all_rows() for name in row["cells"][:2]}
    assert shown == set(HOSTILE)
    for chart in ("#chart-quarters-data", "#chart-departments-data"):
        names = page.run("return document.querySelector(arguments[0]).textContent", chart)
        assert any(name in names for name in HOSTILE), chart
    page.find("#search").send_keys(HOSTILE[0])
    page.until(lambda: {row["cells"][0] for row in page.table("#hires")} >= {HOSTILE[0]}, "it is found")
    expect_harmless(page)


def test_names_of_files_and_their_rejects_are_shown_as_text(page, stack, nothing):
    name = "jobs <img src=x onerror=window.hostile=1>.csv"
    page.sign_in().open()
    page.choose_files(stack.file(name, b"1,Analyst\r\n<img src=x onerror=window.hostile=1>,Developer\r\n"))
    assert name in page.text("#upload")
    page.click("#check")
    page.until_attribute("#upload", "data-state", "checked")
    page.click("#load")
    page.until_attribute("#upload", "data-state", "done")
    page.until_section("#loads", "ready")
    expect_harmless(page)


def hostile_files():
    """A department and a job by each hostile name, and a hire in each."""

    def quoted(text):
        return '"' + text.replace('"', '""') + '"'

    named = "".join(f"{number},{quoted(name)}\n" for number, name in enumerate(HOSTILE, 1)).encode()
    # One more in the first department, which is then above the mean.
    hires = "".join(
        f"{number},Ada Example,2021-03-01T09:00:00Z,{number % len(HOSTILE) + 1},{number % len(HOSTILE) + 1}\n"
        for number in range(len(HOSTILE) + 1)
    ).encode()
    return {"departments": named, "jobs": named, "hired_employees": hires}


def expect_harmless(page):
    assert page.run("return window.hostile ?? null") is None
    assert page.find_all("main img[src='x'], main script, main svg[onload]") == []
