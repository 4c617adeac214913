"""Saved questions as forms: names suggested and chosen between, answers as a table that a person can read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
import requests
from gold_extractions import made
from serving import followed

from kg.store import Store

ANNE, PAUL, OTHER = "Anne Martin", "Paul Martin", "Luc Roux"
LONG = "Luc a tort " + "et encore tort " * 30


@pytest.fixture(scope="module")
def martins(tmp_path_factory: pytest.TempPathFactory, serve: Any) -> Iterator[str]:
    """A store with two people called Martin."""
    path = tmp_path_factory.mktemp("martins") / "martins.kg"
    with Store.open(path, write=True) as store:
        store.add(made(1, (ANNE, (OTHER,), LONG.strip()), (ANNE, (OTHER,), "Luc part."), published=date(2024, 1, 10)))
        store.add(made(2, (PAUL, (OTHER,), "Luc reste."), act="denial", published=date(2024, 2, 10)))
    with serve(path) as address:
        yield address


def asked(site: str, path: str, **values: str) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(f"{site}{path}", params=values, timeout=10).json()
    return found


def test_a_name_is_suggested_and_taken_with_the_keys_and_sent_as_the_one_it_is(tab: Any, site: str) -> None:
    tab.goto(f"{site}/questions/said-about")
    speaker, target = tab.get_by_label("Qui parle"), tab.get_by_label("De qui, de quoi")
    for field, letters in ((speaker, "lav"), (target, "sto")):
        field.press_sequentially(letters)
        tab.get_by_role("option").first.wait_for()
        field.press("ArrowDown")
        field.press("Enter")
    assert (speaker.input_value(), target.input_value()) == ("Sergueï Lavrov", "Jens Stoltenberg")
    target.press("Enter")
    tab.wait_for_url("**/said-about?**")
    assert f"speaker=entity:{_id(site, 'lavrov')}" in unquote(tab.url)
    assert tab.locator(".claim").count() == 2
    assert tab.get_by_label("Qui parle").input_value() == "Sergueï Lavrov"
    assert "Sergueï Lavrov" in tab.locator("h1").inner_text() and "entity:" not in tab.locator("h1").inner_text()


def test_another_name_typed_over_a_suggestion_is_sent_as_it_is_written(tab: Any, site: str) -> None:
    tab.goto(f"{site}/questions/said?speaker=entity:{_id(site, 'lavrov')}")
    tab.get_by_label("Qui parle").fill("Blinken")
    tab.get_by_role("main").get_by_role("button", name="Répondre").click()
    tab.wait_for_url("**speaker=Blinken**")


def _id(site: str, name: str) -> str:
    return str(requests.get(f"{site}/suggest", params={"q": name}, timeout=5).json()[0]["id"])


def test_a_name_of_several_gives_a_link_for_each_with_the_other_values_kept(tab: Any, martins: str) -> None:
    tab.goto(f"{martins}/questions/said?speaker=Martin&since=2024-01-01")
    assert "peut être plusieurs noms" in tab.locator("main").inner_text()
    assert tab.locator("main .results a").all_inner_texts() == [ANNE, PAUL]
    followed(tab.get_by_role("main").get_by_role("link", name=PAUL))
    assert "since=2024-01-01" in tab.url and "1 réponse" in tab.locator("main").inner_text()


def test_a_name_that_nobody_has_gives_links_to_the_closest(martins: str) -> None:
    data = asked(martins, "/questions/said.json", speaker="Anne Martan")
    (choice,) = data["choices"]
    assert not choice["several"] and choice["list"][0]["label"] == ANNE
    assert "speaker=entity%3Aanne-martin" in choice["list"][0]["url"] and "Anne Martan" in data["error"]


def test_a_table_has_names_titles_and_words_as_links_and_no_ids(tab: Any, martins: str) -> None:
    query = "SELECT ?claim ?who ?speaker ?act ?article ?published WHERE { ?claim kg:speaker ?speaker ; kg:act ?act ;"
    query += " kg:article ?article . ?speaker rdfs:label ?who . ?article kg:published ?published } ORDER BY ?published"
    answer = asked(martins, "/editor.json", query=query)["answer"]
    ids = [
        part for url in (cell["url"] for row in answer["rows"] for cell in row) if url for part in url.split("/")[2:]
    ]
    texts = [cell["text"] for row in answer["rows"] for cell in row]
    assert ids and not set(ids) & set(texts)
    kinds = dict(zip(answer["columns"], [cell["kind"] for cell in answer["rows"][0]], strict=True))
    assert kinds == {
        "claim": "claim", "who": "entity", "speaker": "entity", "act": "act", "article": "article", "published": "date"
    }  # fmt: skip
    assert answer["rows"][0][0]["text"] in (LONG.strip(), "Luc part.")


def test_acts_and_days_are_in_the_language_of_the_reader_and_long_words_are_cut(martins: str) -> None:
    query = "SELECT ?claim ?act ?day WHERE { ?claim kg:act ?act ; kg:article/kg:published ?day }"
    french, english = (
        requests.get(f"{martins}/editor", params={"query": query, "lang": lang}, timeout=10).text
        for lang in ("fr", "en")
    )
    assert "démenti" in french and "10 février 2024" in french
    assert ">denial<" in english and "February 10, 2024" in english
    table = french.partition("<tbody>")[2]
    assert "encore tort" in table and LONG.strip() not in table and "…</bdi></a>" in table


def test_a_query_for_true_or_false_is_answered_with_yes_or_no(martins: str) -> None:
    for query, french, english in (("ASK { ?c a kg:Claim }", "oui", "yes"), ("ASK { ?c kg:act 1 }", "non", "no")):
        for lang, word in (("fr", french), ("en", english)):
            page = requests.get(f"{martins}/editor", params={"query": query, "lang": lang}, timeout=10).text
            assert f'<p class="answer">{word}</p>' in page


def test_who_talks_about_whom_leads_to_both(martins: str) -> None:
    answer = asked(martins, "/questions/who-talks-about-whom.json")["answer"]
    assert answer["columns"] == ["who", "about", "claims", "articles"]
    assert [(row[0]["text"], row[0]["url"]) for row in answer["rows"]] == [
        (ANNE, "/entity/anne-martin"),
        (PAUL, "/entity/paul-martin"),
    ]


def test_all_rows_can_be_taken_as_json(tab: Any, martins: str) -> None:
    tab.goto(f"{martins}/questions/said?speaker=Anne+Martin")
    url = tab.get_by_role("main").get_by_role("link", name="JSON", exact=True).get_attribute("href")
    answer = requests.get(martins + str(url), timeout=10)
    assert answer.headers["Content-Type"].startswith("application/sparql-results+json")
    assert len(answer.json()["results"]["bindings"]) == 2
