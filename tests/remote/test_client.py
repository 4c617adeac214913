"""What a server says, and does not say, to a program that asks it for a graph: patience, secrets, time."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator

import pytest
from conftest import Ran

from kg.errors import RemoteError, UsageError
from kg.remote.address import Address
from kg.remote.client import Client, Credentials
from kg.remote.clock import FLOW
from kg.store import Store
from remote.conftest import NOTHING, Put


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


NOT_SPARQL = "; is it a SPARQL endpoint? give the address that answers queries (…/query, …/sparql)"
JSON = {"Content-Type": "application/sparql-results+json"}


def rows(*values: str) -> bytes:
    return b'{"head":{"vars":["b"]},"results":{"bindings":[' + ",".join(values).encode() + b"]}}"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((200, JSON, b"hello"), "(Parser error at line 1 column 1: Unexpected char: 'h')"),
        ((200, JSON, b""), "(Parser error at line 1 column 1: Unexpected end of file, a value was expected)"),
        ((204, JSON, b""), "(Parser error at line 1 column 1: Unexpected end of file, a value was expected)"),
        ((200, JSON, rows('{"b":{"type":"literal","value":"x"}},{"b"')), "(Parser error at line 1 column "),
        ((200, JSON, rows("{}")), "(a row without b)"),
        (
            (200, JSON, rows('{"b":{"type":"literal","value":"https://a.example/> } ; DROP ALL #"}}')),
            "(Invalid IRI code ",
        ),
        ((200, JSON, rows('{"b":{"type":"uri","value":"no iri"}}')), "(Invalid uri value: "),
        ((200, JSON, b'{"head":{},"boolean":true}'), "(true or false in the place of rows)"),
        ((200, JSON, b"[" * 100_000), "(SPARQL JSON results must be an object)"),
    ],
)
def test_an_answer_that_is_no_sparql_is_told_in_a_line(
    page: Put, kg: Callable[..., Ran], answer: tuple[int, dict[str, str], bytes], why: str
) -> None:
    url, _ = page(answer)
    for command in ("stats", "remove 003", "unlock"):
        ran = kg(*command.split(), "--store", url)
        assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
        assert ran.err.startswith(f"kg: {url}: what it answered is not what SPARQL says {why}")
        assert ran.err.endswith(f"{NOT_SPARQL}\n")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            (200, {**JSON, "Content-Encoding": "gzip"}, b"hello"),
            "its answer cannot be decompressed; see the",
        ),
        (
            (307, {"Location": "http://[::1"}, b""),
            "what it answered is not what HTTP says (Invalid IPv6 URL); see ",
        ),
        (
            (401, {"WWW-Authenticate": "Digest "}, b""),
            "what it answered is not what HTTP says ('realm'); see the",
        ),
    ],
)
def test_an_answer_that_is_no_http_is_told_in_a_line(
    page: Put,
    kg: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    answer: tuple[int, dict[str, str], bytes],
    told: str,
) -> None:
    monkeypatch.setenv("KG_USER", "anne")
    monkeypatch.setenv("KG_PASSWORD", "s3cret")
    url, _ = page(answer)
    ran = kg("stats", "--store", url)
    assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith(f"kg: {url}: {told}")


def test_an_answer_that_finds_no_room_on_the_disk_says_where_it_was_to_be(
    page: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("kg.remote.client.IN_MEMORY", 1000)
    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", full)
    url, _ = page((200, JSON, b" " * 2000))
    assert asked(url, 5, bounded=True) == (
        f"an answer cannot be kept in {tempfile.gettempdir()}: No space left on device; make room there, "
        "or say another folder: TMPDIR"
    )
