"""How good the claims are, measured on articles whose claims were annotated by hand.

A claim found and a gold claim match when the characters of their contents overlap enough
(intersection over union), the best pairs first, each used once. Optional gold claims are neither
missed nor wrong. The three figures: *content* counts the matches, *attribution* those with the right
speaker, *triple* those whose main target was found as well.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.lexicon import table
from kg.model import FORMS

HALF, STRICT = 0.5, 0.8  # overlap of the characters: intersection over union
OPTIONAL = 0.3  # a looser overlap lets an optional claim excuse one that was found

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Figures:
    """Hits among what was found and among what gold holds."""

    hit: int
    found: int
    gold: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right, 0 to 1."""
        return self.hit / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of gold that was found, 0 to 1."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """One gold claim and the record that matched it, with what is right about it."""

    gold: Record
    found: Record
    speaker: bool
    main_target: bool
    targets_hit: int  # gold targets that were found
    targets_right: int  # found targets that gold has


@dataclass(frozen=True, slots=True)
class Sheet:
    """One article compared with its gold."""

    article: str
    pairs: tuple[Pair, ...]
    missed: tuple[Record, ...]
    wrong: tuple[Record, ...]
    excused: tuple[Record, ...]  # matched by an optional gold claim


@dataclass(frozen=True, slots=True)
class Score:
    """The comparison of a whole gold folder at one overlap."""

    overlap: float
    sheets: tuple[Sheet, ...] = field(default=())

    @property
    def pairs(self) -> list[Pair]:
        """All matches."""
        return [pair for sheet in self.sheets for pair in sheet.pairs]

    def _figures(self, hit: int) -> Figures:
        matched = len(self.pairs)
        return Figures(
            hit,
            matched + sum(len(sheet.wrong) for sheet in self.sheets),
            matched + sum(len(sheet.missed) for sheet in self.sheets),
        )

    @property
    def content(self) -> Figures:
        """Claims whose words were found."""
        return self._figures(len(self.pairs))

    @property
    def attribution(self) -> Figures:
        """… and whose speaker is right: who said what."""
        return self._figures(sum(pair.speaker for pair in self.pairs))

    @property
    def triple(self) -> Figures:
        """… and whose main target is among those found: who said what about whom."""
        return self._figures(sum(pair.speaker and pair.main_target for pair in self.pairs))

    @property
    def on_matches(self) -> dict[str, float]:
        """What else is right about the matches, as shares from 0 to 1; ``dated`` is a count."""
        pairs = self.pairs
        dated = [pair for pair in pairs if pair.gold["date"]]
        return {
            "speaker": _share(sum(pair.speaker for pair in pairs), len(pairs)),
            "form": _share(sum(pair.gold["form"] == pair.found.get("form") for pair in pairs), len(pairs)),
            "act": _share(sum(pair.gold["act"] == pair.found.get("act") for pair in pairs), len(pairs)),
            "target_precision": _share(
                sum(pair.targets_right for pair in pairs), sum(len(pair.found.get("targets") or []) for pair in pairs)
            ),
            "target_recall": _share(
                sum(pair.targets_hit for pair in pairs), sum(len(pair.gold["targets"]) for pair in pairs)
            ),
            "date": _share(sum(pair.gold["date"] == pair.found.get("date") for pair in dated), len(dated)),
            "dated": len(dated),
        }

    def by_rule(self) -> dict[str, tuple[int, int, int]]:
        """For each rule: claims found (the excused ones left out), with the right content, with the right speaker."""
        rules: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for sheet in self.sheets:
            for pair in sheet.pairs:
                counts = rules[str(pair.found.get("rule"))]
                counts[0] += 1
                counts[1] += 1
                counts[2] += pair.speaker
            for record in sheet.wrong:
                rules[str(record.get("rule"))][0] += 1
        return {rule: (a, b, c) for rule, (a, b, c) in sorted(rules.items(), key=lambda item: (-item[1][0], item[0]))}

    def by_form(self) -> dict[str, Figures]:
        """For each form of gold claims: content found, of how many."""
        out: dict[str, Figures] = {}
        for form in FORMS:
            hit = sum(pair.gold["form"] == form for pair in self.pairs)
            missed = sum(claim["form"] == form for sheet in self.sheets for claim in sheet.missed)
            out[form] = Figures(hit, hit, hit + missed)
        return out


def _share(part: int, whole: int) -> float:
    return part / max(1, whole)


# --- comparing ---


def score(gold_dir: Path, records: Iterable[Record], overlap: float = HALF) -> Score:
    """Compare records (the format of ``kg extract``) with the gold files of a folder.

    Records of articles with no gold file do not count; every gold article counts, found or not.
    """
    found: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.get("spans"):
            found[record["article"]].append(record)
    return Score(overlap, tuple(_sheet(doc, found[doc["article"]], overlap) for doc in gold_files(gold_dir)))


def gold_files(gold_dir: Path) -> list[dict[str, Any]]:
    """The gold files of a folder as they stand, in the order of their articles.

    Raises ``KgError`` for a folder with none, or a file that is not one.
    """
    if not gold_dir.is_dir():
        raise KgError(f"{gold_dir}: no such folder; name the folder with the gold files")
    docs = []
    for path in sorted(gold_dir.glob("*.json")):
        try:
            doc = json.loads(path.read_text("utf-8"))
        except (ValueError, OSError) as error:
            raise KgError(f"{path}: not a gold file ({error}); correct it or move it away") from None
        if not isinstance(doc, dict) or not {"article", "claims"} <= doc.keys():
            raise KgError(f"{path}: not a gold file (no 'article' or 'claims'); correct it or move it away")
        docs.append(doc)
    if not docs:
        raise KgError(f"{gold_dir}: no gold file (.json) in this folder; name the folder with the gold files")
    return sorted(docs, key=lambda doc: str(doc["article"]))


def _sheet(doc: Mapping[str, Any], found: Sequence[Record], overlap: float) -> Sheet:
    required = [claim for claim in doc["claims"] if not claim.get("optional")]
    optional = [claim for claim in doc["claims"] if claim.get("optional")]
    matches = _best_pairs(required, found, overlap)
    used = set(matches.values())
    rest = [record for at, record in enumerate(found) if at not in used]
    excused = set(_best_pairs(optional, rest, OPTIONAL).values())
    return Sheet(
        str(doc["article"]),
        tuple(_pair(required[at], found[matches[at]]) for at in sorted(matches)),
        tuple(claim for at, claim in enumerate(required) if at not in matches),
        tuple(record for at, record in enumerate(rest) if at not in excused),
        tuple(record for at, record in enumerate(rest) if at in excused),
    )


def _best_pairs(golds: Sequence[Record], found: Sequence[Record], least: float) -> dict[int, int]:
    """Which record each gold claim gets: largest overlap first, then the right speaker, then the later in the text."""
    characters = [_characters(record) for record in found]
    ranked = []
    for at, claim in enumerate(golds):
        wanted = _characters(claim)
        for other, have in enumerate(characters):
            shared = len(wanted & have)
            if shared and shared / len(wanted | have) >= least:
                ranked.append((shared / len(wanted | have), _right_speaker(claim, found[other]), at, other))
    pairs: dict[int, int] = {}
    for _, _, at, other in sorted(ranked, reverse=True):
        if at not in pairs and other not in pairs.values():
            pairs[at] = other
    return pairs


def _characters(record: Record) -> set[int]:
    return {at for start, end in record["spans"] for at in range(start, end)}


def _pair(claim: Record, record: Record) -> Pair:
    targets = record.get("targets") or []
    wanted = claim["targets"]
    main = claim["main_target"]
    return Pair(
        claim,
        record,
        _right_speaker(claim, record),
        main is None or any(same_voice(main, target) for target in targets),
        sum(any(same_voice(want, target) for target in targets) for want in wanted),
        sum(any(same_voice(want, target) for want in wanted) for target in targets),
    )


def _right_speaker(claim: Record, record: Record) -> bool:
    said = record.get("speaker")
    if claim["speaker"] is None or said is None:
        return claim["speaker"] is None and said is None
    return any(same_voice(said, name) for name in (claim["speaker"], *claim.get("speaker_aliases", ())) if name)


# --- names ---

_FRONT = re.compile(r"(?:(?:mm?|mme|mlle|dr|me|pr)\.?\s+|(?:monsieur|madame|les?|la|une?|des|de|du)\s+|[ld]')+")


def plain(name: str) -> str:
    """A name as it is compared: no capitals, accents or quotation marks, no title or determiner in front.

    >>> plain("M. Sergueï Lavrov"), plain("l’Otan")
    ('serguei lavrov', 'otan')
    """
    letters = unicodedata.normalize("NFD", name.replace("’", "'"))
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()
    words = " ".join(re.sub(r"[«»\"“”]", " ", letters).split()).strip(" .,;:")
    return words[front.end() :] if (front := _FRONT.match(words)) else words


def same_voice(one: str, other: str) -> bool:
    """Whether two names are the same voice: equal, a surname and a full name, or in ``same_voice.tsv`` together.

    >>> same_voice("Lavrov", "Sergueï Lavrov"), same_voice("Moscou", "la Russie"), same_voice("Macron", "Biden")
    (True, True, False)
    """
    a, b = plain(one), plain(other)
    if a == b or _groups().get(a, frozenset()) & _groups().get(b, frozenset()):
        return True
    x, y = a.split(), b.split()
    if not x or not y or x[-1] != y[-1] or len(x[-1]) <= 3:
        return False
    return set(x) <= set(y) or set(y) <= set(x)


@cache
def _groups() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for row in table("fr", "same_voice"):
        groups[row["name"]].add(row["group"])
    return {name: frozenset(found) for name, found in groups.items()}


# --- reports ---


def report(gold_dir: Path, records: Iterable[Record]) -> str:
    """The whole comparison as text: both overlaps, what else is right, by rule and by form."""
    kept = list(records)
    half, strict = score(gold_dir, kept), score(gold_dir, kept, STRICT)
    lines = []
    for each in (half, strict):
        lines.append(f"overlap ≥ {each.overlap}")
        for name, figures in (("content", each.content), ("attribution", each.attribution), ("triple", each.triple)):
            lines.append(
                f"  {name:<12} P {figures.precision:.3f}  R {figures.recall:.3f}  F1 {figures.f1:.3f}"
                f"   ({figures.hit} right of {figures.found} found, {figures.gold} in gold)"
            )
    matches = half.on_matches
    dated = int(matches.pop("dated"))
    lines.append("of the matched claims, right in")
    lines.append("  " + ", ".join(f"{name.replace('_', ' ')} {value:.3f}" for name, value in matches.items()))
    lines[-1] += f" ({dated} dated)"
    lines.append(f"{'rule':<32} found  content  speaker  precision")
    for rule, (found, content, speaker) in half.by_rule().items():
        lines.append(f"  {rule:<30} {found:>5}  {content:>7}  {speaker:>7}  {content / found:>9.3f}")
    lines.append(f"{'form in gold':<32} found      of   recall")
    for form, figures in half.by_form().items():
        lines.append(f"  {form:<30} {figures.hit:>5}  {figures.gold:>6}  {figures.recall:>7.3f}")
    return "\n".join(lines)


def errors(gold_dir: Path, records: Iterable[Record]) -> Iterator[str]:
    """One line for what was missed or wrong: article, kind, what was given for what, the words; tabs between."""
    for sheet in score(gold_dir, records).sheets:
        for pair in sheet.pairs:
            claim, record = pair.gold, pair.found
            if not pair.speaker:
                note = f"{record.get('speaker')!r} for {claim['speaker']!r} ({record.get('rule')})"
                yield _line(sheet.article, "speaker", note, claim)
            elif not pair.main_target:
                note = f"{record.get('targets') or []!r} lacks {claim['main_target']!r} ({record.get('rule')})"
                yield _line(sheet.article, "target", note, claim)
        for claim in sheet.missed:
            yield _line(sheet.article, "missed", f"{claim['speaker']!r} ({claim['form']}, {claim.get('cue')})", claim)
        for record in sheet.wrong:
            yield _line(sheet.article, "wrong", f"{record.get('speaker')!r} ({record.get('rule')})", record)


def _line(article: str, kind: str, note: str, claim: Record) -> str:
    words = " … ".join(claim.get("content") or ()) or str(claim["spans"])
    return "\t".join((article, kind, note, " ".join(words.split())[:90]))


# --- the articles of a gold folder ---


def texts_of(gold_dir: Path, folder: Path | None = None) -> list[Path]:
    """The article files that a gold folder speaks of, in its order.

    They are looked for in ``folder``; with none, beside the gold files, then in a folder of the same
    name next to any folder above (``tests/gold/seeds`` → ``seeds``). Raises ``KgError`` that names
    the first missing article.
    """
    names = [f"{doc['article']}.txt" for doc in gold_files(gold_dir)]
    if folder is not None:
        if not folder.is_dir():
            raise KgError(f"{folder}: no such folder; give --articles the folder with the article files")
        places = [folder]
    else:
        gold_dir = gold_dir.absolute()
        places = [gold_dir, *(above / gold_dir.name for above in gold_dir.parents)]
    for place in places:
        if all((place / name).is_file() for name in names):
            return [place / name for name in names]
    best = max(places, key=lambda place: sum((place / name).is_file() for name in names))
    missing = next(name for name in names if not (best / name).is_file())
    where = f"in {folder}" if folder else f"beside {gold_dir} or in a folder {gold_dir.name!r} above it"
    raise KgError(f"{missing}: no such article {where}; name the folder with the articles: --articles FOLDER")
