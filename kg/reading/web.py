"""One page from the web: only an address that the user named, and as its site wishes.

robots.txt is asked first (RFC 9309), by Protego, which knows its wildcards. http and https only, at most
five redirects, each asked for anew, none from a public host into an internal network; a limit on bytes and on time.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from kg import __version__
from kg.errors import ReadError
from kg.reading.items import too_large

if TYPE_CHECKING:
    from requests import Response, Session

AGENT = "kg"
USER_AGENT = f"{AGENT}/{__version__} (reads single articles that its user names)"
REDIRECTS = 5
TIMEOUT = 20.0  # seconds to connect, and between two pieces
DEADLINE = 60.0  # seconds for the whole page
ROBOTS = 500_000  # bytes of a robots.txt that are looked at (RFC 9309, section 2.5)


@dataclass(frozen=True, slots=True)
class Page:
    """What came: its last address, its bytes, and what the server says of them."""

    url: str
    data: bytes
    media_type: str
    charset: str | None


def is_url(path: str) -> bool:
    """Whether a path is an address.

    >>> is_url("https://lepli.example/route"), is_url("press/a.txt")
    (True, False)
    """
    return path.lower().startswith(("http://", "https://"))


def fetch(url: str, max_size: int) -> Page:
    """Get one page. Raises ``ReadError``, the reason alone."""
    import requests

    from kg.reading.guarded import Guard

    host = _host(url)
    inside = host is not None and _is_internal(host)  # it is the user's own network that is meant

    def allow(address: str) -> None:
        if not inside and _is_internal(address):
            raise ReadError(f"leads to {address}, an address of an internal network; name that one if you mean it")

    until = time.monotonic() + DEADLINE
    with Guard(DEADLINE, allow) as guard:
        guard.session.headers["User-Agent"] = USER_AGENT
        guard.session.max_redirects = REDIRECTS
        try:
            return _page(guard.session, url, max_size, until)
        except requests.RequestException as error:
            if guard.over:
                raise ReadError(_unfinished()) from None
            if isinstance(error, requests.Timeout):
                raise ReadError(f"no answer within {TIMEOUT:.0f} seconds; try again later") from None
            raise ReadError(f"cannot be reached ({_reason(error)}); check the address") from None
        except ValueError as error:  # an address that cannot be taken apart
            raise ReadError(f"no address of a page ({error}); check it") from None


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # said when it is asked for
        return None


def _unfinished() -> str:
    return f"not finished after {DEADLINE:.0f} seconds; try again later"


def _page(session: Session, url: str, max_size: int, until: float) -> Page:
    first = url
    for _ in range(REDIRECTS + 1):
        _check_way(first, url)
        _ask_robots(session, url, until)
        with session.get(url, stream=True, timeout=TIMEOUT, allow_redirects=False) as answer:
            if answer.is_redirect:
                url = urljoin(url, answer.headers["Location"])
                continue
            if answer.status_code != 200:
                raise ReadError(f"the server says {answer.status_code} {answer.reason}; check the address")
            data = _body(answer, max_size, until)
            if len(data) > max_size:
                raise ReadError(too_large(max_size))
            stated = answer.headers.get("Content-Type", "")
            charset = answer.encoding if "charset" in stated.lower() else None
            return Page(url, data, stated.partition(";")[0].strip().lower(), charset)
    raise ReadError(f"more than {REDIRECTS} redirects; name the address where they lead")


def _check_way(first: str, url: str) -> None:
    """Raise ``ReadError`` for a redirect off the web, or from a public host into the network of the user."""
    host, start = urlsplit(url).hostname, urlsplit(first).hostname
    if not is_url(url) or not host:
        raise ReadError(f"leads to {url[:80]!r}; only http and https are read")
    if start and host != start and _is_internal(host) and not _is_internal(start):
        raise ReadError(f"leads to {url[:80]!r}, an address of an internal network; name that one if you mean it")


def _is_internal(host: str) -> bool:
    """Whether a host is private, loopback or link-local, by any of its addresses."""
    return any(not ipaddress.ip_address(address).is_global for address in _addresses(host))


def _addresses(host: str) -> list[str]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # nobody is there: that is said when it is asked
        return []
    return [str(address[0]).partition("%")[0] for *_, address in found]


def _ask_robots(session: Session, url: str, until: float) -> None:
    """Raise ``ReadError`` if the site asks programs to stay away from ``url``, or cannot say."""
    from protego import Protego

    robots = urljoin(url, "/robots.txt")
    for _ in range(REDIRECTS + 1):
        _check_way(url, robots)
        with session.get(robots, stream=True, timeout=TIMEOUT, allow_redirects=False) as answer:
            if answer.is_redirect:
                robots = urljoin(robots, answer.headers["Location"])
                continue
            if answer.status_code >= 500:
                raise ReadError(f"its robots.txt cannot be read ({answer.status_code}); try again later")
            if answer.status_code >= 400:  # there is none: everything may be read (RFC 9309, section 2.3.1.3)
                return
            rules = _body(answer, ROBOTS, until)[:ROBOTS].decode("utf-8", "replace")
            break
    else:
        raise ReadError(f"its robots.txt cannot be read (more than {REDIRECTS} redirects); try again later")
    if not Protego.parse(rules).can_fetch(url, AGENT):
        raise ReadError("its robots.txt asks programs to stay away; save the page in a browser and add the file")


def _body(answer: Response, limit: int, until: float) -> bytes:
    """At most ``limit`` bytes and a block more, unpacked as the server says."""
    from requests import ConnectionError, Timeout
    from urllib3.exceptions import HTTPError, ReadTimeoutError

    data = bytearray()
    # What has come by now, not a block when it is full: a server may send a byte now and then.
    read = getattr(answer.raw, "read1", answer.raw.read)  # urllib3 1 has no read1
    while len(data) <= limit:
        try:
            block = read(1 << 16, decode_content=True)
        except ReadTimeoutError as error:
            raise Timeout(error) from None
        except HTTPError as error:
            raise ConnectionError(error) from None
        if not block:
            break
        data += block
        if time.monotonic() > until:
            raise ReadError(_unfinished())
    return bytes(data)


def _reason(error: Exception) -> str:
    inner = getattr(error.args[0], "reason", error) if error.args else error
    return f"{type(error).__name__}: {str(inner).rpartition(': ')[2]}"[:120]
