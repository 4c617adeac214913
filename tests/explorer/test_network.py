"""Who speaks about whom, added up: the numbers behind the page Graph."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx
import pytest
import requests
from gold_extractions import filled, made

import kg.web.network as networks
from explorer.conftest import serving
from kg.export.cytoscape import cytoscape
from kg.export.gexf import gexf
from kg.export.network import people
from kg.export.part import Part
from kg.store import Store
from kg.web.columns import Columns, read
from kg.web.network import Choice, behind, exported, months, network

A, B, C, D = "Anne Martin", "Paul Petit", "Zoé Blanc", "Luc Roux"
CHAIN = [
    made(1, (A, (B,), "Paul a tort."), (A, (B,), "Paul a encore tort."), published=date(2024, 1, 10)),
    made(2, (B, (C,), "Zoé part."), (A, (D,), "Luc reste."), act="denial", published=date(2024, 2, 10)),
    made(
        3, (C, (D,), "Luc arrive."), (D, (), "Bonjour."), (None, (A,), "On parle d’Anne."), published=date(2024, 4, 10)
    ),
]


@pytest.fixture
def chain() -> Columns:
    """Anne speaks about Paul (twice), he about Zoé, she and Anne about Luc."""
    return read(filled(CHAIN))


def pairs(columns: Columns, choice: Choice) -> dict[tuple[str, str], int]:
    found = network(columns, choice)
    ends = zip(found.speaker, found.target, found.weight, strict=True)
    return {(columns.labels[one], columns.labels[other]): int(weight) for one, other, weight in ends}


def entity(columns: Columns, label: str) -> int:
    return columns.labels.index(label)


def test_the_network_is_the_one_that_kg_export_adds_up(gold: Store) -> None:
    columns, there = read(gold), people(Part(gold))
    here = exported(columns, network(columns, Choice(least=1)))

    def told(found: Any) -> list[Any]:
        edges = [(e.source, e.target, e.weight, e.act, e.values, e.days) for e in found.edges()]
        return sorted(edges, key=lambda edge: edge[:2])

    assert told(here) == told(there)
    counted = {node.id: node.values for node in there.nodes()}
    assert all(counted[node.id] == node.values for node in here.nodes())


def test_a_claim_about_several_is_one_claim_of_several_edges(chain: Columns) -> None:
    assert pairs(chain, Choice()) == {(A, B): 2, (B, C): 1, (C, D): 1, (A, D): 1}
    assert len(network(read(filled([made(1, (A, (B, C), "Ils ont tort."))])), Choice()).claim) == 2


def test_one_step_from_a_person_are_its_links_and_two_are_theirs(chain: Columns) -> None:
    one = entity(chain, B)
    assert set(pairs(chain, Choice(around=one))) == {(A, B), (B, C)}
    assert set(pairs(chain, Choice(around=one, depth=2))) == {(A, B), (B, C), (C, D), (A, D)}


def test_a_choice_leaves_the_claims_that_fit(chain: Columns) -> None:
    assert set(pairs(chain, Choice(acts=("denial",)))) == {(B, C), (A, D)}
    assert set(pairs(chain, Choice(least=2))) == {(A, B)}
    assert set(pairs(chain, Choice(since=date(2024, 2, 1).toordinal()))) == {(B, C), (A, D), (C, D)}
    assert set(pairs(chain, Choice(until=date(2024, 2, 10).toordinal()))) == {(A, B), (B, C), (A, D)}
    assert pairs(chain, Choice(kinds=("place",))) == {}
    assert pairs(chain, Choice(publisher="Le Journal")) == {}
    assert len(pairs(chain, Choice(publisher="-"))) == 4


def test_a_claim_of_no_known_day_is_in_no_period() -> None:
    columns = read(filled([made(1, (A, (B,), "Paul a tort."), published=None)]))
    assert pairs(columns, Choice(until=date(2024, 1, 1).toordinal())) == {}
    assert len(pairs(columns, Choice())) == 1
    assert months(columns, Choice()) == (("", ""), [])


def test_the_months_count_claims_whatever_period_is_chosen(chain: Columns) -> None:
    assert months(chain, Choice(since=date(2024, 4, 1).toordinal())) == (("2024-01", "2024-04"), [2, 2, 0, 3])


def test_what_is_too_much_to_draw_is_left_out_weakest_first(chain: Columns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "MOST_NAMES", 2)
    found = network(chain, Choice(least=1))
    assert (len(found.names), found.all_names, found.all_edges) == (2, 4, 4)
    assert int(found.weight[0]) == 2
    monkeypatch.setattr(networks, "MOST_EDGES", 1)
    assert pairs(chain, Choice(least=1)) == {(A, B): 2}


def test_a_first_picture_has_no_more_names_than_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "READABLE", 8)
    names = [f"Nom {letter}" for letter in "abcdefghijklmnop"]
    twice = [(one, (other,), f"{one} {n}.") for one, other in pairwise(names[:4]) for n in "12"]
    once = [(one, (other,), f"{other}.") for one, other in pairwise(names[4:])]
    columns = read(filled([made(1, *twice, *once)]))  # type: ignore[arg-type]
    found = network(columns, Choice())
    assert (found.least, len(found.names)) == (2, 4)
    assert len(network(columns, Choice(least=1)).names) == 16
    weak = read(filled([made(1, *once)]))  # type: ignore[arg-type]
    found = network(weak, Choice())
    assert (found.least, len(found.names), found.all_names) == (1, 8, 12)


def test_a_person_has_its_links_however_weak_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "READABLE", 4)
    often = [(one, (other,), f"{one} {other} {n}.") for one, other in ((A, B), (B, C), (C, A)) for n in "1234"]
    columns = read(filled([made(1, *often, (D, (A,), "Anne part."))]))  # type: ignore[arg-type]
    assert (D, A) in pairs(columns, Choice(around=entity(columns, D)))


def test_an_empty_store_has_an_empty_network() -> None:
    found = network(read(filled([])), Choice())
    assert (len(found.names), len(found.weight), found.all_names) == (0, 0, 0)


def test_behind_an_edge_are_its_claims_the_latest_first(gold: Store) -> None:
    columns = read(gold)
    for choice in (Choice(), Choice(acts=("assertion",))):
        found = network(columns, choice)
        for one, other, weight in zip(found.speaker, found.target, found.weight, strict=True):
            rows = behind(columns, choice, int(one), int(other))
            assert len(rows) == weight
            assert list(columns.day[rows]) == sorted(columns.day[rows], reverse=True)


def test_an_export_is_the_same_whoever_asks_and_opens_in_networkx(gold: Store) -> None:
    columns = read(gold)
    found = exported(columns, network(columns, Choice(acts=("denial", "demand"))))
    read_back = networkx.read_gexf(io.BytesIO("".join(gexf(found)).encode()), version="1.3")
    edges = Counter((edge.source, edge.target) for edge in found.edges())
    assert Counter(list(read_back.edges())) == edges and len(edges) > 5
    data = json.loads("".join(cytoscape(found))) | {"directed": True}
    for node in data["elements"]["nodes"]:  # a name of networkx's own for what Cytoscape calls id
        node["data"]["value"] = node["data"]["id"]
    assert Counter(list(networkx.cytoscape_graph(data, name="label").edges())) == edges


# ---- over HTTP


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path: Path = tmp_path_factory.mktemp("chain") / "chain.kg"
    with Store.open(path, write=True) as store:
        for extraction in CHAIN:
            store.add(extraction)
    with serving(path) as served:
        yield served


def test_files_have_what_the_page_shows(address: str) -> None:
    shown = requests.get(f"{address}/graph.json?act=denial", timeout=5).json()
    file = requests.get(f"{address}{shown['urls']['gexf']}", timeout=5)
    assert 'filename="graph.gexf"' in file.headers["Content-Disposition"]
    read_back = networkx.read_gexf(io.BytesIO(file.content), version="1.3")
    assert read_back.number_of_edges() == len(shown["edges"]) == 2
    elements = requests.get(f"{address}{shown['urls']['cyjs']}", timeout=5).json()["elements"]
    assert {node["data"]["label"] for node in elements["nodes"]} == {node["label"] for node in shown["nodes"]}


def test_a_person_is_chosen_by_id_or_by_name(address: str) -> None:
    by_name = requests.get(f"{address}/graph.json", params={"person": "anne martin"}, timeout=5).json()
    id = by_name["chosen"]["person"]["id"]
    assert by_name == requests.get(f"{address}/graph.json", params={"person": id}, timeout=5).json()


def test_acts_may_come_one_by_one_or_together(address: str) -> None:
    together, one_by_one = (
        requests.get(f"{address}/graph.json?{asked}", timeout=5).json()
        for asked in ("act=denial,demand", "act=demand&act=denial")
    )
    assert together == one_by_one and together["links"] == 2


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("act=lie", "« lie » n’existe pas ; il y a : assertion, denial"),
        ("kind=ghost", "« ghost » n’existe pas ; il y a : person, organisation"),
        ("from=hier", "« hier » n’est pas un jour ; écrivez AAAA-MM-JJ"),
        ("least=0", "« 0 » n’est pas un nombre de 1 à"),
        ("least=x", "« x » n’est pas un nombre de 1 à"),
        ("depth=3", "« 3 » n’est pas un nombre de 1 à 2"),
        ("weight=x", "« weight » n’existe pas ; il y a : person, depth"),
        ("page=x", "« x » n’est pas un numéro de page"),
        ("person=Personne", "nobody and nothing is called 'Personne'"),
    ],
)
def test_what_cannot_be_read_is_said(address: str, asked: str, said: str) -> None:
    answer = requests.get(f"{address}/graph.json?{asked}", timeout=5)
    assert answer.status_code == 400
    assert said in answer.json()["what"]


def test_claims_of_names_that_are_not_there_are_not_found(address: str) -> None:
    assert requests.get(f"{address}/graph/claims?speaker=x&target=y", timeout=5).status_code == 404
    assert requests.get(f"{address}/graph/name?id=x", timeout=5).status_code == 404
