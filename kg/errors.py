"""What can go wrong in a way the user can mend. Everything else is a bug and keeps its traceback."""

DAMAGED = "put a backup in its place: kg restore BACKUP --replace, or remove the folder and add the articles again"


def unexpected(error: Exception, where: str = "") -> str:
    """The reason for something that failed in a way nobody thought of, on one line.

    >>> unexpected(KeyError("a"))
    "KeyError: 'a'; please report it"
    """
    return f"{type(error).__name__}{where}: {' '.join(str(error).split())[:200]}; please report it"


class KgError(Exception):
    """A problem said in one line: the file or the place, what is wrong, the next step."""


class UsageError(KgError):
    """The command was called wrongly (exit status 2); a ``KgError`` otherwise ends with 1."""


class Stopped(KgError):
    """A run that the user stopped; ``signal`` is the number of the signal (exit status 128 + ``signal``)."""

    def __init__(self, message: str, signal: int) -> None:
        super().__init__(message)
        self.signal = signal


class ReadError(KgError):
    """An article that cannot be read."""


class ArticleError(KgError):
    """An article in which no claims are looked for: too long to be one, or no text. Its name is the caller's to say."""


class WorkerError(KgError):
    """Processes that extract articles and cannot be started."""


class LexiconError(KgError):
    """A word list with a bad row: file, line, and what to change."""


class StoreError(KgError):
    """A store that cannot be opened, read or written."""


class LockedError(StoreError):
    """A store that another process has open."""


class RemoteError(StoreError):
    """A server that cannot be reached, refuses, or answers something else than SPARQL."""


class OverruleError(KgError):
    """An overruling of names that cannot be read or does not fit: a bad row, a circle, a name that is not there."""


class QuestionError(KgError):
    """A saved query, a parameter, a name or a question that does not fit."""


class LoadError(KgError):
    """A file that ``kg load`` cannot take: broken, another's, or a part of an article."""


class ShardError(KgError):
    """A shard that cannot be written or read, or a cluster that does not write them."""


class LinkError(KgError):
    """A reconciliation service that cannot be asked, or answers something else than the protocol says."""


class ExportError(KgError):
    """An export that cannot be written."""


class ReportError(KgError):
    """A log or a report that cannot be written."""


class CheckError(KgError):
    """A file that cannot be checked, or no pySHACL to check with."""


class ServeError(KgError):
    """A server that cannot start: no port, no address."""
