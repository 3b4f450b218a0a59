"""The HTML report in a browser: click, search, filter, both themes, a phone; no error in its console, nothing loaded.

What an action changes is waited for (``expect``): links within the page and what unfolds tell their handlers later.

Needs Playwright (the extra ``browser``) and a Chromium of the system.
"""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from cases import CASES
from raws import name_of

from datarace.reports.formats import View, rendered
from datarace.reports.model import Location, Process
from datarace.reports.record import Record, Run
from datarace.reports.symbolize import symbolize

playwright = pytest.importorskip("playwright.sync_api", reason="the extra 'browser' is not installed")
expect = playwright.expect
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")

RACES = [symbolize(case(), name_of) for case in CASES]
RUN = Run(Process(7, "python bank.py"), "2026-01-31T12:00:00Z", "0.1.0", "3.13.1", lost=("a phrase",))


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as api:
        browser = api.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, tmp_path):
    """``opened(record, width=..., height=..., scheme=...)``: a page, of which the console must stay empty."""
    complaints = []
    contexts = []

    def call(record: Record, width: int = 1300, height: int = 900, scheme: str = "light", baseline: bool = False):
        file = tmp_path / "races.html"
        file.write_text(rendered("html", record, View(has_baseline=baseline)))
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith(("file:", "data:")) or complaints.append(request.url))
        page.goto(file.as_uri())
        return page

    yield call
    for context in contexts:
        context.close()
    assert complaints == []


def record(races=RACES) -> Record:
    return Record((RUN,), tuple(races))


def expect_shown(page, count: int) -> None:
    """So many items of the list are left by the search and the filters."""
    expect(page.locator(".item:visible")).to_have_count(count)


def test_the_first_race_is_shown_beside_the_list_and_a_click_shows_another(opened):
    page = opened(record())
    expect_shown(page, len(RACES))
    title = page.locator("article h2")
    expect(title).to_contain_text("balance")
    for index, race in enumerate(RACES):
        page.locator(".item").nth(index).click()
        expect(page.locator(".item").nth(index)).to_have_attribute("aria-current", "true")
        expect(page.locator(".item[aria-current=true]")).to_have_count(1)
        expect(title).to_contain_text(race.location.owner)
        expect(page.locator("article .side")).to_have_count(2)
        expect(page.locator("article .says")).to_contain_text(race.wrong)
        lanes = page.locator("article .picture svg")
        expect(lanes).to_contain_text(str(race.current.task))
        expect(lanes).to_contain_text(str(race.previous.task))


def test_a_link_to_a_race_opens_it(opened):
    page = opened(record())
    item = page.locator(".item").nth(2)
    item.click()
    expect(item).to_have_attribute("aria-current", "true")
    url, title = page.url, page.locator("article h2").inner_text()
    page.goto("about:blank")
    page.goto(url)
    expect(page.locator("article h2")).to_have_text(title)


def test_search_and_filters_narrow_the_list(opened):
    page = opened(record())
    page.fill("#search", "TOTAL count(")
    expect_shown(page, 0)
    expect(page.locator(".empty:visible")).to_have_text("No race fits.")
    page.fill("#search", "total bank.py")
    expect_shown(page, 1)
    assert sum(race.location.name == "'total'" for race in RACES) == 1
    page.fill("#search", "")
    page.locator(".chip[data-kind=read-write]").click()
    read_write = [race for race in RACES if race.kind == "read-write"]
    assert read_write
    expect_shown(page, len(read_write))
    page.locator(".chip[data-kind=lost-update]").click()
    both = [race for race in RACES if race.kind in ("read-write", "lost-update")]
    expect_shown(page, len(both))
    page.select_option("#level", "warning")
    warnings = sum(race.level == "warning" for race in both)
    expect_shown(page, warnings)
    expect(page.locator("#shown")).to_have_text(f"{warnings} of {len(RACES)} races")


def test_modules_can_be_chosen(opened):
    current = RACES[0].current
    moved = replace(current, stack=tuple(replace(frame, module="shop.till") for frame in current.stack))
    races = [replace(RACES[0], current=moved, previous=moved), *RACES[1:]]
    page = opened(record(races))
    page.select_option("#module", "shop.till")
    expect_shown(page, 1)


def test_known_races_are_marked_and_can_be_left_out(opened):
    page = opened(record([replace(RACES[0], known=True), *RACES[1:]]), baseline=True)
    page.select_option("#level", "known")
    expect_shown(page, 1)
    page.locator(".item:visible").click()
    expect(page.locator("article .badges")).to_contain_text("in the baseline")
    page.select_option("#level", "new")
    expect_shown(page, len(RACES) - 1)


def test_keys_walk_the_list(opened):
    page = opened(record())
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator(".item").nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()


def test_frames_open_and_those_of_the_library_unfold(opened):
    library = replace(
        RACES[0].current.stack[0], file="/usr/lib/python3.13/threading.py", module="threading", function="Thread.run", source=""
    )
    other = replace(library, line=1013)
    race = replace(RACES[0], current=replace(RACES[0].current, stack=(*RACES[0].current.stack, library, other)))
    page = opened(record([race]))
    sides = page.locator(".side.b")
    expect(sides.locator(".frame.standard")).to_have_count(0)
    sides.locator(".fold").click()
    expect(sides.locator(".frame.standard")).to_have_count(2)
    sides.locator(".frame.standard").first.locator("summary").click()
    expect(sides).to_contain_text("There is no source")
    expect(sides.locator(".code .hit")).to_have_count(1)


def test_dark_and_light_follow_the_system_and_the_button(opened):
    background = "getComputedStyle(document.body).backgroundColor"
    dark, light = (opened(record(), scheme=scheme) for scheme in ("dark", "light"))
    assert dark.evaluate(background) != light.evaluate(background)
    dark.click("#theme")
    assert dark.evaluate(background) == light.evaluate(background)


@pytest.mark.parametrize("width", [360, 768, 1300])
def test_nothing_is_wider_than_the_page(opened, width):
    page = opened(record(), width=width, height=800)
    wide = "document.documentElement.scrollWidth <= window.innerWidth"
    assert page.evaluate(wide)
    for index in range(len(RACES)):
        item = page.locator(".item").nth(index)
        item.click()
        expect(item).to_have_attribute("aria-current", "true")
        assert page.evaluate(wide)
        if width == 360:
            expect(page.locator("aside")).to_be_hidden()
            page.click(".back")
            expect(page.locator("aside")).to_be_visible()


def test_a_run_without_a_race_says_so(opened):
    page = opened(Record((RUN,)))
    assert page.title() == "No data race in python bank.py"
    expect(page.locator("article")).to_contain_text("No data race was found.")


def test_five_hundred_races_draw_one_in_detail(opened):
    races = [
        replace(RACES[i % len(RACES)], location=Location("attribute", f"'field_{i}'", f"<Account at {i:#x}>", i))
        for i in range(500)
    ]
    page = opened(record(races))
    expect_shown(page, 500)
    # What makes many races as fast as few: only the list grows with them.
    expect(page.locator("article .side")).to_have_count(2)
    page.fill("#search", "field_499")
    expect_shown(page, 1)
    page.locator(".item:visible").click()
    expect(page.locator("article h2")).to_contain_text("'field_499'")


def test_the_page_says_what_may_have_been_missed(opened):
    page = opened(record())
    page.locator(".runs summary").click()
    expect(page.locator(".runs")).to_contain_text("a phrase")
    expect(page.locator(".runs")).to_contain_text("not recorded")
