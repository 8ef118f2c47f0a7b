"""Takes docs/screenshots/*.png of a small sample zone; `./dev docs` runs it.

Makes a zone of its own in a temporary folder, in each language, on a fixed day by a fixed clock, so that two runs
show the same. Needs Chromium; where there is none it says so and leaves the pictures as they are.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils import timezone

FOLDER = Path(__file__).with_name("screenshots")
CHROMIUM = os.environ.get("ANWEI_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
SWITCHES = ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none"]
# A working morning of the fourth quarter, in the zone's own time.
NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
DESK, PHONE = (1440, 900), (390, 780)
WIDE = 1200  # pixels of a picture from the desk
LEDGER = {
    "en": [
        ("Safety ledger of Yunshan Street, November 2026",),
        ("Enterprise", "Address", "Description", "Date found", "Found by", "Due date", "Status"),
        ("Xinglan Restaurant", "12 Xuefu Road", "Goods piled in the evacuation passage", "2026-11-03", "Street", "2026-11-10", "closed"),
        ("Borui Printing Works", "8 Industry Road", "Distribution box without door, live parts open", "2026.11.5", "Street", "2026-11-20", "open"),
        ("Huitong Warehouse", "3 Station Road", "Extinguishers past their date", "6 Nov 2026", "Street", "2026-11-12", "open"),
        ("Wanhe Woodworks", "21 Industry Road", "Dust not cleaned at the sander", "last Friday", "Street", "2026-11-30", "open"),
    ],
    "zh-hans": [
        ("云山街道安全隐患台账（2026年11月）",),
        ("企业名称", "地址", "隐患描述", "发现日期", "检查类型", "整改期限", "状态"),
        ("星澜餐饮有限公司", "学府路12号", "疏散通道堆放杂物", "2026-11-03", "街道检查", "2026-11-10", "已销号"),
        ("博瑞印刷厂", "工业二路8号", "配电箱无门，带电体外露", "2026.11.5", "街道检查", "2026年11月20日", "整改中"),
    ],
}  # fmt: skip


class Photographer:
    """One browser at the sample zone, and where its pictures go."""

    def __init__(self, browser: Any, address: str, language: str) -> None:
        self.browser, self.address, self.language = browser, address, language

    @contextmanager
    def person(self, login: str, size: tuple[int, int] = DESK) -> Iterator[Any]:
        """A page at which this person has signed in."""
        context = self.browser.new_context(
            base_url=self.address,
            locale="zh-CN" if self.language != "en" else "en-GB",
            timezone_id="Asia/Shanghai",
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=1.5 if size == PHONE else 1,
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("[name=login]", login)
        page.fill("[name=password]", "anwei-demo")
        page.locator("form [name=password]").press("Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        yield page
        context.close()

    def take(self, page: Any, name: str) -> None:
        """The screen as it stands, small enough for a repository."""
        from PIL import Image

        page.wait_for_load_state("networkidle")
        picture = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
        if picture.width > WIDE:
            high = round(picture.height * WIDE / picture.width)
            picture = picture.resize((WIDE, high), Image.Resampling.LANCZOS)
        FOLDER.mkdir(exist_ok=True)
        path = FOLDER / f"{name}.png"
        picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            path, optimize=True
        )
        sys.stdout.write(f"  {path.name}: {path.stat().st_size // 1024} KB\n")


def register(at: Photographer) -> None:
    """The register, as an officer sees it."""
    with at.person("officer") as page:
        page.goto("/hazards/?family=open&sort=due")
        at.take(page, "register")


def case(at: Photographer, name: str = "case") -> None:
    """A major hazard whose plan waits for a decision."""
    with at.person("officer") as page:
        page.goto("/hazards/?status=planned&sort=-found")
        page.locator("tbody a").first.click()
        page.wait_for_url(lambda url: "/hazards/H-" in url)
        at.take(page, name)


def case_in_chinese(at: Photographer) -> None:
    """The same in Chinese."""
    case(at, "case.zh")


def situation(at: Photographer) -> None:
    """The situation, as a leader sees it."""
    with at.person("leader") as page:
        page.goto("/situation/")
        at.take(page, "situation")


def my_work(at: Photographer) -> None:
    """A street officer's day on a telephone."""
    with at.person("street", PHONE) as page:
        page.goto("/hazards/my-work/")
        at.take(page, "my-work.zh")


