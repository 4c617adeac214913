"""The SPARQL editor: YASGUI as a client of the endpoint, and the plain form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from serving import serving


@pytest.fixture(scope="module")
def served(gold_folder: Path) -> Iterator[str]:
    """``kg serve`` itself, with the processes that answer queries."""
    with serving(gold_folder) as found:
        yield found.address


def editor(tab: Any, address: str, query: str = "") -> None:
    tab.goto(f"{address}/editor")
    tab.wait_for_selector("#yasgui[data-ready]")
    if query:
        tab.evaluate("text => document.querySelector('#yasgui .CodeMirror').CodeMirror.setValue(text)", query)


def test_the_editor_starts_with_the_prefixes_and_a_query_that_runs(tab: Any, served: str) -> None:
    editor(tab, served)
    assert "PREFIX kg:" in tab.locator("#yasgui .CodeMirror").first.inner_text()
    assert tab.locator("#plain").is_hidden()
    tab.locator(".yasqe_queryButton").first.click()
    first = tab.locator("#yasgui .yasr a[href^='/claim/']").first
    first.wait_for()
    first.click()
    tab.wait_for_url(f"{served}/claim/**")


def test_the_editor_completes_our_terms(tab: Any, served: str) -> None:
    editor(tab, served, "PREFIX kg: <https://claims.example/vocab#>\nSELECT * WHERE { ?c kg:sp")
    tab.evaluate(
        "() => { const e = document.querySelector('#yasgui .CodeMirror').CodeMirror; e.focus(); e.setCursor(1, 99) }"
    )
    tab.keyboard.press("Control+Space")
    tab.wait_for_selector(".CodeMirror-hint")
    assert tab.locator(".CodeMirror-hint").all_inner_texts() == ["kg:speaker", "kg:speakerAs"]


def test_the_editor_shows_what_is_wrong_with_a_query(tab: Any, served: str) -> None:
    editor(tab, served, "SELECT ?a WHERE { ?a ?b }")
    tab.locator(".yasqe_queryButton").first.click()
    tab.wait_for_selector(".yasr .errorResult, .yasr_error, .yasr .error")
    assert "line 1" in tab.locator("#yasgui .yasr").inner_text()


def test_a_query_in_the_address_stands_in_the_editor(tab: Any, served: str) -> None:
    tab.goto(f"{served}/editor?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D")
    tab.wait_for_selector("#yasgui[data-ready]")
    assert tab.evaluate("document.querySelector('#yasgui .CodeMirror').CodeMirror.getValue()") == "ASK { ?s ?p ?o }"


def test_tab_leaves_the_editor(tab: Any, served: str) -> None:
    editor(tab, served)
    tab.locator("#yasgui .CodeMirror textarea").first.focus()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.tagName") != "TEXTAREA"


def test_without_scripts_there_is_a_form(served: str) -> None:
    page = requests.get(f"{served}/editor", params={"query": "SELECT ?act { ?c kg:act ?act } LIMIT 1"}, timeout=10)
    assert '<form id="plain"' in page.text and "<td" in page.text


def test_only_the_editor_lets_a_style_in_and_only_one(served: str) -> None:
    policies = {
        path: requests.get(served + path, timeout=10).headers["Content-Security-Policy"] for path in ("/", "/editor")
    }
    assert "unsafe" not in policies["/"]
    assert "unsafe-inline" not in policies["/editor"] and policies["/editor"].count("sha256-") == 1
