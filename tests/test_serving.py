"""The SPARQL 1.1 Protocol and the reading half of the Graph Store Protocol, spoken to a server that runs."""

from __future__ import annotations

import contextlib
import csv
import gc
import http.client
import io
import shlex
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph
import pytest
import rdflib
import requests
from conftest import Ran
from gold_extractions import seeds
from serving import ENDLESS, Served, serving

from kg.graph import Iris
from kg.questions import saved
from kg.questions.answer import run
from kg.questions.header import Question
from kg.store import Store
from kg.web.endpoint.worker import Answering, Asked

SAID = 'SELECT ?text WHERE { ?c kg:speaker/rdfs:label "Sergueï Lavrov" ; kg:text ?text } ORDER BY ?text'
TRIPLES = "CONSTRUCT { ?c kg:text ?t } WHERE { ?c kg:act kg:denial ; kg:text ?t }"
ONE = Iris().article(next(iter(seeds())).article.id)
FROM = [
    (f"SELECT (COUNT(*) AS ?n) FROM {ONE} {{ ?a a kg:Article }}", ["1"]),
    (f"SELECT (COUNT(*) AS ?n) FROM NAMED {ONE} {{ GRAPH ?g {{ ?a a kg:Article }} }}", ["1"]),
    (f"SELECT (COUNT(*) AS ?n) FROM NAMED {ONE} {{ ?a a kg:Article }}", ["0"]),
    ("SELECT (COUNT(*) AS ?n) { ?a a kg:Article }", ["5"]),
]
GREEDY = "SELECT * WHERE { ?s ?p ?o . ?x ?y ?z } ORDER BY ?o"


@pytest.fixture(scope="module")
def served(gold_folder: Path) -> Iterator[Served]:
    with serving(gold_folder, "--timeout", "6", "--memory", "0.25") as found:
        yield found


@pytest.fixture(scope="module")
def asked(served: Served) -> str:
    return served.sparql


def curl(*arguments: str) -> str:
    return subprocess.run(["curl", "-s", *arguments], capture_output=True, text=True, check=True, timeout=30).stdout


def rows(data: bytes, format: pyoxigraph.QueryResultsFormat = pyoxigraph.QueryResultsFormat.JSON) -> list[str]:
    found = pyoxigraph.parse_query_results(data, format=format)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return [row[0].value for row in found]  # type: ignore[union-attr]


def test_curl_asks_in_all_three_forms(asked: str) -> None:
    by_get = curl("-G", asked, "--data-urlencode", f"query={SAID}")
    by_form = curl(asked, "--data-urlencode", f"query={SAID}")
    by_body = curl(asked, "-H", "Content-Type: application/sparql-query", "--data-binary", SAID)
    assert by_get == by_form == by_body
    assert len(rows(by_get.encode())) > 5


@pytest.mark.parametrize(
    ("accept", "type", "format"),
    [
        ("application/sparql-results+json", "application/sparql-results+json", "JSON"),
        ("application/json;q=0.4, text/html", "application/sparql-results+json", "JSON"),
        ("application/sparql-results+xml, */*;q=0.1", "application/sparql-results+xml", "XML"),
        ("text/tab-separated-values", "text/tab-separated-values", "TSV"),
        ("text/*", "text/csv", None),
        ("*/*", "application/sparql-results+json", "JSON"),
    ],
)
def test_a_table_comes_in_the_format_that_is_wanted(asked: str, accept: str, type: str, format: str | None) -> None:
    answer = requests.get(asked, {"query": SAID}, headers={"Accept": accept}, timeout=20)
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, type)
    expected = rows(requests.get(asked, {"query": SAID}, timeout=20).content)
    if format:
        assert rows(answer.content, getattr(pyoxigraph.QueryResultsFormat, format)) == expected
    else:
        assert [row[0] for row in csv.reader(io.StringIO(answer.content.decode(), newline=""))][1:] == expected


