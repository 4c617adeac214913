"""Queries and updates over HTTP (SPARQL 1.1 Protocol), with patience, within a time, and with nothing said of secrets.

Whatever is asked may be asked again: queries change nothing, and our updates (``DROP SILENT``, ``DELETE DATA``,
``INSERT DATA``) give the same when they are done twice. So a server that is busy, or gone for a moment, is asked again.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from kg.errors import RemoteError, UsageError
from kg.remote.address import Address
from kg.remote.clock import FLOW, Clock, session

log = logging.getLogger(__name__)

TRIES = 6
LONGEST_WAIT = 60.0  # seconds
SECONDS = 600.0  # for an answer that no user has bounded to begin, and for each ``FLOW`` bytes of it: it may be a graph
CONNECT = 10.0  # seconds
IN_MEMORY = 4_000_000  # bytes of an answer; the rest is kept in a temporary file
REDIRECTS = 3
BUSY = {429, 502, 503, 504}
JSON = "application/sparql-results+json"
TRIPLES = "application/n-triples"
# Each server has its own way to say that queries without GRAPH see all graphs; others do not mind the words.
UNION = {"union-default-graph": "true"}


@dataclass(slots=True)
class Answer:
    """What a server answered: its body from the start, its media type, and its headers."""

    body: IO[bytes]
    media: str
    headers: Mapping[str, str]


class Credentials:
    """Name and password, or a token, from the environment. They are not printed, not stored, and not in any address."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        env = os.environ if environment is None else environment
        self._user, self._password, self._token = env.get("KG_USER"), env.get("KG_PASSWORD"), env.get("KG_TOKEN")
        if self._token and self._user:
            raise UsageError("KG_TOKEN and KG_USER are both set; unset the one that the server does not want")
        if (self._user is None) != (self._password is None):
            raise UsageError("KG_USER and KG_PASSWORD go together; set both of them or none")

    def __bool__(self) -> bool:
        return bool(self._token or self._user)

    def __repr__(self) -> str:
        return "Credentials(…)" if self else "Credentials()"

    def answering(self, challenge: str, url: str) -> AuthBase | None:
        """What answers a server's ``WWW-Authenticate``; ``None`` if we have nothing that it wants.

        Raises ``RemoteError`` where the secret would go readable over the network.
        """
        if self._user is not None and self._password is not None and re.search(r"\bdigest\b", challenge, re.IGNORECASE):
            return HTTPDigestAuth(self._user, self._password)
        if self and urlsplit(url).scheme == "http" and not _is_loopback(urlsplit(url).hostname or ""):
            raise RemoteError(f"{url}: over http:// everybody on the way could read the password; use https://")
        if self._token:
            return _Bearer(self._token)
        if self._user is not None and self._password is not None:
            return HTTPBasicAuth(self._user.encode(), self._password.encode())
        return None


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class _Nobody(AuthBase):
    """Nothing; also not what a ``.netrc`` has."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


@dataclass(slots=True)
class Client:
    """One server. ``sent`` counts the requests; ``sleep`` waits so many seconds.

    An answer has ``seconds``, all of it if it is ``bounded``. Else it may last as long as it flows: that is the time in
    which it begins, and in which each ``FLOW`` bytes more come, or its end.
    """

    address: Address
    credentials: Credentials = field(default_factory=Credentials)
    seconds: float = SECONDS
    bounded: bool = False
    sleep: Callable[[float], None] = time.sleep
    sent: int = 0
    server: str = ""
    _clock: Clock = field(default_factory=Clock)
    _session: requests.Session | None = None
    _heard: bool = False  # it has answered
    _process: int = field(default_factory=os.getpid)
    _entered: dict[tuple[str, str], AuthBase] = field(default_factory=dict, repr=False)  # by scheme and host that asked

    def query(self, sparql: str, accept: str = JSON, *, union: bool = True) -> Answer:
        """What the server answers, over all of its graphs, or (not ``union``) those that the query names.

        Raises ``RemoteError`` where it does not.
        """
        return self._patiently(self.address.query, {"query": sparql, **(self._union() if union else {})}, accept)

    def update(self, sparql: str) -> None:
        """Let the server change its graphs."""
        self._patiently(self.address.update, {"update": sparql}, "*/*").body.close()

    def close(self) -> None:
        """Let the connections go."""
        if self._session:
            self._session.close()

    def _union(self) -> dict[str, str]:
        """Fuseki's word for it would be an unknown graph to others."""
        return {"default-graph-uri": "urn:x-arq:UnionGraph"} if "Fuseki" in self.server else UNION

    def _patiently(self, url: str, form: dict[str, str], accept: str) -> Answer:
        self._clock.start(self.seconds, whole=self.bounded)
        for attempt in range(1, TRIES + 1):
            self._clock.again()
            try:
                answer, problem, wait = self._once(url, form, accept)
            except requests.RequestException as error:
                answer, problem, wait = None, self._unreachable(url, error), None
            if answer:
                return answer
            wait = min(LONGEST_WAIT, 0.5 * 2.0 ** (attempt - 1) if wait is None else wait)
            if attempt == TRIES or time.monotonic() + wait > self._clock.until:
                break
            log.warning("%s %s; trying again in %.1f s", url, problem, wait)
            self.sleep(wait)
        times = "once" if attempt == 1 else f"{attempt} times"
        raise RemoteError(
            f"{url} {problem} (asked {times}); what was finished is kept: run the same command again when it answers"
        )

    def _once(self, url: str, form: dict[str, str], accept: str) -> tuple[Answer | None, str, float | None]:
        """The answer; or what was wrong, and how many seconds the server asks to wait."""
        for _ in range(REDIRECTS + 2):
            response = self._send(url, form, accept)
            with response:
                self._clock.begun = self._heard = True
                status, headers = response.status_code, response.headers
                self.server = headers.get("Server", self.server)
                if status == 401 and self._may_enter(response, url):
                    continue
                if status in (301, 302, 303, 307, 308):
                    url = _redirected(url, response)
                    continue
                if status in BUSY:
                    return None, f"answered {status}", _seconds(headers.get("Retry-After"))
                if status not in (200, 201, 204):
                    raise _refused(url, status, _beginning(response), bool(self.credentials), "update" in form)
                return Answer(_all(response), headers.get("Content-Type", ""), headers), "", None
        raise RemoteError(f"{url}: leads from address to address; give the last of them")

    def _send(self, url: str, form: dict[str, str], accept: str) -> requests.Response:
        if self._session is None or os.getpid() != self._process:  # a copy of this process has connections of its own
            self._session, self._process = session(self._clock), os.getpid()
        self.sent += 1
        try:
            return self._session.post(
                url,
                data=form,
                headers={"Accept": accept},
                auth=self._entered.get(_origin(url), _Nobody()),
                timeout=(CONNECT, max(0.1, self._clock.until - time.monotonic())),
                allow_redirects=False,
                stream=True,
            )
        except requests.RequestException:
            raise
        except (KeyError, ValueError) as error:  # a redirection to nowhere, half a challenge: requests trusts them
            raise RemoteError(
                f"{url}: what it answered is not what HTTP says ({error}); see the server's log"
            ) from None

    def _unreachable(self, url: str, error: requests.RequestException) -> str:
        """What was wrong. Raises ``RemoteError`` where there is no use in asking again."""
        text = str(error)
        late = isinstance(error, requests.Timeout) or "timed out" in text
        if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in text:
            raise RemoteError(
                f"{url}: its certificate cannot be verified; give it a valid one, or name its CA in REQUESTS_CA_BUNDLE"
            ) from None
        if isinstance(error, requests.exceptions.SSLError):
            reason = re.search(r"\[SSL: (\w+)\]", text)
            raise RemoteError(
                f"{url}: does not speak https ({reason[1].lower().replace('_', ' ') if reason else 'no TLS'}); "
                "if it is a server without encryption, give its address with http://"
            ) from None
        if isinstance(error, requests.exceptions.ContentDecodingError):
            raise RemoteError(f"{url}: its answer cannot be decompressed; see the server's log") from None
        if isinstance(error, requests.ConnectTimeout):
            return f"did not take the connection within {CONNECT:.0f} s"
        if late and not self._clock.asked:
            if urlsplit(url).scheme == "https" and not self._heard:
                raise RemoteError(
                    f"{url}: took the connection and spoke no https within {CONNECT:.0f} s; "
                    "if it is a server without encryption, give its address with http://"
                ) from None
            return f"took the connection, and no request within {CONNECT:.0f} s"
        if late:
            return self._too_slow()
        if "Connection refused" in text:
            return "refused the connection"
        if any(sign in text for sign in ("NameResolution", "getaddrinfo", "Name or service")):
            return "is on no host of that name"
        return "broke the connection off"

    def _too_slow(self) -> str:
        if not self._clock.begun:
            return f"did not answer within {self.seconds:g} s"
        if self.bounded:
            return f"did not end its answer within {self.seconds:g} s"
        return f"sent less than {FLOW >> 10} KB of its answer within {self.seconds:g} s"

    def _may_enter(self, response: requests.Response, url: str) -> bool:
        """Whether there is use in asking again, now with name and password."""
        if _origin(url) in self._entered:
            return False
        found = self.credentials.answering(response.headers.get("WWW-Authenticate", ""), url)
        if found is None:
            return False
        self._entered[_origin(url)] = found
        return True


