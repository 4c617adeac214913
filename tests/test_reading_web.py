"""Reading an address: politely, and only so much. The server runs inside the test."""

from __future__ import annotations

import contextlib
import gzip
import io
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kg.errors import ReadError
from kg.model import Article
from kg.reading import Options, article_id, read

PAGE = "<html><body><h1>Le pont rouvre</h1><p>Le pont rouvrira lundi, a indiqué la préfète.</p></body></html>"


class Site(ThreadingHTTPServer):
    """A site: status, headers and body by path, and what was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, str]] = []

    def put(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> str:
        data = body.encode() if isinstance(body, str) else body
        self.pages[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, data)
        return self.url(path)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        status, headers, body = self.server.pages.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def told(*urls: str, **options: object) -> tuple[list[Article], list[tuple[str, str]]]:
    reasons: list[tuple[str, str]] = []
    options_ = Options(**options)  # type: ignore[arg-type]
    return list(read(urls, options=options_, on_error=lambda place, why: reasons.append((place, why)))), reasons


def test_a_page_has_the_id_of_its_address_and_robots_txt_is_asked_first(site: Site) -> None:
    url = site.put("/2024/pont.html?x=1", PAGE.encode("cp1252"), Content_Type="text/html; charset=windows-1252")
    (found,), reasons = told(url)
    assert reasons == []
    assert found.text == "Le pont rouvre\n\nLe pont rouvrira lundi, a indiqué la préfète.\n"
    assert (found.url, found.id, found.name) == (url, article_id(url), "pont")
    assert [path for path, _ in site.asked] == ["/robots.txt", "/2024/pont.html?x=1"]
    assert all(agent.startswith("kg/") for _, agent in site.asked)


def test_a_canonical_address_counts_only_on_the_same_site(site: Site) -> None:
    for host, kept in (("127.0.0.1", True), ("autre.example", False)):
        link = f'<head><link rel="canonical" href="https://{host}/pont"></head>'
        url = site.put("/a", PAGE.replace("<body>", link + "<body>"), Content_Type="text/html")
        assert told(url)[0][0].url == (f"https://{host}/pont" if kept else url)


def test_what_robots_txt_refuses_is_not_fetched(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /prive/*.html$\n")
    url = site.put("/prive/pont.html", PAGE, Content_Type="text/html")
    assert told(url) == (
        [],
        [(url, "its robots.txt asks programs to stay away; save the page in a browser and add the file")],
    )
    assert [path for path, _ in site.asked] == ["/robots.txt"]
    assert len(told(site.put("/public/pont.html", PAGE, Content_Type="text/html"))[0]) == 1


def test_a_site_that_cannot_say_its_wishes_is_left_alone(site: Site) -> None:
    site.put("/robots.txt", "", 503)
    url = site.put("/a", PAGE, Content_Type="text/html")
    assert told(url)[1] == [(url, "its robots.txt cannot be read (503); try again later")]


def test_redirects_are_followed_a_few_times_and_only_on_the_web(site: Site) -> None:
    last = site.put("/pont", PAGE, Content_Type="text/html")
    first = site.put("/a", "", 301, Location="/pont")
    assert told(first)[0][0].url == last
    circle = site.put("/b", "", 302, Location="/b")
    assert told(circle)[1] == [(circle, "more than 5 redirects; name the address where they lead")]
    file = site.put("/c", "", 302, Location="file:///etc/passwd")
    assert told(file)[1] == [(file, "leads to 'file:///etc/passwd'; only http and https are read")]


def test_a_redirect_to_what_robots_txt_refuses_is_not_followed(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /prive\n")
    site.put("/prive", PAGE, Content_Type="text/html")
    assert "stay away" in told(site.put("/a", "", 301, Location="/prive"))[1][0][1]


def test_an_answer_that_is_too_large_is_cut_off(site: Site) -> None:
    url = site.put("/a", PAGE + "x" * 200_000, Content_Type="text/html")
    assert told(url, max_size=100_000)[1] == [(url, "larger than 0.1 MB; split it, or raise the limit: --max-size MB")]


def test_what_is_not_there_is_named_and_the_rest_is_read(site: Site) -> None:
    missing, there = site.url("/rien"), site.put("/a", PAGE, Content_Type="text/html")
    articles, reasons = told(missing, there)
    assert len(articles) == 1
    assert reasons == [(missing, "the server says 404 Not Found; check the address")]


def test_a_site_that_does_not_answer_is_named() -> None:
    url = "http://127.0.0.1:9/a"
    ((place, reason),) = told(url)[1]
    assert place == url
    assert reason.startswith("cannot be reached (ConnectionError: ") and reason.endswith("); check the address")


def test_an_address_may_be_a_feed_or_an_archive(site: Site) -> None:
    feed = "<rss><channel><item><title>A</title><description>Le maire a dit non.</description></item></channel></rss>"
    assert told(site.put("/flux", feed, Content_Type="application/rss+xml"))[0][0].text == "Le maire a dit non."
    packed = gzip.compress(b"Le maire a dit oui.")
    assert told(site.put("/a.txt.gz", packed, Content_Type="application/gzip"))[0][0].text == "Le maire a dit oui."


def test_a_redirect_from_the_web_into_an_internal_network_is_not_followed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    import kg.reading.guarded as guarded
    import kg.reading.web as web

    there = {"localhost": ["93.184.215.14"]}  # a public host, which is in fact the site of the test
    monkeypatch.setattr(web, "_addresses", lambda host: there.get(host, [host]))
    monkeypatch.setattr(guarded, "address_of", lambda connection: "93.184.215.14")
    inner = site.put("/interne", PAGE, Content_Type="text/html")
    page = site.put("/a", "", 302, Location=inner).replace("127.0.0.1", "localhost")
    reason = f"leads to {inner!r}, an address of an internal network; name that one if you mean it"
    assert told(page) == ([], [(page, reason)])
    rules = site.put("/regles", "User-agent: *\nDisallow:\n")
    site.put("/robots.txt", "", 301, Location=rules)
    assert told(page)[1] == [(page, reason.replace(inner, rules))]
    assert not {"/interne", "/regles"} & {path for path, _ in site.asked}
    site.put("/robots.txt", "", 301, Location="/regles")
    assert told(inner)[0][0].url == inner


def test_a_name_that_leads_elsewhere_when_it_is_connected_to_is_not_asked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    import kg.reading.web as web

    there = {"localhost": ["93.184.215.14"]}  # what the check was told; the connection leads to 127.0.0.1
    monkeypatch.setattr(web, "_addresses", lambda host: there.get(host, [host]))
    page = site.put("/a", PAGE, Content_Type="text/html").replace("127.0.0.1", "localhost")
    reason = "leads to 127.0.0.1, an address of an internal network; name that one if you mean it"
    assert told(page) == ([], [(page, reason)])
    assert site.asked == []


def test_a_server_that_sends_its_headers_letter_by_letter_is_left_at_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import kg.reading.web as web

    monkeypatch.setattr(web, "DEADLINE", 0.3)
    over = threading.Event()

    def drip() -> None:
        connection, _ = server.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not over.wait(0.02):
                connection.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/a"
        stuck = threading.Timer(20, over.set)  # without a deadline the test must end too
        stuck.start()
        assert told(url)[1] == [(url, "not finished after 0 seconds; try again later")]
        assert not over.is_set()
        stuck.cancel()
        over.set()
        thread.join()


@pytest.mark.parametrize(
    ("host", "internal"),
    [("127.0.0.1", True), ("10.1.2.3", True), ("169.254.169.254", True), ("::1", True), ("93.184.215.14", False)],
)
def test_internal_addresses_are_known(host: str, internal: bool) -> None:
    from kg.reading.web import _is_internal

    assert _is_internal(host) is internal


class Trickle(io.BufferedIOBase):
    """A body without an end, of one byte a second, with the clock that it goes by."""

    seconds = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        self.seconds += size or 0
        return b"x" * (size or 0)

    def read1(self, size: int = -1) -> bytes:
        return self.read(1)


def test_a_trickle_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    import requests
    import urllib3

    import kg.reading.web as web

    body, answer = Trickle(), requests.Response()
    answer.raw = urllib3.HTTPResponse(body=body, preload_content=False)
    monkeypatch.setattr(web.time, "monotonic", lambda: body.seconds)
    with pytest.raises(ReadError, match=r"^not finished after 60 seconds; try again later$"):
        web._body(answer, 1_000_000, until=60)
    assert body.seconds == 61


def test_a_compressed_answer_is_unpacked(site: Site) -> None:
    packed = gzip.compress(PAGE.encode() + b" " * 200_000)
    url = site.put("/a", packed, Content_Type="text/html", Content_Encoding="gzip")
    assert told(url)[0][0].text.startswith("Le pont rouvre")
    broken = site.put("/b", b"no gzip", Content_Type="text/html", Content_Encoding="gzip")
    assert told(broken)[1][0][1].startswith("cannot be reached (ConnectionError: ")
