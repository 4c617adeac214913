"""The first page."""

from __future__ import annotations

from typing import Any

import requests


def test_the_first_page_says_what_the_store_holds(tab: Any, site: str) -> None:
    tab.goto(site)
    assert tab.locator("html").get_attribute("lang") == "fr"
    assert "5 articles, 114 déclarations" in tab.locator("main").inner_text()


def test_a_page_is_in_the_language_of_the_browser_or_the_one_chosen(site: str) -> None:
    english = requests.get(site, headers={"Accept-Language": "en-GB,en;q=0.9"}, timeout=5)
    assert '<html lang="en">' in english.text and "114 claims" in english.text
    with requests.Session() as session:
        session.get(f"{site}/?lang=en", timeout=5)
        assert '<html lang="en">' in session.get(site, headers={"Accept-Language": "fr"}, timeout=5).text


def test_a_page_has_a_twin_in_json(site: str) -> None:
    twin = requests.get(f"{site}/index.json", timeout=5).json()
    assert twin == requests.get(site, headers={"Accept": "application/json"}, timeout=5).json()
    assert (twin["articles"], twin["claims"]) == (5, 114)


def test_an_address_of_nothing_says_so(site: str) -> None:
    assert requests.get(f"{site}/nope", timeout=5).status_code == 404
    assert requests.get(f"{site}/nope.json", timeout=5).json()["what"] == "/nope.json"
