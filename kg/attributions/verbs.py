"""The speech verbs of ``speech_verbs.tsv``, found by any of their forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.conjugation import Kind, forms, parse_lemma
from kg.errors import LexiconError
from kg.lexicon import table, word_class
from kg.model import ACTS, Act


@dataclass(frozen=True, slots=True)
class Verb:
    """One speech verb: « se féliciter », « faire savoir », with the act of each frame it is used in."""

    lemma: str
    head: str
    rest: tuple[str, ...]
    reflexive: bool
    frames: Mapping[str, Act]
    refused: frozenset[str]

    def quotes(self) -> bool:
        """Whether the verb can introduce or close direct speech."""
        return "quote" not in self.refused and any(f in self.frames for f in ("quote", "que"))


@cache
def verbs(code: str = "fr") -> Mapping[str, Verb]:
    """All speech verbs by lemma. A frame with ``use`` no is in ``refused``, so that its reason is on record."""
    frames: dict[str, dict[str, Act]] = {}
    refused: dict[str, set[str]] = {}
    for row in table(code, "speech_verbs"):
        act = next((a for a in ACTS if a == row["act"]), None)
        if row["use"] == "yes" and act is None:
            raise LexiconError(f"{row.place}: act {row['act']!r} is not one of {', '.join(ACTS)}")
        kept = frames.setdefault(row["lemma"], {})
        if row["use"] == "yes" and act is not None:
            kept[row["frame"]] = act
        else:
            refused.setdefault(row["lemma"], set()).add(row["frame"])
    found = {}
    for lemma, kept in frames.items():
        parts = parse_lemma(lemma)
        found[lemma] = Verb(lemma, parts.head, parts.rest, parts.reflexive, kept, frozenset(refused.get(lemma, ())))
    return found


@cache
def by_form(code: str = "fr") -> Mapping[str, tuple[tuple[Verb, tuple[Kind, ...]], ...]]:
    """From a lower-case form to the verbs it may belong to and what it can be; verbs with no use are left out."""
    index: dict[str, list[tuple[Verb, tuple[Kind, ...]]]] = {}
    for verb in verbs(code).values():
        if not verb.frames:
            continue
        for form, kinds in forms(verb.lemma).items():
            # the spelling of 1990 leaves the circumflex out: « reconnait »
            for spelling in {form, form.replace("aî", "ai")} - word_class("not of saying"):
                index.setdefault(spelling, []).append((verb, kinds))
    return {
        form: tuple(sorted(found, key=lambda f: (-len(f[0].rest), not f[0].lemma.startswith("y "))))
        for form, found in index.items()
    }


@cache
def by_conviction(code: str = "fr") -> Mapping[str, Verb]:
    """From « convaincu », « persuadée » … to « être convaincu »: after a comma the auxiliary is left out."""
    return {
        verb.rest[0] + ending: verb
        for verb in verbs(code).values()
        if verb.head == "être" and len(verb.rest) == 1 and "que" in verb.frames
        for ending in ("", "e", "s", "es")
    }


@cache
def refused_phrases(code: str = "fr") -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """From the head of a phrase that is refused in every frame to its other words: « tenir » → « bon »."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for verb in verbs(code).values():
        if verb.rest and not verb.frames and verb.rest[0] not in {"à", "de"}:
            found.setdefault(verb.head, []).append(verb.rest)
    return {head: tuple(rests) for head, rests in found.items()}
