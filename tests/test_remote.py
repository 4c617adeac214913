"""A store on another machine: the same graph, the same answers, the same bytes, on two real servers."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import Ran
from gold_extractions import made, seeds
from servers import VIRTUOSO, Oxigraph, Virtuoso

from kg.errors import RemoteError, StoreError, UsageError
from kg.export import write
from kg.graph import kg as kg_term
from kg.graph import typed
from kg.questions import saved
from kg.questions.answer import run
from kg.questions.header import Question
from kg.remote.address import Address
from kg.remote.client import Client, Credentials
from kg.remote.clock import FLOW
from kg.store import Store
from kg.store.formats import FORMAT, format_of

Server = Oxigraph | Virtuoso
Put = Callable[..., tuple[str, list[dict[str, str]]]]
SERVERS = [
    Oxigraph,
    pytest.param(Virtuoso, marks=pytest.mark.skipif(not VIRTUOSO, reason="virtuoso-opensource-7 is not installed")),
]


@pytest.fixture(scope="module", params=SERVERS, ids=["oxigraph", "virtuoso"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server."""
    server = request.param(tmp_path_factory.mktemp("server"))
    yield server
    server.kill()


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, with nothing in it, and its password in the environment."""
    running.clear()
    for name, value in running.environment.items():
        monkeypatch.setenv(name, value)
    return running


@pytest.fixture(scope="module")
def full(running: Server) -> Iterator[Server]:
    """The server with the gold claims of the seeds."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        running.clear()
        with Store.open(running.address, write=True) as store:
            for extraction in seeds():
                store.add(extraction)
        yield running


def exported(store: Store) -> bytes:
    out = io.BytesIO()
    write(store, out, "nq")
    return out.getvalue()


@pytest.mark.parametrize("asked", saved().values(), ids=saved())
def test_a_server_answers_every_saved_question_as_the_local_store_does(
    full: Server, gold: Store, asked: Question
) -> None:
    values = dict(word.split("=", 1) for word in shlex.split(asked.example or ""))
    here = run(asked, values, gold)
    with Store.open(full.address) as far:
        there = run(asked, values, far, timeout=60)
        assert (there.sparql, there.columns) == (here.sparql, here.columns)
        assert sorted(map(repr, there.rows)) == sorted(map(repr, here.rows))


def test_an_export_from_a_server_has_the_bytes_of_the_local_one(full: Server, gold: Store) -> None:
    with Store.open(full.address) as far:
        assert exported(far) == exported(gold)
        assert far.stats() == gold.stats()
        assert far.entities() == gold.entities()


def test_the_commands_take_an_address(full: Server, gold: Store, kg: Callable[..., Ran], tmp_path: Path) -> None:
    place = Path("x")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("KG_STORE", full.address)
        for command in ("stats", "entities", "query articles", "explain 003"):
            ran = kg(*command.split())
            assert (ran.status, bool(ran.out)) == (0, True), ran.err
        ran = kg("ask", "--format", "csv", "what did Lavrov say about Stoltenberg")
        assert (ran.status == 0 and "depuis longtemps" in ran.out) or "longtemps" in ran.out
        ran = kg("check")
        assert (ran.status, ran.out) == (0, ""), ran.out
        ran = kg("doctor", "--quick")
        assert (ran.status, ran.out) == (0, "") and "5 articles: sound" in ran.err
        for command in ("backup copy.kg", "restore copy.kg"):
            ran = kg(*command.split())
            assert ran.status == 2 and "is no folder" in ran.err and ran.err.count("\n") == 1
    assert not place.exists()


def test_triples_and_truth_come_from_a_server_too(full: Server, tmp_path: Path) -> None:
    from kg.questions.answer import ask_file

    (tmp_path / "a.rq").write_text("ASK { ?c a kg:Claim }", "utf-8")
    (tmp_path / "b.rq").write_text("ASK { ?c a kg:Nothing }", "utf-8")
    (tmp_path / "c.rq").write_text("CONSTRUCT { ?c kg:act ?a } WHERE { ?c kg:act ?a }", "utf-8")
    with Store.open(full.address) as far:
        asked = [run(ask_file(tmp_path / f"{name}.rq"), {}, far, timeout=60) for name in "abc"]
        assert [found.truth for found in asked] == [True, False, None]
        assert len(asked[2].triples or ()) == 114


