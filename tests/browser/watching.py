"""What no page of ours may do, seen from the browser."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

TELL_BREACHES = """document.addEventListener('securitypolicyviolation', breach =>
    console.error('policy breach: ' + breach.violatedDirective + ' ' + breach.blockedURI));"""


def watched_page(context: BrowserContext, home: str, complaints: list[str]) -> Page:
    """A page whose faults are collected: policy breaches, console errors, script faults, other hosts."""
    context.add_init_script(TELL_BREACHES)
    page = context.new_page()
    page.complaints = complaints  # type: ignore[attr-defined]
    watch(page, home, complaints)
    return page


def watch(page: Page, home: str, complaints: list[str]) -> None:
    """Collect the faults of one page."""

    def said(message: ConsoleMessage) -> None:
        # A refusal that a test provokes on purpose is an answer, not a fault.
        if (
            message.type == "error"
            and "the server responded with a status of 4" not in message.text
        ):
            complaints.append(f"{page.url}: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((home, "data:", "blob:")):
            complaints.append(f"{page.url}: asks {request.url}")

    page.on("console", said)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("request", asked)
