"""Questions that count what copies repeat once, or as often as it is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from gold_extractions import filled, rows_in_rdflib
from papers import DISPATCH, paper
from test_copies import PAPERS, WHOLE, links, on_disk

from kg.errors import UsageError
from kg.questions import ask, query
from kg.store import Store


@pytest.fixture(scope="module")
def forty() -> Store:
    """A dispatch in four papers; the mayor's words are in two of them only, and those of the preface in all."""
    return filled(PAPERS)


def counts(store: Store, name: str, column: str = "claims", **values: str) -> dict[str, int]:
    rows = query(name, values, store).rows
    return {row.get("who") or row.get("publisher") or row.get("topic") or "": int(row[column]) for row in rows}


def test_the_most_quoted_are_counted_once_or_as_often_as_they_are_printed(forty: Store) -> None:
    assert counts(forty, "most-quoted") == {"Anne Morel": 4, "Paul Petit": 3, "Zoé Blanc": 1}
    assert counts(forty, "most-quoted", once="no") == counts(forty, "most-quoted")
    assert counts(forty, "most-quoted", once="yes") == {"Anne Morel": 1, "Paul Petit": 1, "Zoé Blanc": 1}


@pytest.mark.parametrize(
    ("name", "values", "forty_times", "once"),
    [
        ("who-talks-about-whom", {}, 8, 3),
        ("quoted-by-publisher", {}, 8, 3),
        ("unnamed-by-publisher", {}, 8, 3),
        ("who-about", {"target": "Valmont"}, 8, 3),
        ("who-about-topic", {"topic": "route"}, 8, 3),
        ("topics-of", {"speaker": "Anne Morel"}, 4, 1),
    ],
)
def test_counts_are_of_claims_or_of_what_was_said(
    forty: Store, name: str, values: dict[str, str], forty_times: int, once: int
) -> None:
    rows = query(name, values, forty).rows
    assert sum(int(row["claims"]) for row in rows) == forty_times
    assert sum(int(row["claims"]) for row in query(name, values | {"once": "oui"}, forty).rows) == once


def test_a_list_of_claims_may_have_each_once(forty: Store) -> None:
    assert len(ask("what did Anne Morel say", forty).rows) == 4
    (row,) = ask("what did Anne Morel say", forty, once=True).rows
    assert row["published"] == "2024-03-01"


def test_copies_are_not_several_reports_of_one_claim(forty: Store) -> None:
    later = paper(6, "Le pont reste fermé.", *DISPATCH[2:3], "La suite est à lire demain.", day=1, publisher="Hebdo")
    store = filled([WHOLE, paper(2, *DISPATCH, "Fin.", publisher="Le Quotidien", day=1), later])
    assert links(store) == {"2": "1"}
    assert len(query("reported-by-several", {}, store).rows) > 1
    (row,) = query("reported-by-several", {"once": "yes"}, store).rows
    assert {row["article"][-1], row["elsewhere"][-1]} == {"1", "6"}


@pytest.mark.parametrize("name", ["most-quoted", "who-talks-about-whom", "reported-by-several", "copies"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself
def test_counting_once_gives_the_same_in_rdflib(forty: Store, name: str) -> None:
    answer = query(name, {} if name == "copies" else {"once": "yes"}, forty)
    rows = rows_in_rdflib(forty, answer.sparql)
    key = lambda row: sorted(row.items())  # noqa: E731
    assert sorted(rows, key=key) == sorted(answer.rows, key=key)
    assert rows or name == "reported-by-several"


def test_copies_are_listed_with_their_papers_and_days(forty: Store) -> None:
    rows = ask("which articles are copies", forty).rows
    assert [(row.get("published"), row["publisher"], row["same"], row["claims"]) for row in rows] == [
        (None, "Radio", "2", "2"), ("2024-03-02", "Le Quotidien", "1", "1"), ("2024-03-03", "Brume", "2", "2"),
    ]  # fmt: skip
    assert {(row["first_in"], row["first_day"]) for row in rows} == {("L’Agence", "2024-03-01")}
    assert len(ask("les copies de n1", forty).rows) == 3
    assert [row["publisher"] for row in ask("qui a copié n3", forty).rows] == ["Brume"]
    assert ask("copies of n4", forty).rows == []


def test_a_question_that_counts_nothing_says_that_it_has_no_once(forty: Store) -> None:
    with pytest.raises(UsageError, match=r"^articles has no parameter 'once'; its parameters: none$"):
        ask("list the articles", forty, once=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return on_disk(tmp_path)


def test_kg_ask_and_kg_query_count_once(kg, folder: Path) -> None:
    assert "Anne Morel,4," in kg("ask", "--format", "csv", "who is quoted most", store=folder).out
    assert "Anne Morel,1," in kg("ask", "--format", "csv", "--once", "who is quoted most").out
    assert "Anne Morel,1," in kg("query", "most-quoted", "--once", "--format", "csv").out
    ran = kg("query", "most-quoted", "once=maybe")
    assert (ran.status, ran.err) == (1, "kg: once: 'maybe' is neither yes nor no\n")
