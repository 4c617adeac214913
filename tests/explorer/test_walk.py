"""What a person does, from the search field to SPARQL, in one go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import serving


@pytest.fixture(scope="module")
def served(gold_folder: Path) -> Iterator[str]:
    """``kg serve`` itself."""
    with serving(gold_folder) as found:
        yield found.address


def taken(tab: Any, field: Any, typed: str, meant: str) -> None:
    """Type some letters of a name, and take what is suggested with the keys."""
    field.click()
    field.press_sequentially(typed)
    tab.get_by_role("option", name=meant).first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")


def test_a_person_finds_what_lavrov_said_of_stoltenberg_and_where_it_is_written(tab: Any, served: str) -> None:
    """No address is written after the first: all is clicked, typed or chosen with the keys."""
    main, menu = tab.get_by_role("main"), tab.get_by_role("navigation")
    tab.goto(served)
    taken(tab, tab.get_by_role("combobox").first, "Lavr", "Sergueï Lavrov")
    tab.wait_for_url("**/entity/**")
    main.get_by_role("link", name="Jens Stoltenberg : 2 déclarations, voir").click()
    tab.wait_for_url("**/pair/**")
    words = tab.locator(".claim blockquote").all_inner_texts()
    assert any("perdu le contact avec la réalité" in text for text in words)
    assert any("cessé de prendre en compte ses déclarations" in text for text in words)

    tab.locator(".claim blockquote a", has_text="cessé de prendre").first.click()
    assert "cessé de prendre" in tab.locator(".text mark").first.inner_text()
    main.get_by_role("link", name="Voir à sa place dans l’article").click()
    tab.wait_for_url("**/article/**#claim-*")
    target = tab.locator(":target")
    assert "cessé de prendre" in target.inner_text()
    assert target.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    assert target.evaluate("one => one.getBoundingClientRect().top < innerHeight")

    menu.get_by_role("link", name="Graphe").click()
    tab.locator("input[name='from']").fill("2022-01-20")
    tab.locator("input[name='to']").fill("2022-01-31")
    tab.wait_for_url("**from=2022-01-20**")
    assert "Sergueï Lavrov" in tab.locator("table").first.inner_text()

    menu.get_by_role("link", name="Questions").click()
    main.get_by_role("link", name="Ce que X a dit de Y", exact=True).click()
    taken(tab, tab.locator("#field-speaker"), "Lavr", "Sergueï Lavrov")
    taken(tab, tab.locator("#field-target"), "Stolt", "Jens Stoltenberg")
    main.get_by_role("button", name="Répondre").click()
    main.locator(".claim").first.wait_for()
    assert main.locator(".claim").count() == 2

    menu.get_by_role("link", name="SPARQL").click()
    tab.wait_for_selector("#yasgui[data-ready]")
    tab.locator(".yasqe_queryButton").first.click()
    tab.locator("#yasgui .yasr td").first.wait_for()
