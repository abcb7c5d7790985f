"""The rules of WCAG 2.1, levels A and AA, as far as axe-core can judge them."""

import functools
import importlib.metadata

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
RUN = """
    const [within, rules, done] = arguments;
    axe.run(within, {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]})
        .then(result => done(result.violations), error => done([{id: String(error), help: "axe failed", nodes: []}]));
"""


@functools.cache
def source():
    """The one file that is wanted of its package; importing that would need Playwright."""
    [file] = [file for file in importlib.metadata.files("axe-playwright-python") if file.name == "axe.min.js"]
    return file.locate().read_text(encoding="utf-8")


def violations(page, within="html"):
    """Of the elements that match and all in them, one line for each rule that is broken, with the elements that break it."""
    # By the protocol, not by a script element: the page's own policy forbids that, and shall.
    if not page.run("return 'axe' in window"):
        page.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": source()})
    found = page.driver.execute_async_script(RUN, within, RULES)
    return [
        f"{rule['id']}: {rule['help']}: "
        + "; ".join(f"{node['target']} {node.get('failureSummary', '')}" for node in rule["nodes"][:5])
        for rule in found
    ]
