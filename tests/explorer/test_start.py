"""The first page."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from gold_extractions import made
from serving import followed
from starlette.requests import Request

from kg.questions import query
from kg.store import Store
from kg.web.pages import search


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


def test_no_address_makes_a_page_link_to_another_site(site: str) -> None:
    with socket.create_connection(urlsplit(site).netloc.split(":"), timeout=5) as connection:
        connection.sendall(b"GET //elsewhere.example/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        page = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    assert " 404 " in page.splitlines()[0] and 'href="/elsewhere.example/x.json"' in page
    assert 'href="//' not in page


def test_a_page_that_breaks_has_the_same_policy_as_the_others(
    gold_folder: Path, serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Request) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(search, "explorer", broken)
    with serve(gold_folder) as site:
        answer, other = (requests.get(f"{site}{path}", timeout=5) for path in ("/suggest?q=a", "/nope"))
    assert answer.status_code == 500 and "a bug" not in answer.text
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert answer.headers[name] == other.headers[name]


def test_the_first_page_shows_who_speaks_most_and_who_is_spoken_of_most(site: str) -> None:
    page = requests.get(f"{site}/index.json", timeout=5).json()
    assert page["most_quoted"][0]["label"] == "Vladimir Poutine"
    for list in (page["most_quoted"], page["most_spoken_of"]):
        counts = [one["claims"] for one in list]
        assert counts == sorted(counts, reverse=True) and len(counts) > 3
        assert "unnamed" not in {one["kind"] for one in list}
    assert sum(one["claims"] for one in page["publishers"]) == page["claims"]


def test_each_question_to_try_has_an_answer(site: str, gold_folder: Path) -> None:
    examples = requests.get(f"{site}/index.json", timeout=5).json()["examples"]
    assert len(examples) == 4 and examples[0]["name"] == "said-about"
    with Store.open(gold_folder) as store:
        assert all(query(one["name"], one["values"], store).rows for one in examples)


def test_where_the_examples_of_the_questions_are_unknown_others_are_made_of_the_most_quoted(
    tmp_path: Path, serve: Any
) -> None:
    with Store.open(tmp_path / "made.kg", write=True) as store:
        store.add(made(1, ("Anne Martin", ("Luc Petit",), "Luc Petit a tort."), ("Luc Petit", (), "Peut-être.")))
    with serve(tmp_path / "made.kg") as address:
        (one,) = requests.get(f"{address}/index.json", timeout=5).json()["examples"]
    assert (one["name"], one["values"]) == ("said-about", {"speaker": "Anne Martin", "target": "Luc Petit"})


def test_a_link_of_the_first_page_leads_to_a_person(tab: Any, site: str) -> None:
    tab.goto(site)
    followed(tab.locator("section", has=tab.get_by_role("heading", name="Les plus cités")).get_by_role("link").nth(3))
    assert tab.locator("h1").inner_text().startswith("Sergueï Lavrov")


def test_an_empty_store_says_how_to_fill_it(tmp_path: Path, serve: Any, tab: Any) -> None:
    Store.open(tmp_path / "empty.kg", write=True).close()
    with serve(tmp_path / "empty.kg") as address:
        tab.goto(address)
        assert "kg add" in tab.locator("main").inner_text()
        tab.get_by_role("combobox").press_sequentially("lav")
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/search?q=lav")
        assert "Rien ne porte ce nom ici" in tab.locator("main").inner_text()


def test_the_other_language_keeps_all_that_the_address_asks_for(site: str) -> None:
    page = requests.get(f"{site}/graph?act=denial&act=demand&lang=fr", timeout=5).text
    assert 'href="?act=denial&amp;act=demand&amp;lang=en"' in page


def test_an_address_that_leads_nowhere_is_said_again_only_as_far_as_one_reads_it(site: str) -> None:
    answer = requests.get(f"{site}/{'long' * 1000}", timeout=5)
    assert answer.status_code == 404 and "longlong" in answer.text and "…" in answer.text
    assert len(answer.text.partition("<main")[2].partition("</main>")[0]) < 600
    assert len(requests.get(f"{site}/entity/{'long' * 1000}.json", timeout=5).json()["what"]) < 400
