"""What the rules of one paragraph share: its cues and quotations, the words already taken, a builder."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.attributions.according import According, find_according, span_of
from kg.attributions.cues import find_cues
from kg.attributions.evidence import NOT_A_SOURCE, SPEAKER_PRONOUNS, Cue, Source
from kg.lexicon import source_nouns
from kg.model import Act, Attribution, Form, Span
from kg.parse import Paragraph, Parsed
from kg.phrases import is_namelike, is_trade
from kg.quotes import Quote

_MARKS_BETWEEN = 8  # marks and commas between a quotation and its « selon X », at most


@dataclass
class Ground:
    """One paragraph under work. ``taken`` are contents that an earlier rule has found."""

    parsed: Parsed
    paragraph: Paragraph
    earlier: list[Attribution]
    cues: list[Cue] = field(init=False)
    heads: list[int] = field(init=False)
    quotes: list[Quote] = field(init=False)
    semicolons: list[int] = field(init=False)
    according: list[According] = field(init=False)
    taken: list[Span] = field(default_factory=list)
    spent: set[int] = field(default_factory=set)
    found: list[Attribution] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cues = find_cues(self.paragraph)
        self.heads = [cue.head for cue in self.cues]
        here = self.paragraph
        self.semicolons = [
            k for k, form in enumerate(here.forms) if form == ";" and here.quote_at(here.starts[k]) is None
        ]
        self.quotes = [q for q in self.paragraph.quotes if q.depth == 0]
        self.according = list(find_according(self.paragraph, self.is_plausible))

    def used(self, span: Span) -> bool:
        """Whether a claim already has these words."""
        return any(span.overlaps(t) for t in self.taken)

    def cues_between(self, first: int, last: int) -> list[Cue]:
        """The cues whose groups lie between two tokens."""
        low, high = bisect_left(self.heads, first), bisect_left(self.heads, last)
        return [c for c in self.cues[low:high] if first <= c.first and c.last < last]

    def cue_at(self, token: int) -> Cue | None:
        """The cue whose group starts at ``token``."""
        return next((c for c in self.cues if c.first == token and c.head not in self.spent), None)

    def cue_ending(self, token: int) -> Cue | None:
        """The cue whose group ends at ``token``."""
        return next((c for c in self.cues if c.last == token and c.head not in self.spent), None)

    def according_after(self, quote: Quote) -> According | None:
        """The « selon X » directly after a quotation."""
        k = self.paragraph.token_at(quote.span.end)
        doc = self.paragraph.doc
        limit = min(len(doc), k + _MARKS_BETWEEN)
        while k < limit and doc[k].text in {",", '"', "–"}:
            k += 1
        after = (a for a in self.according if a.first == k and a.phrase not in {"pour"})
        return next((a for a in after if doc[a.first].text.islower()), None)

    def after_semicolon(self, first: int, limit: int) -> int:
        """The token after the last semicolon outside of quotations between two tokens; the first one without any."""
        at = bisect_left(self.semicolons, limit) - 1
        return max(first, self.semicolons[at] + 1) if at >= 0 else first

    def spoken_before(self, offset: int) -> bool:
        """Whether a claim was found before ``offset``, here or in the paragraph before."""
        if any(f.content[0].start < offset for f in self.found):
            return True
        return bool(self.earlier)

    def is_plausible(self, source: Source | None) -> bool:
        """Whether these words can be somebody who speaks: a name, a pronoun, a noun of the source list."""
        if source is None:
            return False
        doc = self.paragraph.doc
        head = doc[source.head]
        word = head.lower_
        if word in NOT_A_SOURCE or (doc[source.start].lower_ in {"ce", "c'"} and source.end - source.start == 1):
            return False
        if word.lstrip("-") in SPEAKER_PRONOUNS or doc[source.start].lower_ in {"celui", "celle", "ceux", "celles"}:
            return True
        if word in {"dernier", "dernière", "derniers", "dernières"} and doc[source.start].lower_ in {
            "ce",
            "cette",
            "ces",
        }:
            return True
        if (
            word in {"un", "une"}
            and source.head + 1 < source.end
            and doc[source.head + 1].lower_ in {"des", "de", "d'"}
        ):
            return True  # « l’un des suspects »
        if is_trade(word):
            return True
        nouns = source_nouns()
        if any(doc[k].lower_ in nouns for k in range(source.start, min(source.head + 1, source.end))):
            return True
        if is_namelike(head) and source.head > 0:
            return True
        if is_namelike(head):
            return head.pos_ in {"PROPN", "NOUN", "X", "ADJ", "PRON"} or head.ent_type_ != ""
        return any(
            is_namelike(doc[k]) and doc[k].ent_type_ in {"PER", "ORG"} for k in range(source.start, source.head)
        ) or word in {
            "ceux",
            "celui",
            "celle",
            "celles",
            "certains",
            "certaines",
            "beaucoup",
            "autres",
            "autre",
            "uns",
            "plupart",
            "nombre",
            "tous",
            "majorité",
        }

    def add(self, found: Iterable[Attribution]) -> None:
        """Keep what a rule has found, unless its words are taken."""
        for attribution in found:
            if not attribution.content or any(self.used(piece) for piece in attribution.content):
                continue
            self.found.append(attribution)
            self.taken.extend(attribution.content)


def source_span(paragraph: Paragraph, source: Source | None) -> Span | None:
    """The words of a source, in the article; « -t-il » is « il »."""
    if source is None or source.end <= source.start:
        return None
    doc = paragraph.doc
    start, end = paragraph.start(doc[source.start]), paragraph.end(doc[source.end - 1])
    if source.end - source.start == 1 and doc[source.start].text.startswith("-"):
        start += 1
    return Span(start, end)


def attribution(
    ground: Ground,
    pieces: tuple[Span, ...],
    cue: Cue | None,
    source: Source | None,
    form: Form,
    rule: str,
    *,
    frame: str | None = None,
    addressee: Source | None = None,
    phrase: According | None = None,
) -> Attribution:
    """Build an attribution from tokens; the act is that of the verb's frame."""
    paragraph = ground.paragraph
    act: Act | None = phrase.act if phrase else None
    if cue is not None:
        ground.spent.add(cue.head)
        frames = cue.verb.frames
        act = (
            frames.get(frame or "", None)
            or frames.get("quote")
            or frames.get("que")
            or next(iter(frames.values()), None)
        )
    return Attribution(
        content=pieces,
        cue=cue.span if cue else span_of(paragraph, phrase) if phrase else None,
        source=source_span(paragraph, source),
        form=form,
        rule=rule,
        verb=cue.verb.lemma if cue else phrase.phrase if phrase else None,
        act=act,
        addressee=source_span(paragraph, addressee),
        negated=cue.negated if cue else False,
    )