@pytest.mark.parametrize(
    ("accept", "type", "format"),
    [
        ("*/*", "text/turtle", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("application/ld+json", "application/ld+json", "json-ld"),
    ],
)
def test_triples_come_in_the_format_that_is_wanted(asked: str, accept: str, type: str, format: str) -> None:
    answer = requests.post(asked, {"query": TRIPLES}, headers={"Accept": accept}, timeout=20)
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, type)
    expected = requests.get(asked, {"query": TRIPLES}, headers={"Accept": "application/n-triples"}, timeout=20).text
    found = rdflib.Graph().parse(data=answer.content, format=format)
    assert set(found) == set(rdflib.Graph().parse(data=expected, format="nt")) and len(found) > 1


def test_a_truth_and_a_description_are_answered(asked: str) -> None:
    assert requests.get(asked, {"query": "ASK { ?s kg:act kg:denial }"}, timeout=20).json()["boolean"] is True
    answer = requests.get(asked, {"query": "DESCRIBE kg:denial"}, timeout=20)
    assert answer.headers["Content-Type"].startswith("text/turtle")


def test_the_default_graph_is_the_union_unless_graphs_are_named(asked: str) -> None:
    def count(dataset: str) -> str:
        return f"SELECT (COUNT(*) AS ?n) {dataset} {{ ?c kg:act ?a }}"

    graphs = rows(
        requests.get(asked, {"query": "SELECT DISTINCT ?g { GRAPH ?g { ?c kg:act ?a } }"}, timeout=20).content
    )

    def number(query: str, **more: str | list[str]) -> int:
        return int(rows(requests.post(asked, {"query": query, **more}, timeout=20).content)[0])

    parts = [number(count(""), **{"default-graph-uri": graph}) for graph in graphs]
    assert len(parts) == 5 and number(count("")) == sum(parts)
    assert number(count(f"FROM <{graphs[0]}>")) == parts[0]
    assert number(count(""), **{"default-graph-uri": graphs[:2]}) == parts[0] + parts[1]
    assert number(count(f"FROM <{graphs[0]}>"), **{"default-graph-uri": graphs[1]}) == parts[1]
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?c kg:act ?a } }"
    assert number(named, **{"named-graph-uri": graphs[0]}) == parts[0]
    assert number(count(""), **{"named-graph-uri": graphs[0]}) == 0


@pytest.mark.parametrize("question", saved().values(), ids=saved())
def test_every_saved_question_gives_the_answers_of_kg_ask(gold_folder: Path, asked: str, question: Question) -> None:
    values = dict(word.split("=", 1) for word in shlex.split(question.example or ""))
    with Store.open(gold_folder) as store:
        here = run(question, values, store)
        expected = sorted([row.get(column, "") for column in here.columns] for row in here.rows)
    there = requests.post(asked, {"query": here.sparql}, headers={"Accept": "text/csv"}, timeout=20)
    columns, *found = csv.reader(io.StringIO(there.content.decode(), newline=""))
    assert (tuple(columns), sorted(found)) == (here.columns, expected)


WRONG = [
    ("GET", {"params": {"query": "INSERT DATA { <a:b> <a:b> <a:b> }"}}, 403, "the query, line 1: INSERT would change"),
    ("GET", {"params": {"query": "LOAD <http://a.example/>"}}, 403, "the query, line 1: LOAD would change the graph"),
    (
        "GET",
        {"params": {"query": "ASK {\n SERVICE <http://a.example/> {} }"}},
        403,
        "line 2: SERVICE would ask another",
    ),
    ("POST", {"data": {"update": "DROP ALL"}}, 403, "an update would change the graph; this endpoint only reads"),
    ("POST", {"data": "DROP ALL", "headers": {"Content-Type": "application/sparql-update"}}, 403, "an update would"),
    ("GET", {"params": {"query": "SELECT * { ?s }"}}, 400, "the query, line 1: expected"),
    ("GET", {"params": {"query": "ASK { ?s what:is ?o }"}}, 400, "the prefix what: is not declared"),
    ("GET", {"params": [("query", "ASK {}"), ("query", "ASK {}")]}, 400, "a request has one query=, this one has 2"),
    ("POST", {"data": {"quary": "ASK {}"}}, 400, "a request has one query=, this one has 0"),
    ("POST", {"data": "ASK {}", "headers": {"Content-Type": "text/html"}}, 415, "Content-Type text/html: send a query"),
    (
        "GET",
        {"params": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}},
        406,
        "no format fits Accept: image/png",
    ),
    (
        "GET",
        {"params": {"query": "ASK {}", "default-graph-uri": "here"}},
        400,
        "default-graph-uri=here: not an absolute",
    ),
    ("POST", {"data": {"query": f"ASK {{}} #{'x' * 1_000_000}"}}, 413, "a query has 1,000,000 bytes at most"),
    ("POST", {"data": b"ASK {} # \xe9", "headers": {"Content-Type": "application/sparql-query"}}, 400, "not UTF-8 at"),
    ("PUT", {}, 405, "PUT is not possible here: this endpoint only reads"),
]


