"""The record format that leaves the program: one flat object a claim, the format of the scorer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.model import Claim, Extraction

FIELDS = (
    "id", "article", "speaker", "mention", "cue", "content", "spans", "form", "act", "targets",
    "main_target", "topics", "date", "date_basis", "via", "rule",
)  # fmt: skip


def records(extraction: Extraction) -> Iterator[dict[str, Any]]:
    """Yield one record a claim, in the order of the text, with the keys of ``FIELDS`` in that order."""
    for claim in extraction.claims:
        yield record(claim, extraction)


def record(claim: Claim, extraction: Extraction) -> dict[str, Any]:
    """One claim as plain values; ``spans`` count characters of the article, ``content`` are its words."""
    article, found = extraction.article, claim.attribution
    return {
        "id": claim.id,
        "article": article.name,
        "speaker": claim.speaker.name,
        "mention": found.source.of(article.text) if found.source else None,
        "cue": found.cue.of(article.text) if found.cue else None,
        "content": [piece.of(article.text) for piece in found.content],
        "spans": [[piece.start, piece.end] for piece in found.content],
        "form": found.form,
        "act": claim.act,
        "targets": [target.name for target in claim.targets],
        "main_target": claim.main_target,
        "topics": list(claim.topics),
        "date": claim.when.first.isoformat() if claim.when.first and not claim.when.last else None,
        "date_basis": claim.when.basis,
        "via": list(claim.via),
        "rule": found.rule,
    }
