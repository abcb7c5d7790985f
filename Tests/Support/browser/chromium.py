"""A headless Chromium with a profile of its own, and what it says of each page: its console and its requests."""

import dataclasses
import json
import os
import shutil

from selenium import webdriver

# West of Greenwich: whatever the page takes from the browser's clock instead of from the service shows.
TIME_ZONE = "America/Bogota"


@dataclasses.dataclass(frozen=True)
class Record:
    """What happened in the browser since the last look."""

    errors: list
    requests: list


def start(folder, log, downloads):
    """Profile and caches are in the folder; what is downloaded goes to another."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    options.add_argument("--headless=new")
    options.add_argument(f"--user-data-dir={folder / 'profile'}")
    for switch in ("no-first-run", "disable-background-networking", "disable-component-update", "no-proxy-server"):
        options.add_argument(f"--{switch}")
    options.add_argument("--lang=en-US")
    options.add_argument("--window-size=1280,900")
    if os.geteuid() == 0:
        # Chromium's sandbox refuses to start as root. All that it opens here is our own page.
        options.add_argument("--no-sandbox")
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    environment = {
        **os.environ,
        "TZ": TIME_ZONE,
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    service = webdriver.ChromeService(
        executable_path=shutil.which("chromedriver"), log_output=str(log), env=environment
    )
    driver = webdriver.Chrome(options=options, service=service)
    driver.set_page_load_timeout(30)
    driver.set_script_timeout(60)
    return driver


def record(driver):
    """Console errors as text, and the addresses that pages have asked for."""
    errors = [entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    sent = [message["params"] for message in messages if message["method"] == "Network.requestWillBeSent"]
    return Record(errors, [params["request"]["url"] for params in sent])


def open_tab(driver):
    """A new tab has a session storage of its own; the one before it is closed."""
    old = driver.current_window_handle
    driver.switch_to.new_window("tab")
    new = driver.current_window_handle
    driver.switch_to.window(old)
    driver.close()
    driver.switch_to.window(new)
    driver.execute_cdp_cmd("Network.enable", {})


def show(driver, width=1280, height=900, scheme="light"):
    """The viewport and the colours that the user prefers."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def drop_files(driver, element, paths):
    """Files are dragged from outside over an element and let go there."""
    driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
    place = driver.execute_script(
        "const box = arguments[0].getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]",
        element,
    )
    data = {"items": [], "files": paths, "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        event = {"type": kind, "x": place[0], "y": place[1], "data": data}
        driver.execute_cdp_cmd("Input.dispatchDragEvent", event)


def network(driver, offline=False, upload_bytes_per_second=-1):
    """How the tab is connected from now on."""
    speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": upload_bytes_per_second}
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": offline, **speed})