@pytest.mark.parametrize(("method", "arguments", "status", "why"), WRONG)
def test_what_is_wrong_is_said(asked: str, method: str, arguments: dict[str, object], status: int, why: str) -> None:
    answer = requests.request(method, asked, timeout=20, **arguments)  # type: ignore[arg-type]
    assert answer.status_code == status and why in answer.text
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert requests.get(asked, {"query": "ASK {}"}, timeout=20).ok


def test_a_query_that_is_wrong_shows_the_place(asked: str) -> None:
    answer = requests.get(asked, {"query": "SELECT * WHERE {\n  ?s kg:act «\n}"}, timeout=20)
    first, line, caret = answer.text.rstrip("\n").split("\n")
    assert first.startswith("the query, line 2: ")
    assert line[caret.index("^")] == "«"


HIDDEN = [
    "SELECT * { # \r SERVICE <URL> { ?a ?b ?c }\n }",
    "SELECT * { ?s ?p 1SERVICE <URL> { ?a ?b ?c } }",
    "SELECT * { ?s ?p trueSERVICE<URL>{ ?a ?b ?c } }",
    "PREFIX : <URL> SELECT * { SERVICESILENT:a{ ?a ?b ?c } }",
    "PREFIX : <URL> SELECT * { SERVICE:a{ ?a ?b ?c } }",
    "PREFIX : <URL> SELECT * { service # {\n:a\\#b#{\n{ ?a ?b ?c } }",
    "PREFIX a: <URL> SELECT * { ?s ?p a:.SERVICE<URL>{ ?a ?b ?c } }",
    "SELECT * { BIND ('>' AS ?x) FILTER (?x<'>') SERVICE <URL> { ?a ?b ?c } FILTER (?x<'>') }",
    "SELECT * { ?s <a:\\u0041'> ?x . SERVICE <URL># a b\n{ ?a ?b ?c } ?x <a:\\u0041'> ?y }",
    "SELECT * { ?s ?p ?o SERVICE SILENT ?o { ?a ?b ?c } }",
]


@pytest.mark.parametrize("query", HIDDEN)
def test_no_way_to_write_service_makes_it_ask_another_machine(
    asked: str, kg: Callable[..., Ran], gold_folder: Path, tmp_path: Path, query: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0)
        with contextlib.suppress(OSError, RuntimeError):
            pyoxigraph.Store().query(query.replace("URL", "urn:x"))  # which takes it for a query: no SyntaxError
        query = query.replace("URL", f"http://127.0.0.1:{other.getsockname()[1]}/")
        answer = requests.get(asked, {"query": query}, timeout=20)
        assert answer.status_code == 403 and ": SERVICE would ask another machine" in answer.text
        (tmp_path / "mine.rq").write_bytes(query.encode())
        ran = kg("query", tmp_path / "mine.rq", store=gold_folder)
        assert ran.status == 1 and ": SERVICE would ask another machine; allow it with --allow-service" in ran.err
        with pytest.raises(BlockingIOError):
            other.accept()


def test_what_was_not_sent_of_an_answer_that_broke_is_in_no_other(gold_folder: Path) -> None:
    class Breaks:
        def serialize(self, out: io.BufferedIOBase, format: object) -> None:
            out.write(b"of another")
            raise RuntimeError("in its middle")

    class Broken:
        def query(self, *_: object, **__: object) -> Breaks:
            return Breaks()

    out = io.BytesIO()
    with Store.open(gold_folder) as store:
        answering = Answering(store.raw, out)  # type: ignore[arg-type]
        whole, answering._store = answering._store, Broken()  # type: ignore[assignment]
        answering.answer(Asked("text/csv", "SELECT * {}"))
        gc.collect()
        answering._store = whole
        answering.answer(Asked("text/csv", "ASK {}"))
    assert b"in its middle" in out.getvalue() and b"of another" not in out.getvalue()


