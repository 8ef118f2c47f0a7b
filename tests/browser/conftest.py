"""Chromium for the browser tests; where there is none they are left out."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api")

AXE = pytest.importorskip("axe_playwright_python")
AXE_SCRIPT = Path(AXE.__file__).parent / "axe.min.js"
# The rules of WCAG 2.2 AA and axe's own good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def chromium() -> Iterator["sync_api.Browser"]:
    """The browser, once for the whole run."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_api.sync_playwright() as playwright:
        if not program and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("no Chromium here")
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: "sync_api.Browser") -> Iterator["sync_api.Page"]:
    """A page of its own; anything the browser complains of is in `page.complaints`."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.complaints = []
    opened.on(
        "console",
        lambda message: message.type == "error" and opened.complaints.append(message.text),
    )
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    yield opened
    context.close()


@pytest.fixture
def violations() -> Callable[..., list[str]]:
    """Asks axe what is wrong on a page, or a part of it, as it stands: one line for each element."""

    def found(page: "sync_api.Page", within: str = "html") -> list[str]:
        # Evaluated by the debugger, which the content security policy does not bind.
        page.evaluate(AXE_SCRIPT.read_text(encoding="utf-8"))
        answer = page.evaluate(
            "([part, rules]) => axe.run(part, {runOnly: {type: 'tag', values: rules}})",
            [within, RULES],
        )
        return [
            f"{rule['id']}: {node['html'][:160]} – {node['failureSummary']}"
            for rule in answer["violations"]
            for node in rule["nodes"]
        ]

    return found