def committee(at: Photographer) -> None:
    """The committee's desk, as its office sees it."""
    with at.person("clerk") as page:
        page.goto("/committee/")
        at.take(page, "committee")


def meeting_in_chinese(at: Photographer) -> None:
    """A meeting whose minutes were approved."""
    with at.person("leader") as page:
        page.goto("/committee/meetings/?state=approved&sort=-day")
        page.locator("tbody a").first.click()
        page.wait_for_url(lambda url: "/meetings/M-" in url)
        at.take(page, "meeting.zh")


def rehearsal(at: Photographer) -> None:
    """A ledger after its dry run."""
    from django.core.management import call_command
    from openpyxl import Workbook

    book = Workbook()
    for row in LEDGER[at.language]:
        book.active.append(row)
    with tempfile.TemporaryDirectory() as folder, at.person("clerk") as page:
        path = Path(folder) / "street-ledger.xlsx"
        book.save(path)
        page.goto("/imports/new/")
        page.set_input_files("input[type=file]", path)
        page.locator("main form .btn-primary").last.click()
        page.wait_for_url(lambda url: "/columns/" in url)
        page.fill("[name=namespace]", "Street ledger")
        page.locator("main form .btn-primary").last.click()
        page.wait_for_url(lambda url: "/columns/" not in url)
        call_command("worker", once=True, verbosity=0)
        page.reload()
        at.take(page, "import")


PICTURES: dict[str, list[Callable[[Photographer], None]]] = {
    "en": [register, case, situation, committee, rehearsal],
    "zh-hans": [case_in_chinese, meeting_in_chinese, my_work],
}


@contextmanager
def served() -> Iterator[str]:
    """The pages, from a thread of ours; their address."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    from anwei.config.wsgi import application

    class Silent(WSGIRequestHandler):
        def log_message(self, *words: object) -> None:
            """Nobody reads it."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Silent)
    server.daemon_threads = True
    server.set_app(application)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def draw(language: str) -> None:
    """All pictures of one language, in a process of its own: a zone and a clock that stands still."""
    timezone.now = lambda: NOW
    import django
    from django.conf import settings
    from django.core.management import call_command
    from playwright.sync_api import sync_playwright

    django.setup()
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    call_command("migrate", verbosity=0)
    with open(os.devnull, "w") as nowhere:
        call_command(
            "demo", hazards=1500, enterprises=300, language=language, stdout=nowhere, stderr=nowhere
        )
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        at = Photographer(browser, address, language)
        for picture in PICTURES[language]:
            picture(at)
        browser.close()


def main() -> None:
    """Each language in turn; nothing where there is no browser."""
    if not CHROMIUM:
        sys.stdout.write(
            "  No Chromium here: the screenshots stay as they are (Debian: apt-get install chromium).\n"
        )
        return
    for language in PICTURES:
        with tempfile.TemporaryDirectory(prefix="anwei-pictures-") as home:
            kept = {name: value for name, value in os.environ.items() if name[:6] != "ANWEI_"}
            surroundings = {
                **kept,
                "ANWEI_HOME": home,
                "ANWEI_CHROMIUM": CHROMIUM,
                "DJANGO_SETTINGS_MODULE": "anwei.config.settings",
                # Playwright gives the thread an event loop, beside which Django refuses its database.
                "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
            }
            subprocess.run([sys.executable, __file__, language], env=surroundings, check=True)


if __name__ == "__main__":
    draw(sys.argv[1]) if len(sys.argv) > 1 else main()
