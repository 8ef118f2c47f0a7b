"""The shared parts of the pages, in a browser: seen, used and checked for accessibility.

The gallery is a page of this test only. ANWEI_SHOTS=<folder> keeps a picture of each look of it.
"""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from anwei.accounts.models import User
from anwei.config.nav import Entry
from anwei.config.urls import urlpatterns as product
from anwei.foundation.charts import Band, Chart, Series

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls(__name__),
    pytest.mark.django_db(transaction=True),
]

TODAY = date(2026, 11, 23)
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAMLCwgAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=="
WORDS = {
    "title": ("Hazard ledger of the zone", "全区隐患台账"),
    "print": ("Print", "打印"),
    "assign": ("Assign", "交办"),
    "withdraw": ("Withdraw", "撤回"),
    "withdraw_question": ("Withdraw this hazard? Its history stays.", "确定撤回该隐患？历史记录予以保留。"),
    "reason": ("Reason", "理由"),
    "notice_title": ("Two terms end this week", "本周有两项整改期限届满"),
    "notice_text": ("Plans of Hongda Chemicals and Rainbow Market wait for your decision.", "宏达化工、彩虹市场的治理方案待审核。"),
    "more": ("Show them", "查看"),
    "ledger": ("Open hazards", "未销号隐患"),
    "form": ("Report a hazard", "登记隐患"),
    "photos": ("Photos", "现场照片"),
    "photos_help": ("At least one that shows where it is.", "至少一张能反映具体位置。"),
    "save": ("Save", "保存"),
    "cancel": ("Cancel", "取消"),
    "proof": ("Proof", "整改佐证"),
    "facts": ("Facts", "基本情况"),
    "history": ("History", "办理过程"),
    "progress": ("Visits made", "已检查"),
    "empty": ("No hazard waits for you", "暂无待办隐患"),
    "empty_text": ("Everything handed to your unit has been answered. New work appears here.", "交办给本单位的事项均已办结，新的交办将在此显示。"),
    "unit": ("Unit", "单位"),
}  # fmt: skip


