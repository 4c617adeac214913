"""The page Graph, as a person uses it: look, narrow down, click through, take away."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import requests
from gold_extractions import made
from serving import followed

from explorer.conftest import serving
from kg.export.network import ACT_COLOURS, COLOURS
from kg.store import Store

STATIC = files("kg.web") / "static"
# Where the middle of an edge is on the screen, of one that no dot covers.
FREE_EDGE = """
picture => {
  const { graph, sigma } = picture.drawing, box = picture.getBoundingClientRect();
  const at = (id) => sigma.graphToViewport(graph.getNodeAttributes(id));
  const spots = graph.mapNodes(at);
  for (const edge of graph.edges()) {
    if (graph.getEdgeAttribute(edge, "type") !== "arrow") continue;
    const [one, other] = graph.extremities(edge).map(at), x = (one.x + other.x) / 2, y = (one.y + other.y) / 2;
    if (spots.every((spot) => Math.hypot(spot.x - x, spot.y - y) > 25)) {
      return { x: box.x + x, y: box.y + y };
    }
  }
}
"""


def opened(tab: Any, address: str) -> Any:
    tab.goto(address)
    settled(tab)
    return tab


def settled(tab: Any) -> None:
    tab.wait_for_selector("#picture[data-state=settled]")


def asked(tab: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(tab.url).query)


def drawn(tab: Any) -> int:
    return int(tab.get_attribute("#picture", "data-nodes"))


def test_the_picture_settles_by_itself_and_can_be_arranged_again(tab: Any, site: str) -> None:
    opened(tab, f"{site}/graph")
    assert drawn(tab) == len(requests.get(f"{site}/graph.json", timeout=5).json()["nodes"]) > 20
    tab.get_by_role("button", name="Remettre en place").click()
    settled(tab)


def test_moving_the_period_changes_the_names_and_the_address(tab: Any, site: str) -> None:
    opened(tab, f"{site}/graph")
    everyone = drawn(tab)
    tab.locator("#last-month").focus()
    tab.keyboard.press("Home")
    tab.wait_for_function(f"() => document.getElementById('picture').dataset.nodes < {everyone}")
    assert "to" in asked(tab)
    assert tab.locator("input[name=to]").input_value() == asked(tab)["to"][0]
    fewer = drawn(tab)
    settled(tab)
    tab.go_back()
    tab.wait_for_function(f"() => document.getElementById('picture').dataset.nodes > {fewer}")
    tab.reload()
    settled(tab)
    assert drawn(tab) > fewer


def test_an_address_shows_the_choice_it_was_sent_with(tab: Any, site: str) -> None:
    opened(tab, f"{site}/graph?act=denial&kind=person,place&least=1")
    assert tab.locator("input[name=act]:checked").get_attribute("value") == "denial"
    assert tab.locator("input[name=kind]:checked").count() == 2
    tab.locator("input[value=demand]").check()
    tab.wait_for_url(re.compile("act=denial,demand"))


def test_a_click_on_an_arrow_shows_its_claims(tab: Any, site: str) -> None:
    opened(tab, f"{site}/graph")
    tab.locator("#picture").scroll_into_view_if_needed()
    spot = tab.locator("#picture").evaluate(FREE_EDGE)
    tab.mouse.move(spot["x"], spot["y"])
    tab.mouse.click(spot["x"], spot["y"])
    tab.wait_for_selector("#panel article.claim")
    assert tab.locator("#panel h1").inner_text().count("à propos de") == 1
    assert tab.locator("#panel a[href^='/claim/']").count() > 0
    assert tab.locator("#panel a[href^='/pair/']").count() == 1


def test_the_keyboard_reaches_a_name_and_its_claims(tab: Any, site: str) -> None:
    opened(tab, f"{site}/graph")
    tab.focus("#picture")
    for key in ("ArrowLeft", "+", "-", "0", "n", "Enter"):
        tab.keyboard.press(key)
    tab.wait_for_selector("#panel #name")
    assert tab.locator("#panel h1").inner_text() == tab.locator("#told").inner_text()
    tab.locator("#panel a.behind").first.press("Enter")
    tab.wait_for_selector("#panel #claims article.claim")
    tab.keyboard.press("Escape")
    assert tab.locator("#panel").is_hidden()


def test_a_name_is_found_in_the_picture_and_shown_with_its_links_alone(tab: Any, site: str) -> None:
    opened(tab, f"{site}/graph")
    everyone = drawn(tab)
    tab.fill("#find", "sergueï lavrov")
    tab.press("#find", "Enter")
    tab.wait_for_function("() => document.getElementById('told').textContent === 'Sergueï Lavrov'")
    tab.focus("#picture")
    tab.keyboard.press("Enter")
    tab.click("#panel a.around")
    tab.wait_for_function(f"() => document.getElementById('picture').dataset.nodes < {everyone}")
    assert asked(tab)["person"]
    assert tab.locator("input[name=person]").input_value() == "Sergueï Lavrov"


def test_a_name_that_nobody_has_is_said_and_the_picture_stays(tab: Any, site: str) -> None:
    opened(tab, f"{site}/graph")
    tab.fill("input[name=person]", "Personne Connue")
    tab.press("input[name=person]", "Enter")
    tab.wait_for_selector("#failed:visible")
    assert "Personne Connue" in tab.locator("#failed").inner_text()


def test_the_picture_can_be_taken_away_as_png(tab: Any, site: str) -> None:
    opened(tab, f"{site}/graph")
    with tab.expect_download() as download:
        tab.click("#png")
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\x89PNG") and len(data) > 10_000  # a picture of one colour is smaller


def test_files_follow_the_choice(tab: Any, site: str) -> None:
    opened(tab, f"{site}/graph")
    tab.locator("input[value=denial]").check()
    tab.wait_for_selector("a[data-file=gexf][href*='act=denial']")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("hostile") / "hostile.kg"
    names = "<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>"
    with Store.open(path, write=True) as store:
        store.add(made(1, (names[0], (names[1],), "<b>gras</b> \u202e droite")))
    with serving(path) as address:
        yield address


def test_hostile_names_stay_text(tab: Any, hostile: str) -> None:
    tab.on("dialog", lambda dialog: pytest.fail(dialog.message))
    opened(tab, f"{hostile}/graph")
    assert "<img src=x" in tab.locator("#links").inner_text()
    tab.focus("#picture")
    tab.keyboard.press("n")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#panel #name")
    tab.locator("#panel a.behind").first.click()
    tab.wait_for_selector("#panel article.claim")
    assert "<b>gras</b>" in tab.locator("#panel").inner_text()
    assert tab.locator("main img, #panel b").count() == 0


def test_without_script_there_is_the_table_and_the_form(chromium: Any, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{site}/graph")
    assert "Sans JavaScript" in page.locator("main").inner_text()
    rows = page.locator("#links tbody tr").count()
    page.locator("input[value=denial]").check()
    followed(page.get_by_role("button", name="Montrer"))
    assert 0 < page.locator("#links tbody tr").count() < rows
    followed(page.locator("#links a.behind").first)
    assert page.locator("article.claim").count() > 0
    context.close()


def test_without_webgl_there_is_the_table_and_filters_work(tab: Any, site: str) -> None:
    tab.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    tab.goto(f"{site}/graph")
    tab.wait_for_selector("#no-webgl:visible")
    rows = tab.locator("#links tbody tr").count()
    tab.locator("input[value=denial]").check()
    tab.wait_for_function(f"() => document.querySelectorAll('#links tbody tr').length < {rows}")


def test_a_phone_shows_the_graph_without_sideways_scrolling(tab: Any, site: str) -> None:
    tab.set_viewport_size({"width": 320, "height": 640})
    opened(tab, f"{site}/graph")
    assert tab.evaluate("document.documentElement.scrollWidth") == 320
    assert tab.locator("#choice").is_hidden()


def test_colours_are_those_of_exports() -> None:
    by_day = (STATIC / "graph.css").read_text("utf-8").partition("@media")[0]
    for prefix, colours in (("dot", COLOURS), ("line", ACT_COLOURS)):
        for name, colour in colours.items():
            if name not in ("claim", "article"):
                assert f"--{prefix}-{name}: {colour};" in by_day


def test_every_vendored_script_has_its_licence_beside_it() -> None:
    folder = Path(str(STATIC / "vendor"))
    licences = {path.name.removesuffix(".LICENSE") for path in folder.glob("*.LICENSE")}
    for script in folder.glob("*.js"):
        assert any(script.name.startswith(name) for name in licences), script.name


def named_alike(site: str) -> list[dict[str, Any]]:
    """Two entities, as suggestions that have one label."""
    found = [requests.get(f"{site}/suggest", params={"q": name}, timeout=5).json()[0] for name in ("lavrov", "blinken")]
    return [{**one, "label": "Jean Martin"} for one in found]


def test_of_two_names_that_read_alike_the_graph_is_around_the_one_that_was_chosen(tab: Any, site: str) -> None:
    first, second = named_alike(site)
    tab.route("**/suggest?q=*", lambda route: route.fulfill(json=[first, second]))
    opened(tab, f"{site}/graph")
    field = tab.get_by_label("Autour de")
    for place, one in enumerate((first, second)):
        field.fill("")
        field.press_sequentially("mar")
        tab.locator("#choice .suggestions li").nth(place).click()
        tab.wait_for_url(lambda url, one=one: f"person={one['id']}" in unquote(url))
        assert field.input_value() == "Jean Martin"


def test_an_answer_that_comes_late_does_not_replace_the_newer_one(tab: Any, site: str) -> None:
    first, second = named_alike(site)
    late: list[Any] = []

    def answer(route: Any) -> None:
        if route.request.url.endswith("q=l"):
            late.append(route)
        else:
            route.fulfill(json=[{**second, "label": "newer"}])

    tab.route("**/suggest?q=*", answer)
    opened(tab, f"{site}/graph")
    field = tab.get_by_label("Autour de")
    field.press_sequentially("l")
    tab.wait_for_timeout(250)
    field.press_sequentially("a")
    tab.locator("#choice .suggestions li", has_text="newer").wait_for()
    with contextlib.suppress(Exception):  # the page has given that question up
        late[0].fulfill(json=[{**first, "label": "older"}])
    tab.wait_for_timeout(100)
    assert late and tab.locator("#choice .suggestions li").first.inner_text().startswith("newer")
