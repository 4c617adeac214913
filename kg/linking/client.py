"""A reconciliation service over HTTP: one address, small answers, patience.

``Busy`` is the service's or the network's state: waiting may help, and has been tried. Any other
``LinkError`` is an answer to what was asked: asking less, or something else, may help.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import requests

from kg.errors import LinkError, UsageError
from kg.linking import protocol
from kg.linking.protocol import Answer, Manifest, Question

LARGEST = 8_000_000  # bytes of an answer
TIMEOUT = 60.0  # seconds for a whole answer
TRIES = 5
LONGEST_WAIT = 300.0  # seconds; a service that asks for more is asked again in another run
REDIRECTS = 5
_TRANSIENT = {429, 500, 502, 503, 504}
_BUSY = _TRANSIENT - {500}
_FOLLOWED = {301, 302, 303, 307, 308}


class Busy(LinkError):
    """The service cannot be reached, or says that it has too much to do."""


class TooLarge(LinkError):
    """A request with more questions than the service takes."""


def check_address(url: str) -> str:
    """The address of a service as it is kept. Raises ``UsageError`` if it is none that may be asked.

    >>> check_address(" https://service.example/fr/api#top ")
    'https://service.example/fr/api'
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
        _ = parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host or any(c.isspace() or c in '<>"{}|\\^`' for c in url.strip()):
        raise UsageError(f"{url!r} is no address of a service; it starts with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise UsageError("leave the user name and password out of the address: it is kept in the graph")
    return parts._replace(fragment="").geturl()


@dataclass(slots=True)
class Service:
    """One service. ``say`` gets a line before each wait, ``sleep`` waits so many seconds."""

    address: str
    agent: str
    say: Callable[[str], None]
    timeout: float = TIMEOUT
    sleep: Callable[[float], None] = time.sleep
    session: requests.Session = field(default_factory=requests.Session)

    def manifest(self) -> Manifest:
        """What the service says of itself. Raises ``LinkError`` with the address where it cannot be had."""
        try:
            return protocol.manifest(self._patiently("GET", self.address))
        except LinkError as error:
            raise type(error)(f"{self.address}: {error}") from None

    def ask(self, questions: Sequence[Question], limit: int, manifest: Manifest) -> list[Answer]:
        """The answers to a batch, in its order."""
        request = protocol.request(questions, limit, manifest.version)
        base, _, query = self.address.partition("?")
        url = self.address if not request.path else base.rstrip("/") + request.path + (f"?{query}" if query else "")
        text = self._patiently("POST", url, request.body, {"Content-Type": request.media})
        return protocol.answers(text, len(questions), manifest)

    def _patiently(self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> str:
        for attempt in range(1, TRIES + 1):
            wait = 2.0 ** (attempt - 1)
            try:
                status, text, after = self._once(method, url, body, headers or {})
            except requests.RequestException as error:
                problem, busy = _unreachable(error, self.timeout), True
            else:
                if status == 200:
                    return text
                problem, busy = f"answered {status} {_reason(status)}".rstrip(), status in _BUSY
                if status == 413:
                    raise TooLarge(problem)
                if status not in _TRANSIENT:
                    raise LinkError(problem)
                wait = max(after, 1.0) if after is not None else wait
            if wait > LONGEST_WAIT:
                raise Busy(f"{problem}, and asks to wait {wait:.0f} s; run the same command again then")
            if attempt < TRIES:
                self.say(f"the service {problem}; trying again in {wait:.0f} s")
                self.sleep(wait)
        raise (Busy if busy else LinkError)(f"{problem} ({TRIES} times)")

    def _once(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, float | None]:
        """One request: its status, its text, and how many seconds the service asks to wait."""
        deadline = time.monotonic() + self.timeout
        for _ in range(REDIRECTS + 1):
            with self.session.request(
                method,
                url,
                data=body or None,
                headers={"User-Agent": self.agent, "Accept": "application/json", **headers},
                timeout=self.timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                if response.status_code not in _FOLLOWED:
                    text = _bounded(response, deadline) if response.status_code == 200 else ""
                    return response.status_code, text, _seconds(response.headers.get("Retry-After"))
                url = _redirected(method, url, response)
        raise LinkError(f"leads from address to address, more than {REDIRECTS} times")


def _redirected(method: str, url: str, response: requests.Response) -> str:
    target = urljoin(url, response.headers.get("Location", ""))
    old, new = urlsplit(url).scheme, urlsplit(target).scheme
    if new not in ("http", "https") or (old == "https" and new == "http"):
        raise LinkError(f"leads to {target!r}, which is not followed: it is no {old} address")
    if method == "POST" and response.status_code not in (307, 308):
        raise LinkError(f"leads from {url} to {target} with status {response.status_code}; give that address instead")
    return target


def _bounded(response: requests.Response, deadline: float) -> str:
    data = bytearray()
    for chunk in response.iter_content(65_536):
        data += chunk
        if len(data) > LARGEST:
            raise LinkError(f"answered with more than {LARGEST:,} bytes; that is no answer to so few questions")
        if time.monotonic() > deadline:
            raise requests.Timeout
    return data.decode("utf-8", "replace")


def _unreachable(error: requests.RequestException, timeout: float) -> str:
    if isinstance(error, requests.Timeout) or "timed out" in str(error):
        return f"did not answer within {timeout:.0f} s"
    if isinstance(error, requests.exceptions.SSLError):
        return "has no certificate that can be checked"
    if isinstance(error, requests.exceptions.ProxyError):
        return "cannot be reached through the proxy"
    if "Connection refused" in str(error):
        return "refused the connection"
    if any(sign in str(error) for sign in ("NameResolution", "getaddrinfo", "Name or service")):
        return "is on no host of that name"
    return f"broke the connection off ({type(error).__name__})"


def _reason(status: int) -> str:
    hints = {
        401: "(it wants a key or password, which kg cannot give)",
        403: "(it lets nobody in so)",
        404: "(no such page: look for the address of its API)",
        429: "(too many requests)",
        500: "(an error of its own)",
        503: "(not available)",
    }
    return hints.get(status, "")


def _seconds(retry_after: str | None) -> float | None:
    """``Retry-After`` in seconds: a number, or a date.

    >>> _seconds("7"), _seconds("soon"), _seconds("Wed, 21 Oct 2015 07:28:00 GMT")
    (7.0, None, 0.0)
    """
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