def _all(response: requests.Response) -> IO[bytes]:
    """The whole body, so that what breaks off is asked again and no connection waits for a slow reader."""
    body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (its reader closes it)
    for chunk in response.iter_content(1 << 16):
        try:
            body.write(chunk)
        except OSError as error:
            body.close()
            raise RemoteError(
                f"an answer cannot be kept in {tempfile.gettempdir()}: {error.strerror}; make room there, "
                "or say another folder: TMPDIR"
            ) from None
    body.seek(0)
    return body


def _beginning(response: requests.Response) -> str:
    data = next(response.iter_content(4096), b"")
    text = re.sub(r"<[^>]+>", " ", data.decode("utf-8", "replace").partition("\nSPARQL query:")[0])
    return " ".join(text.split())[:200]


def _refused(url: str, status: int, said: str, known: bool, update: bool) -> RemoteError:
    if status in (401, 403):
        step = "check KG_USER and KG_PASSWORD (or KG_TOKEN)" if known else "set KG_USER and KG_PASSWORD (or KG_TOKEN)"
        if known and update:
            step += ", and that they may write"
        return RemoteError(f"{url}: the server lets nobody in so ({status}); {step}")
    if status in (404, 405):
        step = (
            "say where it takes updates: --update-url URL"
            if update
            else "give the address that answers queries (…/query, …/sparql)"
        )
        return RemoteError(f"{url}: no SPARQL endpoint is there ({status}); {step}")
    return RemoteError(f"{url} answered {status}{f': {said}' if said else ''}; see the server's log")


def _redirected(url: str, response: requests.Response) -> str:
    target = urljoin(url, response.headers.get("Location", ""))
    old, new = urlsplit(url), urlsplit(target)
    if (old.scheme, old.netloc) != (new.scheme, new.netloc) or response.status_code not in (307, 308):
        shown = new._replace(netloc=new.netloc.rpartition("@")[2], query="").geturl()
        raise RemoteError(f"{url}: leads to {shown}, which is not followed; if you trust it, give that address instead")
    return target


def _origin(url: str) -> tuple[str, str]:
    """Scheme and host of an address: queries and updates may go to different ones, and each must ask for itself."""
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower()


def _is_loopback(host: str) -> bool:
    return host == "localhost" or host == "::1" or host.startswith("127.")


def _seconds(retry_after: str | None) -> float | None:
    """``Retry-After`` in seconds, where it is a number.

    >>> _seconds("7"), _seconds("soon")
    (7.0, None)
    """
    return float(retry_after) if retry_after and retry_after.strip().isdecimal() else None
