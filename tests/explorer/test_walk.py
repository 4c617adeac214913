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


def test_a_person_finds_what_lavrov_said_of_stoltenberg_and_where_it_is_written(tab: Any, served: str) -> None:
    tab.goto(served)
    field = tab.get_by_role("combobox").first
    field.fill("Lavrov")
    field.press("Enter")
    tab.get_by_role("main").get_by_role("link", name="Sergueï Lavrov").first.click()
    tab.wait_for_url("**/entity/**")
    tab.get_by_role("main").locator("a[href^='/pair/']:has-text('2'), a[href*='jens-stoltenberg']").first.wait_for()
    tab.goto(f"{served}/pair/sergueï-lavrov/jens-stoltenberg")
    words = tab.locator(".claim blockquote").all_inner_texts()
    assert any("perdu le contact avec la réalité" in text for text in words)
    assert any("cessé de prendre en compte ses déclarations" in text for text in words)

    tab.locator(".claim blockquote a", has_text="cessé de prendre").first.click()
    assert "cessé de prendre" in tab.locator(".text mark").first.inner_text()
    tab.locator("a[href*='/article/'][href*='#']").first.click()
    tab.wait_for_url("**/article/**#claim-*")
    target = tab.locator(":target")
    assert "cessé de prendre" in target.inner_text()
    assert target.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    assert target.evaluate("one => one.getBoundingClientRect().top < innerHeight")

    tab.goto(f"{served}/graph")
    tab.locator("input[name='from']").fill("2022-01-20")
    tab.locator("input[name='to']").fill("2022-01-31")
    tab.wait_for_url("**from=2022-01-20**")
    assert "Sergueï Lavrov" in tab.locator("table").first.inner_text()

    tab.goto(f"{served}/questions?ask=que dit Lavrov de Stoltenberg")
    assert "/questions/said-about?" in tab.url
    assert tab.locator(".claim").count() == 2

    tab.goto(f"{served}/editor")
    tab.wait_for_selector("#yasgui[data-ready]")
    tab.locator(".yasqe_queryButton").first.click()
    tab.locator("#yasgui .yasr td").first.wait_for()
