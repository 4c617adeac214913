"""Every page, by axe-core and at the width of a small phone. A new page comes into ``PAGES``."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

LAVROV, STOLTENBERG = "sergue%C3%AF-lavrov", "jens-stoltenberg"
PAGES = (
    "/",
    "/nothing-here",
    "/search",
    "/search?q=lavrov",
    "/search?q=que+dit+Lavrov+de+Stoltenberg",
    f"/entity/{LAVROV}",
    "/entity/russie?view=about&act=demand&once=yes",
    "/entity/russie?view=with",
    f"/entity/{LAVROV}?view=names",
    f"/pair/{LAVROV}/{STOLTENBERG}",
    "/pair/russie/ukraine",
    "/articles",
    "/article/44d98219deef9a4f",
    "/claim/44d98219deef9a4f-3219-3296",
    "/graph",
    "/questions",
    "/questions/said-about?speaker=Lavrov&target=Stoltenberg",
    "/editor",
)


@pytest.fixture(scope="module", params=[("light", 1100), ("dark", 390)], ids=["light, wide", "dark, a phone"])
def reader(request: Any, chromium: Any) -> Any:
    """A page of one look and width."""
    scheme, width = request.param
    context = chromium.new_context(locale="fr-FR", color_scheme=scheme, viewport={"width": width, "height": 800})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_serious(page: str, reader: Any, site: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    reader.goto(site + page)
    reader.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = axe.run(reader, options={"resultTypes": ["violations"]}).response
    assert found["url"] == reader.url
    assert [
        (one["id"], one["impact"], [node["html"] for node in one["nodes"]][:3])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ] == []


def test_axe_is_at_work(reader: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    reader.set_content("<!doctype html><html lang=fr><title>Un titre</title><main><h1>Un titre</h1><input></main>")
    assert [one["id"] for one in axe.run(reader).response["violations"] if one["impact"] == "critical"] == ["label"]


@pytest.fixture(scope="module")
def narrow(chromium: Any, site: str) -> dict[str, tuple[int, list[int]]]:
    """Of each page on a screen 320 pixels wide: how wide it is with all its parts open, and the levels of headings."""
    context = chromium.new_context(locale="fr-FR", viewport={"width": 320, "height": 640})
    tab, found = context.new_page(), {}
    for page in PAGES:
        tab.goto(site + page)
        tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        found[page] = tab.evaluate(
            "[document.documentElement.scrollWidth,"
            " [...document.querySelectorAll('h1,h2,h3,h4')].map(one => Number(one.tagName[1]))]"
        )
    context.close()
    return found


def test_no_page_scrolls_sideways_on_a_small_phone(narrow: dict[str, tuple[int, list[int]]]) -> None:
    assert {page: width for page, (width, _) in narrow.items() if width > 320} == {}


def test_headings_go_down_one_level_at_a_time(narrow: dict[str, tuple[int, list[int]]]) -> None:
    for page, (_, levels) in narrow.items():
        assert levels.count(1) == 1 and levels[0] == 1, page
        assert all(after - before <= 1 for before, after in pairwise(levels)), page
