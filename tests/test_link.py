"""kg link and kg links against a service on this machine: what is asked, what is kept, what is said when it fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from gold_extractions import ROOT, exported, made
from reconciliation import MANIFESTS, SPACE, Fake, cut, serving, slow, status, words

from kg.linking import client
from kg.model import Kind
from kg.store import Store

PEOPLE = ("Anne Martin", "Paul Petit", "Zoé Durand", "Luc Morel", "Rose Blanc")
KINDS: dict[str, Kind] = {"Valmont": "place", "Ligue des Gorges": "organisation", "un élu": "unnamed", "route": "thing"}
EXACT, CLOSE = (f"<http://www.w3.org/2004/02/skos/core#{relation}Match>" for relation in ("exact", "close"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with five people, a place, an organisation, and two that are not asked for."""
    path = tmp_path / "presse.kg"
    with Store.open(path, write=True) as store:
        for at, speaker in enumerate(PEOPLE):
            store.add(made(at, (speaker, ("Valmont", "Ligue des Gorges", "un élu", "route"), "Non"), kinds=KINDS))
    return path


@pytest.fixture
def fake() -> Iterator[Fake]:
    entries = {
        "Anne Martin": [("am", "Anne Martin", 100, True), ("am2", "Anne Martin (peintre)", 60.5, False)],
        "Paul Petit": [("pp", "Paul Petit", 88, False), ("pp2", "Paul Petit", 88, False)],
        "Zoé Durand": [("zd", "Zoé Durand", 92, False), ("zd2", "Zoé Durant", 91, False)],
        "Valmont": [("v", "Valmont", 100, True)],
    }
    with serving(Fake(entries=entries)) as service:
        yield service
    assert service.breaches == []


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, and nobody waits."""
    waited: list[float] = []
    init = client.Service.__init__

    def patient(self: client.Service, *arguments: Any, **named: Any) -> None:
        init(self, *arguments, **{**named, "sleep": waited.append})

    monkeypatch.setattr(client.Service, "__init__", patient)
    return waited


def skos(folder: Path) -> set[tuple[str, str, str]]:
    """Entity, relation, end of the identifier."""
    with Store.open(folder) as store:
        start = store.iris.entity("")[:-1]
        return {
            (s.removeprefix(start)[:-1], {EXACT: "exact", CLOSE: "close"}[p], o.removeprefix(f"<{SPACE}")[:-1])
            for s, p, o in store.triples(store.iris.links)
            if p in (EXACT, CLOSE)
        }


def export(kg: Callable[..., Any], format: str) -> str:
    ran = kg("export", "-", "--format", format)
    assert ran.status == 0
    return str(ran.out)


# The main path


def test_everybody_with_a_name_is_asked_for_with_their_type_and_only_they(kg, folder: Path, fake: Fake) -> None:
    ran = kg("link", "--service", fake.url, store=folder)
    assert ran.status == 0 and ran.out == ""
    assert dict(zip(fake.names, fake.types, strict=True)) == {
        **dict.fromkeys(PEOPLE, "P"), "Valmont": "L", "Ligue des Gorges": None,
    }  # fmt: skip
    assert [len(batch) for batch in fake.batches] == [4, 3]  # the manifest's batchSize is 4
    assert fake.agents == {"kg/0.1.0 (claim graph of French news)"}
    assert ran.err.splitlines() == [
        "Annuaire (API 0.2): 7 to ask; types: person as P, place as L",
        "4 of 7",
        "7 of 7",
        "7 asked: 2 with an exact match, 2 with close ones only, 3 with nothing",
    ]


def test_certain_is_exact_and_all_else_is_close(kg, folder: Path, fake: Fake) -> None:
    kg("link", "--service", fake.url, store=folder)
    assert skos(folder) == {
        ("anne-martin", "exact", "am"), ("anne-martin", "close", "am2"), ("valmont", "exact", "v"),
        ("paul-petit", "close", "pp"), ("paul-petit", "close", "pp2"),
        ("zoé-durand", "close", "zd"), ("zoé-durand", "close", "zd2"),
    }  # fmt: skip


def test_a_threshold_takes_the_place_of_the_services_own_word(kg, folder: Path, fake: Fake) -> None:
    fake.entries["Rose Blanc"] = [("rb", "Rose Blanc", 89, True)]
    kg("link", "--service", fake.url, "--threshold", "90", store=folder)
    exact = {entry for entry in skos(folder) if entry[1] == "exact"}
    assert exact == {("anne-martin", "exact", "am"), ("zoé-durand", "exact", "zd"), ("valmont", "exact", "v")}


def test_two_with_the_same_score_are_never_exact(kg, folder: Path, fake: Fake) -> None:
    kg("link", "--service", fake.url, "--threshold", "50", store=folder)
    assert {entry[1] for entry in skos(folder) if entry[0] == "paul-petit"} == {"close"}
    fake.entries["Paul Petit"] = [("pp", "Paul Petit", 88, True), ("pp2", "Paul Petit", 88, False)]
    kg("link", "--service", fake.url, "--again", "Paul Petit")
    assert {entry[1] for entry in skos(folder) if entry[0] == "paul-petit"} == {"close"}


def test_a_surname_alone_is_never_exact(kg, tmp_path: Path, fake: Fake) -> None:
    with Store.open(tmp_path / "x.kg", write=True) as store:
        store.add(made(1, ("Martin", ("Valmont",), "Non"), kinds=KINDS))
    fake.entries["Martin"] = [("am", "Anne Martin", 100, True)]
    kg("link", "--service", fake.url, store=tmp_path / "x.kg")
    assert skos(tmp_path / "x.kg") == {("martin", "close", "am"), ("valmont", "exact", "v")}
    assert "a surname alone" in kg("links", "Martin").out


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0-draft"])
def test_every_version_of_the_protocol_is_spoken(kg, folder: Path, fake: Fake, version: str) -> None:
    fake.version = version
    ran = kg("link", "--service", fake.url, store=folder)
    assert ran.status == 0 and f"Annuaire (API {version}): 7 to ask" in ran.err
    assert ("anne-martin", "exact", "am") in skos(folder)


def test_the_draft_has_candidates_without_a_score(kg, folder: Path, fake: Fake) -> None:
    fake.version = "1.0-draft"
    fake.entries = {"Anne Martin": [("am", "Anne Martin", None, True), ("am2", "Anne Marty", None, False)]}
    kg("link", "--service", fake.url, store=folder)
    assert skos(folder) == {("anne-martin", "exact", "am"), ("anne-martin", "close", "am2")}


def test_types_of_ones_own_and_kinds_and_patterns_choose(kg, folder: Path, fake: Fake) -> None:
    ran = kg("link", "--service", fake.url, "--type", "person=Q5", "--kind", "person", "zoe", store=folder)
    assert (fake.names, fake.types) == (["Zoé Durand"], ["Q5"])
    assert "types: person as Q5, place as L\n" in ran.err
    assert kg("link", "--service", fake.url, "personne de ce nom").err == "nothing to ask: no such entity\n"


def test_what_was_asked_is_not_asked_again_unless_it_is_wished(kg, folder: Path, fake: Fake) -> None:
    kg("link", "--service", fake.url, "--limit", 3, store=folder)
    assert len(fake.names) == 3
    assert "4 to ask, 3 asked before;" in kg("link", "--service", fake.url).err
    assert sorted(fake.names) == sorted([*PEOPLE, "Valmont", "Ligue des Gorges"])
    ran = kg("link", "--service", fake.url)
    assert (ran.status, ran.err) == (0, "nothing to ask: all 7 have been asked for; --again asks anew\n")
    fake.entries["Anne Martin"] = [("neu", "Anne Martin", 100, True)]
    kg("link", "--service", fake.url, "--again", "--candidates", 1, "Anne")
    assert {entry for entry in skos(folder) if entry[0] == "anne-martin"} == {("anne-martin", "exact", "neu")}


def test_two_runs_and_one_run_leave_the_same_graph(kg, folder: Path, fake: Fake, tmp_path: Path) -> None:
    kg("link", "--service", fake.url, "--limit", 2, "--kind", "place", store=folder)
    kg("link", "--service", fake.url)
    in_parts = export(kg, "nq")
    kg("link", "--service", fake.url, "--again")
    assert export(kg, "nq") == in_parts


# Exports and other readers


def test_every_export_and_the_rdflib_view_have_the_links(kg, folder: Path, fake: Fake, tmp_path: Path) -> None:
    kg("link", "--service", fake.url, store=folder)
    turtle = rdflib.Graph().parse(data=export(kg, "ttl"), format="turtle")
    found = turtle.query(
        """PREFIX kg: <https://claims.example/vocab#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX skosxl: <http://www.w3.org/2008/05/skos-xl#>
        SELECT ?label ?score ?relation WHERE { ?e skos:exactMatch ?id ; skosxl:prefLabel ?name .
        ?m kg:matchOf ?name ; kg:candidate ?id ; rdfs:label ?label ; kg:score ?score ; kg:relation ?relation ;
           kg:service ?service ; kg:asked ?day }"""
    )
    assert {(str(row[0]), str(row[1]), str(row[2]).rpartition("#")[2]) for row in found} == {
        ("Anne Martin", "100", "exactMatch"), ("Valmont", "100", "exactMatch"),
    }  # fmt: skip
    lines = set(export(kg, "nt").splitlines())
    assert len(lines) == len(turtle)
    with Store.open(folder) as store:
        assert len(store.graph()) == len(turtle)
        for format, name in (("nq", "N_QUADS"), ("trig", "TRIG"), ("jsonld", "JSON_LD")):
            back = pyoxigraph.parse(export(kg, format).encode(), getattr(pyoxigraph.RdfFormat, name))
            assert set(back) == exported(store), format


def test_every_term_of_the_links_is_declared(kg, folder: Path, fake: Fake) -> None:
    kg("link", "--service", fake.url, store=folder)
    assert kg("links", "Anne Martin", "--refuse", "am2").status == 0
    assert kg("links", "Anne Martin", "--accept", "am").status == 0
    declared = {str(term) for term in rdflib.Graph().parse(ROOT / "kg" / "vocab.ttl").subjects()}
    with Store.open(folder) as store:
        used = {term[1:-1] for triple in store.triples(store.iris.links) for term in triple if "/vocab#" in term}
    assert len(used) > 12 and used <= declared


def test_what_a_service_says_in_any_script_comes_out_as_one_clean_line(kg, folder: Path, fake: Fake) -> None:
    odd = 'Zoé "la\nVerte" \\ \x00\x1b[31m日本 \ud800' + "x" * 2000
    fake.entries = {"Zoé Durand": [("a b/é#<>", odd, 1e-9, True)]}
    assert kg("link", "--service", fake.url, store=folder).status == 0
    assert skos(folder) == {("zoé-durand", "exact", "a%20b/%C3%A9%23%3C%3E")}
    shown = kg("links").out
    assert 'Zoé "la Verte" \\ [31m日本 ?xxxx' in shown.replace("\n                  ", " ") and "\x1b" not in shown


# Review


def test_the_list_shows_what_was_found_and_why(kg, folder: Path, fake: Fake) -> None:
    from datetime import date

    kg("link", "--service", fake.url, store=folder)
    ran = kg("links", "martin")
    assert ran.err == ""
    assert ran.out == (
        "Anne Martin (person)\n"
        "  exact      100  https://annuaire.example/id/am\n"
        f"                  Anne Martin · Person (P) · the service is certain · {date.today()}\n"
        "  close     60.5  https://annuaire.example/id/am2\n"
        "                  Anne Martin (peintre) · Person (P) · the service is not\n"
        f"                  certain · {date.today()}\n"
    )
    rows = kg("links", "--format", "csv").out.splitlines()
    assert rows[0] == "entity,kind,relation,identifier,score,candidate,description,types,reason,name,service,day"
    assert len(rows) == 8


def test_nothing_linked_says_what_to_do(kg, folder: Path) -> None:
    ran = kg("links", store=folder)
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == "nothing is linked; ask a service with: kg link --service URL\n"


def test_a_decision_holds_against_every_later_run(kg, folder: Path, fake: Fake) -> None:
    kg("link", "--service", fake.url, store=folder)
    ran = kg("links", "Anne Martin", "--refuse", "am")
    assert ran.err == "Anne Martin: https://annuaire.example/id/am refused\n"
    kg("links", "Paul Petit", "--accept", "https://autre.example/pp")
    kg("links", "Zoé Durand", "--accept", "zd2")
    kg("link", "--service", fake.url, "--again", "--threshold", 90)
    assert {entry for entry in skos(folder) if entry[0] != "valmont"} == {
        ("anne-martin", "close", "am2"),
        ("paul-petit", "close", "pp"), ("paul-petit", "close", "pp2"),
        ("paul-petit", "exact", "<https://autre.example/pp"),
        ("zoé-durand", "close", "zd"), ("zoé-durand", "exact", "zd2"),  # zd has the better score: the user's word
    }  # fmt: skip
    assert "refused    100  https://annuaire.example/id/am\n" in kg("links", "Anne").out
    kg("links", "Anne Martin", "--forget", "am")
    kg("links", "Zoé Durand", "--forget", "zd2")
    assert {("anne-martin", "exact", "am"), ("zoé-durand", "exact", "zd")} <= skos(folder)


def test_a_decision_needs_one_entity_and_an_identifier(kg, folder: Path, fake: Fake) -> None:
    kg("link", "--service", fake.url, store=folder)
    usage = kg("links", "--accept", "am")
    assert usage.status == 2
    assert usage.err == "kg: name one entity and one decision; for example: kg links Stoltenberg --accept ID\n"
    assert kg("links", "Anne", "--accept", "am", "--refuse", "am2").status == 2
    assert kg("links", "Personne", "--accept", "am").err == "kg: nobody and nothing is called 'Personne' in the store\n"
    assert kg("links", "Anne Martin", "--accept", "zz").err == (
        "kg: 'zz' is no address and no known identifier of Anne Martin; known are "
        "https://annuaire.example/id/am, https://annuaire.example/id/am2\n"
    )
    assert "'javascript:alert(1)' is no address" in kg("links", "Anne Martin", "--accept", "javascript:alert(1)").err
    ran = kg("links", "Anne Martin", "--forget", "am")
    assert ran.status == 1
    assert ran.err == (
        "kg: nothing was decided about https://annuaire.example/id/am for Anne Martin; see: kg links 'Anne Martin'\n"
    )
    assert kg("links", "--format", "pdf").err == "kg: no format is called 'pdf'; there are text, csv\n"


# Interruption


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_run_keeps_what_was_answered_and_goes_on(kg, folder: Path, fake: Fake, how: int) -> None:
    fake.faults.extend([lambda _: False, slow(20)])
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "link", "--service", fake.url, "--store", folder],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores it
    )
    deadline = time.monotonic() + 20
    while fake.faults and time.monotonic() < deadline:  # the second batch has been sent
        time.sleep(0.02)
    process.send_signal(how)
    _, err = process.communicate(timeout=20)
    assert process.returncode == (130 if how == signal.SIGINT else -how)
    if how == signal.SIGINT:
        assert err.endswith("kg: stopped; what was finished is kept\n")
    first = list(fake.names)
    assert len(first) == 4
    ran = kg("link", "--service", fake.url, store=folder)
    assert "3 to ask, 4 asked before;" in ran.err and ran.status == 0
    assert len(set(fake.names)) == 7 and ("anne-martin", "exact", "am") in skos(folder)


# What a service can do wrong


def test_a_busy_service_is_given_the_time_it_asks_for(kg, folder: Path, fake: Fake, waits: list[float]) -> None:
    fake.faults.extend([status(429, Retry_After="7"), status(503), status(500), cut])
    ran = kg("link", "--service", fake.url, store=folder)
    assert ran.status == 0 and len(set(fake.names)) == 7
    assert waits == [7, 2, 4, 8]
    assert "the service answered 429 (too many requests); trying again in 7 s\n" in ran.err
    assert "the service broke the connection off (ConnectionError); trying again in 8 s\n" in ran.err


def test_a_service_that_stays_busy_ends_the_run_and_the_rest_is_counted(
    kg, folder: Path, fake: Fake, waits: list[float]
) -> None:
    fake.faults.extend([lambda _: False, *[status(503)] * 5])
    ran = kg("link", "--service", fake.url, store=folder)
    assert ran.status == 1 and waits == [1, 2, 4, 8]
    assert ran.err.splitlines()[-1] == (
        "kg: the service answered 503 (not available) (5 times); 3 not asked: run the same command again to go on"
    )
    assert ("anne-martin", "exact", "am") in skos(folder)
    assert "3 to ask, 4 asked before;" in kg("link", "--service", fake.url).err


def test_nobody_waits_an_hour(kg, folder: Path, fake: Fake, waits: list[float]) -> None:
    fake.faults.append(status(429, Retry_After="3600"))
    ran = kg("link", "--service", fake.url, store=folder)
    assert ran.status == 1 and waits == []
    assert "answered 429 (too many requests), and asks to wait 3600 s; run the same command again then" in ran.err


def test_a_slow_service_is_left_after_the_time_that_was_given(kg, folder: Path, fake: Fake, waits: list[float]) -> None:
    fake.faults.extend([slow(1.5)])
    ran = kg("link", "--service", fake.url, "--timeout", 1, store=folder)
    assert "the service did not answer within 1 s; trying again in 1 s" in ran.err
    assert ran.status == 0 and len(set(fake.names)) == 7


def test_one_name_that_a_service_chokes_on_costs_only_itself(kg, folder: Path, fake: Fake) -> None:
    fake.poison = lambda names: "Luc Morel" in names
    ran = kg("link", "--service", fake.url, store=folder)
    assert ran.status == 1
    assert "\n6 asked: 2 with an exact match, 2 with close ones only, 2 with nothing; 1 without an answer\n" in ran.err
    assert ran.err.endswith("kg: Luc Morel: answered 400\n")
    fake.poison = lambda names: False
    assert "1 to ask, 6 asked before;" in kg("link", "--service", fake.url).err


def test_a_service_that_takes_fewer_at_a_time_gets_fewer(kg, folder: Path, fake: Fake) -> None:
    fake.faults.extend([status(413), lambda _: False, lambda _: False])
    ran = kg("link", "--service", fake.url, store=folder)
    assert ran.status == 0 and [len(batch) for batch in fake.batches] == [2, 2, 3]


def test_answers_that_are_none_end_the_run_after_a_few(kg, folder: Path, fake: Fake) -> None:
    fake.faults.extend([words('{"q0": nonsense')] * 30)
    ran = kg("link", "--service", fake.url, store=folder)
    assert ran.status == 1 and len(fake.faults) > 20
    assert ran.err.splitlines()[-2:] == [
        "kg: Luc Morel: the answer is not JSON: '{\"q0\": nonsense'",
        "kg: nothing that the service is asked gets an answer; 4 not asked: run the same command again to go on",
    ]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ('{"q0": {"result": [{"name": "x", "score": 1}]}}', "a candidate of the service has no id"),
        ('{"q0": {"result": [{"id": "x", "score": 1}]}}', "a candidate of the service has no name (id x)"),
        (
            '{"q0": {"result": [{"id": "x", "name": "x", "score": "haut"}]}}',
            "a candidate of the service has a score that is no number (id x)",
        ),
        (
            '{"q0": {"result": [{"id": "x", "name": "x", "score": 1e400}]}}',
            "a candidate of the service has a score beyond all scales (id x)",
        ),
        ('{"q0": {"result": [{"id": "x", "name": "x", "score": NaN}]}}', "the answer is not JSON: "),
        ('{"q0": {"result": [[]]}}', "a candidate of the service is no object"),
        (
            '{"q0": {"result": [{"id": "http://a/%zz", "name": "x", "score": 1}]}}',
            "a candidate of the service has an id that makes no address: 'http://a/%zz'",
        ),
        ('{"q0": {}}', "the service gave no result for it"),
        ("{}", "the answer has no results"),
        ("[" * 100_000, "the answer is not JSON: '[[["),
    ],
)
def test_a_bad_answer_is_named_with_whom_it_was_for(kg, folder: Path, fake: Fake, answer: str, reason: str) -> None:
    fake.faults.append(words(answer))
    ran = kg("link", "--service", fake.url, "Anne Martin", store=folder)
    assert ran.status == 1
    assert f"kg: Anne Martin: {reason}" in ran.err
    assert skos(folder) == set()


def test_an_answer_without_end_is_cut_off(kg, folder: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "LARGEST", 10_000)
    fake.faults.append(words('{"q0": "' + "x" * 20_000 + '"}'))
    ran = kg("link", "--service", fake.url, "Anne Martin", store=folder)
    assert ran.status == 1 and "answered with more than 10,000 bytes" in ran.err


# Addresses that are no service


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        (
            "<!DOCTYPE html><title>Accueil</title>",
            "not a reconciliation service: the answer is not JSON: '<!DOCTYPE html>",
        ),
        ([], "not a reconciliation service: its answer is no manifest with a name"),
        ({"results": []}, "not a reconciliation service: its answer is no manifest with a name"),
        (
            {**MANIFESTS["0.2"], "versions": ["7"]},
            "the service speaks other versions of the protocol (7); known are 0.2, 0.1, 1.0-draft, 1.0",
        ),
        (
            {"name": "x", "identifierSpace": "rien"},
            "the manifest says in neither identifierSpace nor view.url how an id becomes an address",
        ),
        ({"name": "x", "identifierSpace": "rien/"}, "the manifest makes no addresses of ids: 'rien/{id/}'"),
        (
            {"name": "x", "versions": ["1.0"], "view": {"url": "https://x.example/"}},
            "the manifest's view.url has no {id}",
        ),
    ],
)
def test_what_is_no_manifest_is_said_so(kg, folder: Path, fake: Fake, manifest: Any, reason: str) -> None:
    fake.manifest = manifest
    ran = kg("link", "--service", fake.url, store=folder)
    assert ran.status == 1 and ran.out == ""
    assert ran.err.startswith(f"kg: {fake.url}: {reason}") and ran.err.count("\n") == 1


def test_an_address_where_nothing_is_says_so(kg, folder: Path, fake: Fake, waits: list[float]) -> None:
    ran = kg("link", "--service", fake.url.replace("/api", "/apj"), store=folder)
    assert ran.err.endswith("/apj: answered 404 (no such page: look for the address of its API)\n")
    with serving(Fake()) as gone:
        pass
    ran = kg("link", "--service", gone.url)
    assert ran.status == 1 and waits == [1, 2, 4, 8]
    assert ran.err.endswith(f"kg: {gone.url}: refused the connection (5 times)\n")


@pytest.mark.parametrize(
    "url", ["ftp://a.example/api", "file:///etc/passwd", "a.example/api", "http://", "http://a b/"]
)
def test_only_web_addresses_are_asked(kg, folder: Path, url: str) -> None:
    ran = kg("link", "--service", url, store=folder)
    assert ran.status == 2
    assert ran.err == f"kg: {url!r} is no address of a service; it starts with https:// or http://\n"


def test_a_password_in_the_address_is_not_kept(kg, folder: Path) -> None:
    ran = kg("link", "--service", "https://moi:secret@a.example/api", store=folder)
    assert ran.status == 2 and "secret" not in ran.err


def test_the_way_goes_on_only_to_web_addresses(kg, folder: Path, fake: Fake) -> None:
    fake.faults.append(status(307, Location="file:///etc/passwd"))
    ran = kg("link", "--service", fake.url, "Anne Martin", store=folder)
    assert "kg: Anne Martin: leads to 'file:///etc/passwd', which is not followed: it is no http address\n" in ran.err
    fake.faults.append(status(302, Location="/autre"))
    ran = kg("link", "--service", fake.url, "Anne Martin")
    assert f"leads from {fake.url} to {fake.url.replace('/api', '/autre')} with status 302; give that" in ran.err
    fake.faults.append(status(307, Location=fake.url))
    assert kg("link", "--service", fake.url, "Anne Martin").status == 0
    fake.faults.extend([status(308, Location=fake.url)] * 9)
    ran = kg("link", "--service", fake.url, "Paul Petit")
    assert "kg: Paul Petit: leads from address to address, more than 5 times\n" in ran.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--type", "person"), "'person' is not KIND=ID; for example: --type person=Person"),
        (
            ("--type", "chose=Q1"),
            "no kind that is asked for is called 'chose'; there are person, organisation, place, group",
        ),
        (
            ("--kind", "thing"),
            "no kind that is asked for is called 'thing'; there are person, organisation, place, group",
        ),
        (("--threshold", "haut"), "'haut' is no score; for example: --threshold 90"),
        (("--threshold", "nan"), "'nan' is no score; for example: --threshold 90"),
    ],
)
def test_a_wrong_option_says_what_is_right(kg, folder: Path, options: tuple[str, ...], message: str) -> None:
    ran = kg("link", "--service", "http://127.0.0.1:9/", *options, store=folder)
    assert (ran.status, ran.err) == (2, f"kg: {message}\n")


def test_a_store_that_is_not_there_is_not_made(kg, tmp_path: Path) -> None:
    for command in (("link", "--service", "http://127.0.0.1:9/"), ("links",), ("links", "x", "--accept", "urn:x:y")):
        ran = kg(*command, store=tmp_path / "rien.kg")
        assert ran.status == 1 and "no such store" in ran.err
    assert not (tmp_path / "rien.kg").exists()
