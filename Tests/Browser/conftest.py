"""One stack and one browser for all tests; a tab, its console and its requests for each."""

import pytest

import challenge
import chromium
from dashboard import Dashboard
from stack import Stack


@pytest.fixture(scope="session")
def stack():
    return Stack()


@pytest.fixture(scope="session")
def service(stack):
    return stack.service


@pytest.fixture(scope="session")
def driver(stack):
    folder = stack.folder / "chromium"
    folder.mkdir(exist_ok=True)
    stack.clear_downloads()
    driver = chromium.start(folder, stack.folder / "log/chromedriver.log", stack.downloads)
    yield driver
    driver.quit()


@pytest.fixture
def page(driver, stack):
    """A new tab, not yet opened. After each test: nothing on the console, no request to another origin."""
    chromium.open_tab(driver)
    chromium.show(driver)
    chromium.record(driver)
    page = Dashboard(driver, stack)
    try:
        yield page
        errors, foreign = page.errors(), page.foreign_requests()
    finally:
        stack.restore()
    assert not errors, f"on the console: {errors}"
    assert not foreign, f"requests to other origins: {foreign}"


@pytest.fixture
def nothing(stack):
    """Empty tables, for tests that look at them or fill them."""
    stack.empty()
    yield
    stack.content = None


@pytest.fixture
def challenge_rows(stack):
    """The challenge's files, loaded; tests that use them leave them as they are."""
    if challenge.FOLDER is None:
        pytest.skip(challenge.MISSING)
    if stack.content != "challenge":
        fill(stack, challenge.files())
        stack.content = "challenge"


@pytest.fixture
def rows(stack):
    """Rows with rejects, for tests that compare the page with the service; they leave them as they are."""
    if stack.content in ("challenge", "sample"):
        return
    if challenge.FOLDER:
        fill(stack, challenge.files())
        stack.content = "challenge"
    else:
        fill(stack, stack.sample(rows=2000, rejects=0.03))
        stack.content = "sample"


def fill(stack, files):
    """Both years that the tests look at are asked for once, which puts them on the list of years."""
    stack.empty()
    stack.service.upload(files)
    for year in (2021, 2022):
        stack.service.get(f"/hires_q?year={year}&rows=false")


@pytest.fixture
def challenge_files():
    if challenge.FOLDER is None:
        pytest.skip(challenge.MISSING)
    return [str(challenge.path(table)) for table in challenge.READ]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A picture of the page as it was when a test failed."""
    report = yield
    page = item.funcargs.get("page") if hasattr(item, "funcargs") else None
    if report.failed and report.when != "teardown" and page is not None:
        try:
            page.screenshot(f"failed-{item.name}")
        except Exception as error:  # the browser may be what failed
            report.sections.append(("no screenshot", str(error)))
    return report


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        reasons = sorted({report.longrepr[2].removeprefix("Skipped: ") for report in skipped})
        terminalreporter.write_sep("!", f"{len(skipped)} TESTS DID NOT RUN", red=True, bold=True)
        for reason in reasons:
            terminalreporter.write_line(reason, red=True)