def test_a_query_that_names_its_graphs_is_asked_of_those(full: Server, gold: Store) -> None:
    one = gold.iris.article(next(gold.articles()).id)
    counted = "SELECT (COUNT(*) AS ?n) FROM {} {{ ?a a kg:Article }}".format
    with Store.open(full.address) as far:
        for store in (gold, far):
            asked = run(Question("mine", counted(one), "", file="mine.rq"), {}, store, timeout=60)
            assert asked.rows == [{"n": "1"}]
            asked = run(Question("mine", counted(one).replace(f"FROM {one}", ""), "", file="mine.rq"), {}, store)
            assert asked.rows == [{"n": "5"}]


def test_articles_are_replaced_removed_and_their_names_merged_as_in_a_folder(server: Server) -> None:
    one = made(1, ("Jean Dupont", ("Anne Martin",), "« Non », dit-il."), ("Martin", (), "« Oui »."))
    other = made(2, ("J. Dupont", (), "« Peut-être »."))
    again = made(1, ("Anne Martin", (), "« Enfin »."))

    def told(store: Store) -> Iterator[bytes]:
        for act in (
            lambda: store.add(one), lambda: store.add(other), lambda: store.merge("J. Dupont", "Jean Dupont"),
            lambda: store.add(again), lambda: store.split("Anne Martin"), lambda: store.undo("Anne Martin"),
            lambda: store.remove("article-2"),
        ):  # fmt: skip
            act()
            yield exported(store)

    with Store.memory() as near, Store.open(server.address, write=True) as far:
        assert list(told(far)) == list(told(near))