class Report(forms.Form):
    place = forms.CharField(
        label="Place 位置", help_text="Building, floor, room. 楼栋、楼层、房间。"
    )
    found_on = forms.DateField(
        label="Found on 发现日期", widget=forms.DateInput(attrs={"type": "date"})
    )
    sector = forms.ChoiceField(
        label="Sector 行业", choices=[("", "—"), ("fire", "Fire 消防"), ("gas", "Gas 燃气")]
    )
    level = forms.ChoiceField(
        label="Level 等级",
        choices=[("g", "General 一般"), ("m", "Major 重大")],
        widget=forms.RadioSelect,
    )
    kinds = forms.MultipleChoiceField(
        label="Kinds 类别",
        choices=[("a", "Equipment 设备"), ("b", "People 人员")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(label="What is wrong 隐患描述", widget=forms.Textarea(attrs={"rows": 3}))
    still_used = forms.BooleanField(
        label="Still in use 仍在使用", required=False, help_text="As seen on the spot. 以现场为准。"
    )


def words(chinese: bool) -> dict[str, str]:
    return {name: pair[chinese] for name, pair in WORDS.items()}


def charts() -> list[dict]:
    months = ["06", "07", "08", "09", "10", "11"]
    return [
        {"id": "bars", "chart": Chart("bar", "Found and closed 新增与销号", months, [Series("Found 新增", [31, 42, 38, 51, 47, 44]), Series("Closed 销号", [22, 35, 41, 40, 52, 39])], links=[f"/gallery/?month={m}" for m in months])},
        {"id": "lines", "chart": Chart("line", "Forecast 预测", months, [Series("Found 新增", [31, 42, 38, 51, None, None]), Series("Expected 预测", [None, None, None, 51, 48, 46.5], dashed=True)], band=Band("80 %", [None, None, None, 51, 40, 35], [None, None, None, 51, 56, 58]))},
        {"id": "heat", "chart": Chart("heat", "By street and sector 街道与行业", ["Fire 消防", "Gas 燃气", "Road 道路"], [Series("Nanhu 南湖", [12, 3, 7]), Series("Beihu 北湖", [4, 9, None])])},
    ]  # fmt: skip


def gallery_context(chinese: bool) -> dict:
    rows = [
        {"number": f"2026-{n:04}", "what": ("Emergency exit on the second floor blocked by goods", "二层安全出口被货物堵塞")[chinese], "status": ("Being rectified", "整改中")[chinese], "tone": tone, "due": date(2026, 11, 17 + n), "funds": 1200 * n}
        for n, tone in enumerate(["bad", "warn", "info", "neutral", "good", "info", "info", "neutral"], 1)
    ]  # fmt: skip
    shot = {
        "thumbnail": PIXEL,
        "address": "#shot",
        "alt": "Exit blocked 出口堵塞",
        "caption": "Exit 出口",
        "at": datetime(2026, 11, 20, 2, 5, tzinfo=UTC),
    }
    return {
        "w": words(chinese),
        "today": TODAY,
        "navigation": [Entry("gallery", ("My work", "我的工作")[chinese], "home", "x", badge="count"), Entry("robots", ("Hazards", "隐患")[chinese], "alert-triangle", "x"), Entry("favicon", ("Situation", "形势研判")[chinese], "chart-line", "x")],
        "crumbs": [(("Hazards", "隐患")[chinese], "/robots.txt"), (words(chinese)["title"], "")],
        "tabs": [{"label": ("Open", "未销号")[chinese], "address": "#a", "current": True, "count": 212}, {"label": ("Closed", "已销号")[chinese], "address": "#b", "count": 0}, {"label": ("History", "历史")[chinese], "address": "#c"}],
        "stats": [{"label": label, "value": value, "tone": tone, "note": ("same quarter last year: 31", "去年同期：31")[chinese], "address": "#list", "definition": "Past their term today."} for label, value, tone in [(("Overdue", "逾期")[chinese], 12, "bad"), (("Due in 7 days", "七日内到期")[chinese], 9, "warn"), (("Fixed and verified", "已整改并复查")[chinese], "1,204", "good")]],
        "heads": (["Number", "Hazard", "Status", "Due", "Funds (yuan)"], ["编号", "隐患", "状态", "期限", "资金（元）"])[chinese],
        "rows": rows,
        "page": Paginator(range(212), 20).get_page(3),
        "charts": charts(),
        "shots": [shot, shot],
        "facts": [(("Unit", "责任单位")[chinese], "Hongda 宏达化工有限公司"), (("Found", "发现")[chinese], "2026-11-20"), (("Fax", "传真")[chinese], "")],
        "history": [{"what": ("Assigned", "交办")[chinese], "at": datetime(2026, 11, 20, 2, tzinfo=UTC), "who": "王芳", "text": ("To the street office", "交街道办理")[chinese], "tone": "info"}, {"what": ("Registered", "登记")[chinese], "on": date(2026, 11, 20)}],
        "tones": ["neutral", "info", "good", "warn", "bad"],
    }  # fmt: skip


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    language = request.GET.get("lang", "en")
    request.user = User(
        username="wang", name="王芳", role="clerk", theme=request.GET.get("theme", "auto")
    )
    messages.success(request, "Saved 已保存")
    form = Report({"place": ""} if "bound" in request.GET else None)
    source = (Path(__file__).parent / "gallery.html").read_text(encoding="utf-8")
    with translation.override(language):
        context = {**gallery_context(language == "zh-hans"), "form": form}
        return HttpResponse(engines["django"].from_string(source).render(context, request))


received: list[list[str]] = []


@csrf_exempt
@login_not_required
def sent(request: HttpRequest) -> HttpResponse:
    received.append([file.name for file in request.FILES.getlist("photos")])
    return HttpResponse("<!doctype html><title>sent</title>")


@login_not_required
def other(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        engines["django"].from_string('{% extends "foundation/plain.html" %}').render({}, request)
    )


@login_not_required
def sheet(request: HttpRequest) -> HttpResponse:
    context = {"facts": [("单位", "宏达化工有限公司")], "today": TODAY, "back": "/gallery/"}
    return HttpResponse(engines["django"].from_string(SHEET).render(context, request))


@login_not_required
def fragment(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>a fragment</p>")


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=int(request.GET.get("status", 500)))


count = login_not_required(lambda request: HttpResponse("7"))
urlpatterns = [
    path("gallery/", gallery, name="gallery"),
    path("gallery/count/", count, name="count"),
    path("gallery/sent/", sent),
    path("gallery/fragment/", fragment),
    path("gallery/other/", other),
    path("gallery/sheet/", sheet),
    path("gallery/broken/", broken),
    path("search/", include(([path("", gallery, name="search")], "lists"))),
    path(
        "notices/",
        include(
            ([path("", gallery, name="inbox"), path("bell/", count, name="bell")], "messaging")
        ),
    ),
    *product,
]


@pytest.fixture
def server(live_server, settings) -> str:
    return live_server.url


def picture(page, name: str) -> None:
    if folder := os.environ.get("ANWEI_SHOTS"):
        page.wait_for_timeout(300)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_parts_meet_wcag_in_every_look(
    server, page, violations, language, theme, width
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{server}/gallery/?lang={language}&theme={theme}&bound")
    for figure in page.locator("figure.chart").all():
        figure.locator("svg").wait_for()
    picture(page, f"{language}-{theme}-{width}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "scrolls sideways"
    assert page.complaints == []


def test_the_check_itself_finds_a_fault(server, page, violations) -> None:
    page.goto(f"{server}/gallery/")
    page.evaluate("document.querySelector('[data-quick-search]').labels[0].remove()")
    page.evaluate("document.querySelector('[data-quick-search]').removeAttribute('placeholder')")
    assert any(line.startswith("label:") for line in violations(page))


def test_menus_and_dialogs_open_meet_wcag_and_close_on_escape(server, page, violations) -> None:
    page.goto(f"{server}/gallery/")
    menu = page.locator("header details.menu")
    menu.locator("summary").click()
    # Only the menu: buttons it covers in part are too small to hit for as long as it is open.
    assert violations(page, "header details.menu") == []
    picture(page, "menu")
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    page.get_by_role("button", name="Assign").first.click()
    assert page.locator("dialog#assign").is_visible()
    assert violations(page) == []
    picture(page, "dialog")
    page.keyboard.press("Escape")
    assert not page.locator("dialog#assign").is_visible()
    assert page.evaluate("document.activeElement.dataset.opens") == "assign", "the focus comes back"


def test_a_confirmation_asks_first_and_needs_no_script(server, chromium) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/gallery/")
    page.locator("summary", has_text="Withdraw").click()
    page.get_by_label("Reason").fill("Entered twice")
    page.locator(".confirm-body button").click()
    assert page.title() == "sent"
    context.close()


def test_the_keys_search_help_rows_and_send(server, page) -> None:
    page.goto(f"{server}/gallery/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "quick-search"
    page.keyboard.type("j")
    assert page.input_value("#quick-search") == "j", "keys are text where text is typed"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert "2026-0002" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gallery/?row=2026-0001")
    page.keyboard.press("?")
    assert page.locator("dialog#shortcuts").is_visible()
    page.get_by_label("Use the single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "quick-search", "switched off (WCAG 2.1.4)"
    page.get_by_label("Place").fill("Hall")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/gallery/sent/")


def test_shots_add_up_and_can_be_taken_out(server, page, tmp_path) -> None:
    received.clear()
    for name in ("one.png", "two.png", "three.png", "plan.txt"):
        (tmp_path / name).write_bytes(name.encode())
    page.goto(f"{server}/gallery/")
    files = page.locator("#photos_files")
    files.set_input_files([tmp_path / "one.png", tmp_path / "two.png"])
    page.locator("#photos_camera").set_input_files(tmp_path / "three.png")
    assert page.locator("[data-shots] li").count() == 3
    files.set_input_files(tmp_path / "plan.txt")
    assert "plan.txt" in page.locator("[data-drop-words]").inner_text(), (
        "a file of another kind is named"
    )
    page.get_by_role("button", name="Take out two.png").click()
    assert page.locator("[data-drop-words]").inner_text() == "2 chosen"
    page.get_by_role("button", name="Save").first.click()
    page.wait_for_url("**/gallery/sent/")
    assert received == [["one.png", "three.png"]]


def test_a_photo_can_be_pasted(server, page) -> None:
    page.goto(f"{server}/gallery/")
    page.evaluate("""() => {
      const data = new DataTransfer();
      data.items.add(new File(["x"], "image.png", {type: "image/png"}));
      document.querySelector("#id_text").dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
    }""")
    assert page.locator("[data-shots] li").count() == 1


def test_without_scripts_photos_are_two_plain_inputs_of_one_name(
    server, chromium, tmp_path
) -> None:
    received.clear()
    (tmp_path / "one.png").write_bytes(b"1")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/gallery/")
    page.locator("#photos_files").set_input_files(tmp_path / "one.png")
    page.get_by_role("button", name="Save").first.click()
    assert received == [["one.png"]]
    context.close()


def test_a_draft_survives_leaving_and_goes_when_it_was_sent(server, page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{server}/gallery/")
    page.get_by_label("Place").fill("Third floor")
    page.get_by_label("Major").check()
    page.goto(f"{server}/gallery/?again")
    assert page.get_by_label("Place").input_value() == "Third floor"
    assert page.get_by_label("Major").is_checked()
    assert page.locator("[data-draft-notice]").is_visible()
    page.get_by_role("button", name="Save").first.click()
    page.wait_for_url("**/gallery/sent/")
    page.goto(f"{server}/gallery/other/")  # another page of ours: the server has taken it
    page.goto(f"{server}/gallery/")
    assert page.get_by_label("Place").input_value() == ""


def test_a_draft_that_was_put_back_can_be_dropped(server, page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{server}/gallery/")
    page.get_by_label("Place").fill("Third floor")
    page.goto(f"{server}/gallery/?again")
    page.get_by_role("button", name="Start afresh").click()
    assert page.get_by_label("Place").input_value() == ""
    page.goto(f"{server}/gallery/?third")
    assert page.get_by_label("Place").input_value() == ""


def test_leaving_with_typed_text_asks_first(server, page) -> None:
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{server}/gallery/")
    page.goto(f"{server}/gallery/?clean")
    assert asked == []
    page.get_by_label("Place").press_sequentially("x")
    page.goto(f"{server}/gallery/?dirty")
    assert asked == ["beforeunload"]


def test_a_form_pressed_twice_is_sent_once(server, page) -> None:
    received.clear()
    page.goto(f"{server}/gallery/")
    page.evaluate("""() => {
      const form = document.querySelector("form[data-draft]");
      form.requestSubmit();
      form.requestSubmit();
    }""")
    page.wait_for_url("**/gallery/sent/")
    assert len(received) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [(403, "You may not do this"), (404, "not yours to see"), (409, "Someone else changed this"), (500, "on our side"), (418, "did not understand")],
)  # fmt: skip
def test_what_htmx_could_not_do_is_said_in_words(server, page, status, words) -> None:
    page.goto(f"{server}/gallery/")
    page.evaluate(
        f"document.querySelector('#ask-broken').setAttribute('hx-get', '/gallery/broken/?status={status}')"
    )
    page.evaluate("htmx.process(document.body)")
    page.locator("#ask-broken").click()
    page.get_by_role("alert").filter(has_text=words).wait_for()
    page.locator("#ask").click()
    page.get_by_text("a fragment").wait_for()
    assert not page.locator("#trouble").is_visible()
    page.complaints.clear()  # provoked


def test_a_lost_connection_is_said_in_words(server, page) -> None:
    page.goto(f"{server}/gallery/")
    page.context.set_offline(True)
    page.locator("#ask").click()
    page.get_by_role("alert").filter(has_text="cannot be reached").wait_for()
    page.complaints.clear()  # provoked


def test_the_side_stays_folded_and_the_theme_follows_the_system(server, page, violations) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server}/gallery/")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    page.get_by_role("button", name="Fold the menu").click()
    page.reload()
    assert page.locator(".side").bounding_box()["width"] < 80
    assert violations(page) == []
    page.emulate_media(color_scheme="light")
    page.locator("html[data-bs-theme=light]").wait_for(state="attached")


def test_on_a_phone_the_menu_opens_and_closes_without_scripts(server, chromium) -> None:
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    page.goto(f"{server}/gallery/")
    assert not page.locator("#navigation").is_visible()
    page.get_by_role("link", name="Menu", exact=True).click()
    assert page.locator("#navigation").is_visible()
    page.get_by_role("link", name="Close the menu").click()
    assert not page.locator("#navigation").is_visible()
    context.close()


def test_a_chart_tells_the_same_as_a_table_with_links(server, page) -> None:
    page.goto(f"{server}/gallery/")
    figure = page.locator("figure.chart").first
    figure.locator("summary").click()
    assert (
        figure.get_by_role("row", name="Found 新增")
        .get_by_role("link", name="42")
        .get_attribute("href")
        == "/gallery/?month=07"
    )


def test_nothing_comes_from_another_host_and_the_policy_holds(server, page) -> None:
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => console.error('CSP ' + e.violatedDirective + ' ' + e.sourceFile))"
    )
    page.goto(f"{server}/gallery/?bound")
    for figure in page.locator("figure.chart").all():
        figure.locator("svg").wait_for()
    page.locator("figure.chart svg").first.hover()
    page.wait_for_timeout(300)
    assert [url for url in asked if not url.startswith((server, "data:", "blob:"))] == []
    assert page.complaints == []


def test_on_paper_the_frame_goes_and_the_charts_are_light(server, page, tmp_path):
    page.goto(f"{server}/gallery/?theme=dark")
    page.locator("figure.chart svg").first.wait_for()
    themes = "window.seen = []; addEventListener('beforeprint', () => seen.push(document.documentElement.dataset.bsTheme))"
    page.evaluate(themes)
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    assert page.evaluate("seen") in ([], ["light"]), (
        "browsers without the event print by the stylesheet alone"
    )
    page.emulate_media(media="print")
    assert not page.locator(".side").is_visible()
    assert not page.locator("header.top").is_visible()
    assert page.locator("main").bounding_box()["x"] == 0
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


SHEET = """{% extends "foundation/print.html" %}{% block title %}隐患告知单{% endblock %}
{% block head_left %}高新区安委办{% endblock %}{% block head_right %}2026-0001{% endblock %}
{% block content %}<h1>隐患告知单</h1>{% include "foundation/components/facts.html" %}
<table class="table"><tr><th>编号</th><td>2026-0001</td></tr></table>{% endblock %}
{% block foot_left %}{% day today "long" %}{% endblock %}"""


def test_a_sheet_meets_wcag_and_fits_one_page(server, page, violations, tmp_path):
    page.goto(f"{server}/gallery/sheet/")
    assert violations(page) == []
    picture(page, "sheet")
    page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
    written = (tmp_path / "sheet.pdf").read_bytes()
    assert written.count(b"/Type /Page\n") == 1
