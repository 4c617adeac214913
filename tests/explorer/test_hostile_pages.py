"""Hostile names, titles, addresses and words: they show as text, on every page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import pyoxigraph
import pytest
import requests
from gold_extractions import made

from kg.graph import EXACT_MATCH
from kg.model import Entity
from kg.store import Store

SCRIPT, HANDLER = "<script>alert(1)</script>", '" onmouseover="alert(2)" x="'
LINK, REVERSED, LONG = "javascript:alert(3)", "\u202eesrever \u2067à l’envers", "Très" + "long" * 60
IMAGE, TEMPLATE = "<img src=x onerror=alert(4)>", "{{ 7 * 191 }} {% raw %} ${7*191}"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, serve: Any) -> Iterator[tuple[str, list[str]]]:
    """The address of a store where everything is hostile, and the ids of its entities."""
    path = tmp_path_factory.mktemp("hostile") / "hostile.kg"
    names = (SCRIPT, HANDLER, LINK, REVERSED, LONG, IMAGE, TEMPLATE)
    claims = [(one, (other,), f"{one} et {other}.") for one in names for other in names if one != other]
    found = made(1, *claims)
    article = replace(found.article, title=f"{SCRIPT} {REVERSED}", publisher=HANDLER, url=LINK)
    entities = tuple(Entity(name, "person", (f"{IMAGE} {name}",), (f"{HANDLER} {name}",)) for name in sorted(names))
    with Store.open(path, write=True) as store:
        store.add(replace(found, article=article, entities=entities))
        ids = sorted(one.id for one in store.entities())
        graph = pyoxigraph.NamedNode(store.iris.links[1:-1])
        for id in ids:
            me, what = (pyoxigraph.NamedNode(iri[1:-1]) for iri in (store.iris.entity(id), EXACT_MATCH))
            store.raw.add(pyoxigraph.Quad(me, what, pyoxigraph.NamedNode(LINK), graph))
            store.raw.add(pyoxigraph.Quad(me, what, pyoxigraph.NamedNode("https://example.org/<b>"[:-3]), graph))
    with serve(path) as address:
        yield address, ids


def test_hostile_text_shows_as_text_and_does_nothing(hostile: tuple[str, list[str]], tab: Any) -> None:
    address, ids = hostile
    said: list[str] = []
    tab.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    tab.set_viewport_size({"width": 390, "height": 800})
    pages = ["/", *(f"/search?q={quote(text)}" for text in (SCRIPT, HANDLER, IMAGE, TEMPLATE, REVERSED))]
    pages += [f"/entity/{quote(id)}?view={view}" for id in ids for view in ("said", "with", "names")]
    pages += [f"/pair/{quote(one)}/{quote(other)}" for one, other in pairwise(ids)]
    claims = requests.get(f"{address}/entity/{quote(ids[0])}.json", timeout=10).json()["shown"]["claims"]
    pages += [f"/claim/{claims[0]['id']}", f"/article/{claims[0]['article']['id']}", "/articles", "/graph", "/editor"]
    pages += [f"/questions/said?speaker={quote(text)}" for text in (SCRIPT, HANDLER, TEMPLATE)]
    pages += [f"/questions?ask={quote(SCRIPT)}", f"/editor?query={quote(SCRIPT)}"]
    for page in pages:
        tab.goto(address + page)
        assert tab.evaluate(
            "[...document.querySelectorAll('*')].flatMap(one => [...one.attributes])"
            ".filter(one => one.name.startsWith('on') || /^javascript:/i.test(one.value) && one.name === 'href')"
            ".length + document.querySelectorAll('main script, main img').length"
        ) == 0, page  # fmt: skip
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390, page
        assert "1337" not in tab.locator("main").inner_text(), page
    assert said == []


def test_a_hostile_name_is_readable_where_it_stands(hostile: tuple[str, list[str]], tab: Any) -> None:
    address, _ = hostile
    tab.goto(f"{address}/search?q={quote(SCRIPT)}")
    assert SCRIPT in tab.locator("h1").inner_text()
    assert tab.get_by_role("combobox").input_value() == SCRIPT
    assert tab.get_by_role("main").get_by_role("link", name=SCRIPT).first.is_visible()


def test_hostile_suggestions_are_text(hostile: tuple[str, list[str]], tab: Any) -> None:
    address, _ = hostile
    tab.goto(address)
    tab.get_by_role("combobox").press_sequentially("script")
    tab.get_by_role("option").first.wait_for()
    assert tab.locator(".suggestions script, .suggestions img").count() == 0
    assert SCRIPT in tab.locator(".suggestions").inner_text()


def test_an_identifier_that_is_no_web_address_is_no_link(hostile: tuple[str, list[str]]) -> None:
    address, ids = hostile
    page = requests.get(f"{address}/entity/{quote(ids[0])}", timeout=5).text
    assert 'href="https://example.org/' in page and 'rel="noopener noreferrer"' in page
    assert f"<bdi>{LINK}</bdi>" in page and f'href="{LINK}' not in page