def test_an_update_that_breaks_off_leaves_each_article_whole_or_absent(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = made(1, ("Jean Dupont", (), "« Non ».")), made(2, ("Dupont", (), "« Oui »."))
    states = []
    with Store.memory() as near:
        for extraction in (first, second):
            near.add(extraction)
            states.append(exported(near))
    whole = Client.update
    for allowed in range(8):
        server.clear()
        with Store.open(server.address, write=True) as far:
            far.add(first)
        left = [allowed]

        def update(client: Client, sparql: str, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise RemoteError("the power fails")
            whole(client, sparql)

        with Store.open(server.address, write=True) as far, monkeypatch.context() as broken:
            broken.setattr(Client, "update", update)
            if left[0] >= 0:
                with contextlib.suppress(RemoteError):
                    far.add(second)
        with Store.open(server.address, write=True) as far:  # finishes what was left
            assert exported(far) in states
            far.add(second)
            assert exported(far) == states[1]


def test_updates_go_where_the_option_says(full: Server, kg: Callable[..., Ran], page: Put) -> None:
    forbidden, asked = page((403, {}, b""))
    for command in ("remove 003", "entities split Lavrov", "entities --update-url URL split Lavrov"):
        words = command.replace("URL", forbidden).split()
        ran = kg(*words, "--store", full.address, *([] if forbidden in words else ["--update-url", forbidden]))
        assert (ran.status, ran.out) == (1, ""), ran.err
        assert ran.err.startswith(f"kg: {forbidden}: the server lets nobody in so (403); ")
    assert len(asked) == 3
    ran = kg("stats", "--store", full.address, "--update-url", "nowhere")
    assert (ran.status, ran.err) == (
        2, "kg: --update-url: 'nowhere' is no address; for example: https://data.example/query\n",
    )  # fmt: skip


@pytest.fixture
def older(server: Server) -> Server:
    """The server, with an article in the first format of a store."""
    with Store.open(server.address, write=True) as store:
        store.add(made(1, ("Jean Dupont", (), "« Non ».")))
        me = store.iris.store
        one, now = (f"{me} {kg_term('format')} {typed(number, 'integer')} ." for number in (1, FORMAT))
        store.raw.update(f"DELETE DATA {{\nGRAPH {me} {{\n{now}\n}}\n}}")
        store.raw.update(f"INSERT DATA {{\nGRAPH {me} {{\n{one}\n}}\n}}")
    return server


def test_a_graph_of_an_older_format_on_a_server_is_brought_up_to_date_to_be_read(older: Server) -> None:
    with Store.open(older.address) as far:
        assert [article.id for article in far.articles()] == [made(1).article.id]
        assert format_of(far.raw) == FORMAT


def test_an_older_graph_that_takes_no_updates_is_not_read_and_says_so(
    older: Server, page: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere, _ = page((200, {}, b""))
    monkeypatch.setenv("KG_UPDATE_URL", elsewhere)
    with pytest.raises(StoreError) as refused:
        Store.open(older.address)
    assert str(refused.value) == (
        f"{older.address} has an older format, and what was written to {elsewhere} does not arrive there; "
        "say where it takes updates: --update-url URL"
    )
    forbidden, _ = page((403, {}, b""))
    monkeypatch.setenv("KG_UPDATE_URL", forbidden)
    with pytest.raises(StoreError) as refused:
        Store.open(older.address)
    assert str(refused.value).startswith(
        f"{older.address} has an older format and must be brought up to date before it is read, by somebody who may "
        f"write; that failed: {forbidden}: the server lets nobody in so (403); "
    )


def test_a_server_that_is_killed_while_articles_come_in_costs_none_of_them(server: Server, tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}.txt").write_text(f"Anne Martin {number} : le pont {number} rouvre mardi\n", "utf-8")
    command = [sys.executable, str(Path(__file__).with_name("quick_kg.py")), "add", str(tmp_path), "--language", "fr"]
    near, far = tmp_path / "near.kg", server.address
    subprocess.run([*command, "--store", str(near)], check=True, capture_output=True)
    adding = subprocess.Popen([*command, "--store", far, "--verbose"], stderr=subprocess.PIPE, text=True)
    assert adding.stderr
    for _ in range(10):
        adding.stderr.readline()
    server.kill()
    time.sleep(0.3)
    adding.kill()
    adding.communicate()
    server.start()
    with Store.open(far, write=True) as store:
        there = {found.name for found in store.articles()}
        assert 0 < len(there) < 40
        assert all(len(store.article(name).claims) == 1 for name in there)
    done = subprocess.run([*command, "--store", far], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with Store.open(near) as here, Store.open(far) as store:
        assert exported(store) == exported(here)


def test_a_wrong_password_says_what_to_check(
    server: Server, kg: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(server, Oxigraph):
        pytest.skip("Oxigraph's server has no passwords")
    monkeypatch.setenv("KG_PASSWORD", "s3cret")
    with pytest.raises(RemoteError) as refused:
        Store.open(server.address, write=True).add(made(1, ("Anne Martin", (), "« Non ».")))
    assert "check KG_USER and KG_PASSWORD" in str(refused.value) and "s3cret" not in str(refused.value)


class Page(BaseHTTPRequestHandler):
    """What is at an address: each answer once, the last one ever after."""

    answers: list[tuple[int, dict[str, str], bytes]]
    asked: list[dict[str, str]]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append(dict(self.headers))
        status, headers, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


NOTHING = (
    200,
    {"Content-Type": "application/sparql-results+json"},
    b'{"head":{"vars":["b"]},"results":{"bindings":[]}}',
)


@pytest.fixture
def page() -> Iterator[Callable[..., tuple[str, list[dict[str, str]]]]]:
    """Put answers at an address: gives the address, and what was asked there."""
    running = []

    def put(*answers: tuple[int, dict[str, str], bytes]) -> tuple[str, list[dict[str, str]]]:
        asked: list[dict[str, str]] = []
        handler = type("Here", (Page,), {"answers": list(answers), "asked": asked})
        running.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=running[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{running[-1].server_port}/query", asked

    yield put
    for server in running:
        server.shutdown()
        server.server_close()


def test_a_server_that_is_busy_is_asked_again_when_it_says(page: Put) -> None:
    url, asked = page((503, {"Retry-After": "7"}, b""), (429, {}, b""), NOTHING)
    waits: list[float] = []
    Client(Address(url, url), sleep=waits.append).query("ASK { }")
    assert waits == [7.0, 1.0] and len(asked) == 3


def test_what_is_no_endpoint_is_named_with_what_to_give_instead(page: Put, kg: Callable[..., Ran]) -> None:
    url, _ = page((200, {"Content-Type": "text/html"}, b"<h1>Welcome</h1>"))
    ran = kg("stats", "--store", url)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        f"kg: {url}: not a SPARQL endpoint (it answered text/html); "
        "give the address that answers queries (…/query, …/sparql)\n"
    )
    url, _ = page((404, {}, b""))
    assert "no SPARQL endpoint is there (404)" in kg("stats", "--store", url).err


def test_a_redirection_to_another_host_is_not_followed(page: Put) -> None:
    other, reached = page(NOTHING)
    url, _ = page((307, {"Location": other}, b""))
    with pytest.raises(RemoteError, match="which is not followed"):
        Client(Address(url, url)).query("ASK { }")
    assert not reached


def test_secrets_go_nowhere_but_to_the_server_that_asks(page: Put) -> None:
    secret = {"KG_USER": "anne", "KG_PASSWORD": "s3cret"}
    url, asked = page((401, {"WWW-Authenticate": "Basic realm=x"}, b""), NOTHING)
    client = Client(Address(url, url), Credentials(secret))
    client.query("ASK { }")
    assert [("Authorization" in headers) for headers in asked] == [False, True]
    assert "s3cret" not in repr(client)
    with pytest.raises(RemoteError, match="use https://"):
        Credentials(secret).answering("Basic", "http://data.example/query")
    url, asked = page((401, {"WWW-Authenticate": "Bearer"}, b""), NOTHING)
    Client(Address(url, url), Credentials({"KG_TOKEN": "t0ken"})).query("ASK { }")
    assert asked[1]["Authorization"] == "Bearer t0ken"


def test_a_password_for_queries_is_not_sent_to_another_host_that_takes_updates(page: Put) -> None:
    queries, _ = page((401, {"WWW-Authenticate": "Basic realm=x"}, b""), NOTHING)
    updates, asked = page(NOTHING)
    client = Client(Address(queries, updates), Credentials({"KG_USER": "anne", "KG_PASSWORD": "s3cret"}))
    client.query("ASK { }")
    client.update("DROP SILENT GRAPH <urn:a>")
    assert len(asked) == 1 and "Authorization" not in asked[0]


def test_an_address_with_a_password_in_it_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        Store.open("https://anne:s3cret@data.example/query")
    assert "KG_PASSWORD" in str(refused.value) and "s3cret" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["htps", "ftp", "file", "s3"])
def test_an_address_of_another_scheme_is_no_folder(scheme: str, kg: Callable[..., Ran]) -> None:
    for command in ("stats", "add seeds", "serve --no-open"):
        ran = kg(*command.split(), "--store", f"{scheme}://anne:s3cret@data.example/query")
        assert (ran.status, ran.out) == (2, "")
        assert ran.err == (
            f"kg: --store: {scheme}:// is no way to a store; a server is https://… or http://…, "
            "and a folder has no :// in its name\n"
        )


def test_a_mistyped_address_is_shown_without_its_password(kg: Callable[..., Ran]) -> None:
    ran = kg("stats", "--store", "https:/anne:s3cret@data.example/query")
    assert (
        ran.err == "kg: --store: 'https:/…@data.example/query' is no address; for example: https://data.example/query\n"
    )


def test_an_answer_that_the_server_cut_off_is_no_answer(page: Put) -> None:
    rows = b'{"head":{"vars":["b"]},"results":{"bindings":[{"b":{"type":"uri","value":"urn:a"}}]}}'
    url, _ = page((200, {"Content-Type": "application/sparql-results+json", "X-SPARQL-MaxRows": "1"}, rows))
    with pytest.raises(RemoteError, match="cuts answers off at 1 rows"):
        Store.open(url)


def test_a_server_that_is_not_there_is_asked_some_times_and_named() -> None:
    url = "http://127.0.0.1:9/query"
    with pytest.raises(RemoteError, match=r"refused the connection \(asked 6 times\)"):
        Client(Address(url, url), sleep=lambda _: None).query("ASK { }")
    assert os.environ.get("KG_TOKEN") is None


@pytest.fixture
def sends() -> Iterator[Callable[[Iterable[bytes], float], str]]:
    """Put a server up that takes a request and sends pieces, so many seconds apart; gives its address."""
    listening: list[socket.socket] = []

    def put(pieces: Iterable[bytes], apart: float) -> str:
        listening.append(socket.create_server(("127.0.0.1", 0)))
        threading.Thread(target=send, args=(listening[-1], list(pieces), apart), daemon=True).start()
        return f"http://127.0.0.1:{listening[-1].getsockname()[1]}/query"

    def send(server: socket.socket, pieces: list[bytes], apart: float) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = server.accept()
                with client, contextlib.suppress(OSError):
                    client.recv(1 << 16)
                    for piece in pieces:
                        client.sendall(piece)
                        time.sleep(apart)

    yield put
    for server in listening:
        server.close()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nContent-Length: %d\r\n\r\n"


def asked(url: str, seconds: float, *, bounded: bool) -> str:
    """Why an answer did not come."""
    client = Client(Address(url, url), seconds=seconds, bounded=bounded, sleep=lambda _: None)
    with pytest.raises(RemoteError) as error:
        client.query("ASK { }")
    return str(error.value)


@pytest.mark.parametrize(
    ("pieces", "bounded", "why"),
    [
        ([HEAD % 400, *[b" "] * 400], True, "did not end its answer within 0.3 s (asked once)"),
        ([HEAD % 400, *[b" "] * 400], False, "sent less than 64 KB of its answer within 0.3 s (asked once)"),
        ([bytes([byte]) for byte in HEAD % 0 + b" " * 400], False, "did not answer within 0.3 s (asked once)"),
        ([HEAD.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n") % 9, *[b"1\r\n \r\n"] * 400], True,
         "did not end its answer within 0.3 s (asked once)"),
    ],
    ids=["body", "body of a long answer", "head", "chunks"],
)  # fmt: skip
def test_an_answer_that_drips_is_given_up_in_time(
    sends: Callable[[Iterable[bytes], float], str], pieces: list[bytes], bounded: bool, why: str
) -> None:
    assert why in asked(sends(pieces, 0.01), 0.3, bounded=bounded)


def test_a_long_answer_may_last_as_long_as_it_flows(sends: Callable[[Iterable[bytes], float], str]) -> None:
    pieces = [b" " * FLOW] * 6
    url = sends([HEAD % (6 * FLOW), *pieces], 0.35)
    assert Client(Address(url, url), seconds=1.5).query("ASK { }").body.read() == b"".join(pieces)
    assert "did not end its answer within 1 s" in asked(url, 1, bounded=True)


def test_https_to_a_server_without_encryption_says_so(page: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    step = "if it is a server without encryption, give its address with http://"
    url, _ = page(NOTHING)
    secret = url.replace("http:", "https:")
    assert asked(secret, 5, bounded=False) == f"{secret}: does not speak https (wrong version number); {step}"
    monkeypatch.setattr("kg.remote.client.CONNECT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        secret = f"https://127.0.0.1:{silent.getsockname()[1]}/query"
        assert asked(secret, 5, bounded=False) == (
            f"{secret}: took the connection and spoke no https within 0 s; {step}"
        )