def test_a_query_nested_without_end_ends_alone(asked: str) -> None:
    answer = requests.post(asked, {"query": "ASK " + "{" * 100_000 + "}" * 100_000}, timeout=20)
    assert answer.status_code == 500
    assert answer.text == "the query was stopped, it is nested too deeply; write it flatter\n"
    assert requests.get(asked, {"query": "ASK {}"}, timeout=20).ok


def test_other_methods_and_preflights_are_answered(asked: str) -> None:
    refused = requests.delete(asked, timeout=20)
    assert refused.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert requests.options(asked, timeout=20).headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    wishes = {"Origin": "https://tools.example", "Access-Control-Request-Method": "POST"}
    preflight = requests.options(
        asked, headers={**wishes, "Access-Control-Request-Headers": "content-type"}, timeout=20
    )
    assert preflight.ok and "POST" in preflight.headers["Access-Control-Allow-Methods"]
    answer = requests.get(asked, {"query": "ASK {}"}, headers={"Origin": "https://tools.example"}, timeout=20)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    head = requests.head(asked, params={"query": SAID}, timeout=20)
    assert head.ok and not head.content and head.headers["Content-Type"] == "application/sparql-results+json"


@pytest.mark.parametrize(("query", "found"), FROM)
def test_a_query_that_names_its_graphs_means_the_same_here_and_in_kg_query(
    asked: str, gold_folder: Path, kg: Callable[..., Ran], tmp_path: Path, query: str, found: list[str]
) -> None:
    (tmp_path / "mine.rq").write_text(query, "utf-8")
    ran = kg("query", tmp_path / "mine.rq", "--format", "csv", store=gold_folder)
    there = requests.get(asked, {"query": query}, headers={"Accept": "text/csv"}, timeout=20).text
    assert ran.out.split() == there.split() == ["n", *found]


def test_an_endpoint_describes_itself_and_sends_browsers_to_the_editor(asked: str) -> None:
    answer = requests.get(asked, headers={"Accept": "application/rdf+xml"}, timeout=20)
    found = rdflib.Graph().parse(data=answer.content, format="xml")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert list(found.objects(predicate=sd.endpoint)) == [rdflib.URIRef(asked)]
    assert (None, sd.feature, sd.UnionDefaultGraph) in found
    browser = requests.get(asked, headers={"Accept": "text/html,*/*;q=0.8"}, allow_redirects=False, timeout=20)
    assert (browser.status_code, browser.headers["Location"]) == (303, "/editor")


def test_the_graph_store_protocol_gives_graphs_and_takes_none(served: Served) -> None:
    graphs = f"{served.address}/store"
    graph = rows(
        requests.get(served.sparql, {"query": "SELECT ?g { GRAPH ?g { ?c a kg:Article } }"}, timeout=20).content
    )[0]
    one = rdflib.Graph().parse(data=requests.get(graphs, {"graph": graph}, timeout=20).content, format="turtle")
    whole = requests.get(f"{graphs}?default", headers={"Accept": "application/n-triples"}, timeout=20)
    assert set(one) < set(rdflib.Graph().parse(data=whole.content, format="nt"))
    assert requests.head(graphs, params={"graph": graph}, timeout=20).status_code == 200
    missing = requests.get(graphs, {"graph": "https://a.example/none"}, timeout=20)
    assert (missing.status_code, missing.text) == (404, "there is no graph https://a.example/none\n")
    assert requests.get(graphs, timeout=20).text.startswith("say which graph: /store?default is all of them together")
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        refused = requests.request(method, f"{graphs}?graph={quote(graph)}", data="", timeout=20)
        assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_answers_are_compressed_for_those_who_ask(asked: str) -> None:
    big = {"query": "SELECT * { ?s ?p ?o }"}
    plain = requests.get(asked, big, headers={"Accept-Encoding": "identity"}, timeout=20)
    packed = requests.get(asked, big, headers={"Accept-Encoding": "gzip"}, timeout=20)
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert plain.content == packed.content and len(plain.content) > 500_000


