"""The page, by the ids and attributes that it promises."""

import base64
import json
import re

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

import chromium
from service import text_of

SECONDS = 20
# What the page asks the service for.
CALLS = r"/(hires_q|hires_depa|rejects_by_code|loads_by_day|reports|loads|backups|tables|upload)"

# What a table shows: per row its data attributes and the values of its cells, by column where the cell names one.
READ_TABLE = """
    return [...document.querySelectorAll(arguments[0] + " tbody tr")].filter(row => row.checkVisibility()).map(row => ({
        row: {...row.dataset},
        text: row.textContent,
        cells: [...row.cells].map(cell => cell.dataset.value ?? cell.textContent.trim()),
        fields: Object.fromEntries([...row.querySelectorAll("[data-field]")].map(
            cell => [cell.dataset.field, cell.dataset.value ?? cell.textContent.trim()])),
    }))
"""


class Dashboard:
    def __init__(self, driver, stack):
        self.driver = driver
        self.stack = stack
        self.requests = []
        self._sign_in = None
        self._allowed = []
        self._errors = {"allowed": [], "unexpected": []}

    # --- what the browser says ------------------------------------------------------------------------------------

    def allow(self, status, path=CALLS):
        """The test makes the service answer so: the browser's line about it on the console is no error of the page."""
        self.allow_message(rf"^{re.escape(self.stack.url)}{path}\S* - .*status of {status}\b")

    def allow_message(self, pattern):
        self._allowed.append(re.compile(pattern))

    def collect(self):
        """Keeps what was requested, and what was on the console."""
        seen = chromium.record(self.driver)
        self.requests += seen.requests
        for message in seen.errors:
            is_allowed = any(pattern.search(message) for pattern in self._allowed)
            self._errors["allowed" if is_allowed else "unexpected"].append(message)

    def errors(self, kind="unexpected"):
        self.collect()
        return self._errors[kind]

    def foreign_requests(self):
        self.collect()
        own = (self.stack.url + "/", f"blob:{self.stack.url}/", "data:")
        return [address for address in self.requests if not address.startswith(own)]

    # --- opening --------------------------------------------------------------------------------------------------

    def open(self, query="", state="ready"):
        self.driver.get(f"{self.stack.url}/{query}")
        self._end_sign_in()
        self.until_state(state)
        return self

    def reload(self, state="ready"):
        self.driver.refresh()
        self.until_state(state)

    def sign_in(self, token=None):
        """The page has a token from its next opening on."""
        script = f"sessionStorage.setItem('wharf.token', {json.dumps(token or self.stack.token)})"
        answer = self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": script})
        self._sign_in = answer["identifier"]
        return self

    def _end_sign_in(self):
        if self._sign_in:
            self.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": self._sign_in})
            self._sign_in = None

    @property
    def address(self):
        return self.driver.current_url.removeprefix(self.stack.url)

    # --- looking --------------------------------------------------------------------------------------------------

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def find_all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def shown(self, selector):
        """The elements that can be seen."""
        return [element for element in self.find_all(selector) if element.is_displayed()]

    def until(self, condition, what, seconds=SECONDS):
        """What the condition answers as soon as it is not nothing."""
        wait = WebDriverWait(
            self.driver, seconds, poll_frequency=0.05, ignored_exceptions=[StaleElementReferenceException]
        )
        return wait.until(lambda _: condition(), f"after {seconds} s not yet: {what}")

    def until_shown(self, selector):
        return self.until(lambda: self.shown(selector), f"{selector} is shown")[0]

    def until_gone(self, selector):
        self.until(lambda: not self.shown(selector), f"{selector} is not shown any more")

    def attribute(self, selector, name):
        return self.run(
            "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? null", selector, name
        )

    def until_attribute(self, selector, name, *values):
        self.until(
            lambda: self.attribute(selector, name) in values,
            f"{name} of {selector} is {' or '.join(values)}",
        )

    @property
    def state(self):
        return self.attribute("html", "data-state")

    def until_state(self, state):
        self.until_attribute("html", "data-state", state)

    def retry(self, within):
        self.click(f"{within} button[data-retry]")

    def section_state(self, table):
        """Of the section of the operator's view that holds a table."""
        return self.run(
            "return document.querySelector(arguments[0]).closest('[data-state]:not(html)')?.dataset.state", table
        )

    def until_section(self, table, state):
        self.until(lambda: self.section_state(table) == state, f"the section of {table} is {state}")

    def fact(self, name):
        return self.attribute(f"#totals [data-fact={name}]", "data-value")

    def until_year(self, year):
        self.until(lambda: self.state == "ready" and self.fact("year") == str(year), f"the numbers are those of {year}")

    def table(self, selector):
        return self.run(READ_TABLE, selector)

    def text(self, selector):
        return self.find(selector).text

    # --- doing ----------------------------------------------------------------------------------------------------

    def click(self, selector):
        element = self.until_shown(selector)
        self.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
        element.click()

    def choose_year(self, year):
        """By the list, which has the years that the service keeps and the one that is shown."""
        option = f"#year option[value='{year}']"
        self.until(lambda: self.find_all(option), f"the list has {year}")
        self.click(option)

    def type_year(self, year):
        """By the field for any other year."""
        field = self.find("#year-other")
        field.clear()
        field.send_keys(str(year))
        self.click("#year-go")

    def choose_files(self, *paths):
        self.find("#files").send_keys("\n".join(str(path) for path in paths))
        self.until(lambda: len(self.shown("select[data-file-table]")) == len(paths), "each file has its row")

    def type_token(self, token):
        """Into the dialog that is open."""
        self.until_shown("dialog#token #token-input").send_keys(token)
        self.click("#token-save")

    def give_token(self):
        """The right one: the dialog closes and stays closed."""
        self.type_token(self.stack.token)
        self.until_gone("dialog#token")

    def until_asked_again(self):
        """The dialog is back, and has forgotten what it was given."""
        self.until(
            lambda: self.shown("#token-input") and self.find("#token-input").get_attribute("value") == "",
            "the token is asked for again",
        )

    def receipts(self):
        """By table, with the numbers as numbers."""
        found = self.run(
            "return [...document.querySelectorAll('#receipts [data-receipt]')].map(item => ({...item.dataset}))"
        )
        numbers = ("read", "inserted", "updated", "unchanged", "rejected")
        return {receipt["table"]: {**receipt, **{name: int(receipt[name]) for name in numbers}} for receipt in found}

    def all_rows(self):
        """The table of hires, whole: the button is pressed until it goes. That a mouse can press it is another test's."""
        self.run("const more = document.querySelector('#hires-more'); while (more.checkVisibility()) more.click()")
        return self.table("#hires")

    def download(self, selector):
        """The text that a click on the link saves, and the file's name."""
        self.stack.clear_downloads()
        self.click(selector)
        file = self.until(self._downloaded, f"{selector} saves a file")
        return file.name, text_of(file.read_bytes())

    def _downloaded(self):
        """While it is written the file has another name, or a companion."""
        files = list(self.stack.downloads.iterdir())
        return files[0] if [file.suffix for file in files] == [".csv"] else None

    # --- its looks ------------------------------------------------------------------------------------------------

    def show(self, **wanted):
        chromium.show(self.driver, **wanted)

    def screenshot(self, name):
        folder = self.stack.folder / "screenshots"
        folder.mkdir(exist_ok=True)
        options = {"captureBeyondViewport": True, "optimizeForSpeed": True}
        picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", options)
        (folder / f"{name}.png").write_bytes(base64.b64decode(picture["data"]))

    def overflow(self):
        """By how many pixels the page is wider than the viewport."""
        return self.run("const page = document.scrollingElement; return page.scrollWidth - page.clientWidth")
