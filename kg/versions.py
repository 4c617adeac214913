"""What finds the claims, by version: the same versions find the same claims in the same article.

``kg add`` passes over an article that the same versions have read already, so this must be known without
the French model, which takes seconds to load.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from kg import __version__
from kg.lexicon import fingerprint
from kg.model import Run

MODEL = "fr_core_news_sm"
# All that the pipeline is made of (tests/test_imports.py compares it with what the pipeline imports).
PARTS = (
    "acts", "attributions", "clean", "conjugation", "coreference", "dates", "frenchmodel", "lexicon", "limits",
    "mentions", "model", "parse", "phrases", "pipeline", "quotes", "targets", "topics", "versions", "vias",
)  # fmt: skip


@cache
def current_run() -> Run:
    """The versions of program, parser, model, word lists and rules that are installed here."""
    model = f"{MODEL} {version(MODEL.replace('_', '-'))}"
    return Run(f"kg {__version__}", f"spaCy {version('spacy')}", model, fingerprint(), rules())


@cache
def rules() -> str:
    """12 hexadecimal digits that change with any of the program's own files that find claims.

    >>> len(rules())
    12
    """
    hashed = sha256()
    package = files("kg")
    for part in PARTS:
        folder = package / part
        for name, file in _sources(folder, part) if folder.is_dir() else [(f"{part}.py", package / f"{part}.py")]:
            text = "\n".join(file.read_text("utf-8").splitlines())  # however a checkout ends its lines
            hashed.update(f"{name}\0{text}\0".encode())
    return hashed.hexdigest()[:12]


def _sources(folder: Traversable, path: str) -> list[tuple[str, Traversable]]:
    """The Python files below a folder, each with its path, in order."""
    found: list[tuple[str, Traversable]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            found += _sources(entry, f"{path}/{entry.name}")
        elif entry.name.endswith(".py"):
            found.append((f"{path}/{entry.name}", entry))
    return found