def test_a_query_that_takes_too_long_is_stopped_and_the_server_goes_on(asked: str) -> None:
    answer = requests.get(asked, {"query": ENDLESS}, timeout=30)
    assert answer.status_code == 500
    assert answer.text == (
        "the query was stopped after 6 seconds; ask for less (a LIMIT, fewer unbound variables), or have the server "
        "started with more: kg serve --timeout SECONDS\n"
    )
    assert requests.get(asked, {"query": "ASK {}"}, timeout=20).ok


def test_a_query_that_takes_too_much_memory_is_stopped_and_the_server_goes_on(asked: str) -> None:
    answer = requests.get(asked, {"query": GREEDY}, timeout=30)
    assert (answer.status_code, answer.text) == (
        500,
        "the query was stopped, it needs more than 0.25 GB of memory; ask for less, or have the server started with "
        "more: kg serve --memory GB\n",
    )
    assert requests.get(asked, {"query": "ASK {}"}, timeout=20).ok


def test_an_answer_that_is_stopped_on_its_way_is_never_taken_for_whole(asked: str) -> None:
    endless = "SELECT ?a ?b ?c { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        for _ in requests.get(asked, {"query": endless}, stream=True, timeout=30).iter_content(1 << 20):
            pass


def test_long_queries_and_slow_clients_hold_nobody_up(served: Served) -> None:
    at = (urlsplit(served.address).hostname or "", urlsplit(served.address).port or 0)
    long = [threading.Thread(target=requests.get, args=(served.sparql, {"query": ENDLESS})) for _ in range(6)]
    slow = [socket.create_connection(at) for _ in range(60)]
    for number, client in enumerate(slow):
        if number % 2:  # takes nothing of a big answer
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.sendall(b"GET /store?default HTTP/1.1\r\nHost: localhost\r\n\r\n")
        else:  # never ends its request
            client.sendall(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nCon")
    for thread in long:
        thread.start()
    time.sleep(1)
    assert requests.get(served.sparql, {"query": SAID}, timeout=20).ok
    assert all(thread.is_alive() for thread in long)
    for client in slow:
        client.close()
    for thread in long:
        thread.join()


def test_who_goes_takes_his_query_along(served: Served) -> None:
    at = (urlsplit(served.address).hostname or "", urlsplit(served.address).port or 0)
    for _ in range(20):  # more than there can be processes
        with socket.create_connection(at) as client:
            client.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            time.sleep(0.02)
    assert requests.get(served.sparql, {"query": "ASK {}"}, timeout=5).ok  # before one of them would have been stopped


def test_fifty_clients_get_no_error(served: Served) -> None:
    at, until, wrong, right = urlsplit(served.address).netloc, time.monotonic() + 3, [], []

    def client() -> None:
        connection = http.client.HTTPConnection(at, timeout=30)
        while time.monotonic() < until:
            connection.request("GET", f"/sparql?query={quote(SAID)}")
            answer = connection.getresponse()
            found = (answer.status, answer.read())
            (right if found[0] == 200 else wrong).append(found)

    threads = [threading.Thread(target=client) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong and len(right) >= 50 and len(set(right)) == 1


def test_a_name_that_leads_here_from_elsewhere_is_not_answered(served: Served) -> None:
    answer = requests.get(f"{served.sparql}?query=ASK{{}}", headers={"Host": "press.example"}, timeout=20)
    assert answer.status_code == 421
    assert answer.text == "this server is not called 'press.example'; call it by: localhost, 127.0.0.1, ::1\n"
    port = urlsplit(served.address).port
    assert requests.get(f"{served.sparql}?query=ASK{{}}", headers={"Host": f"localhost:{port}"}, timeout=20).ok


@pytest.mark.parametrize("host", ["localhost:a>", "localhost:99999", "[::1", "[localhost]", "localhost:1:2", "a b"])
@pytest.mark.parametrize("path", ["/", "/sparql"])
def test_a_host_that_is_none_is_a_wrong_request(served: Served, host: str, path: str) -> None:
    answer = requests.get(f"{served.address}{path}", headers={"Host": host}, timeout=20)
    assert answer.status_code == 400
    assert answer.text == f"Host {host!r} is no name with a port; for example: localhost:8765\n"
