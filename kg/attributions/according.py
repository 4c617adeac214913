"""Free attributions: « selon X », « d’après X », « pour X », « aux yeux de X »."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.attributions.antecedents import antecedent
from kg.attributions.evidence import Source, is_time
from kg.attributions.sources import head_of, noun_source
from kg.lexicon import source_nouns, table, word_class
from kg.model import Act, Span
from kg.parse import Paragraph
from kg.phrases import is_finite, is_namelike, name_end, phrase_end

if TYPE_CHECKING:
    from spacy.tokens import Doc

_PRONOUNS = {"lui", "elle", "eux", "elles"}
_NO_SOURCE = word_class("no source")


@dataclass(frozen=True, slots=True)
class According:
    """One free attribution: the tokens of its preposition, and its source."""

    first: int
    last: int
    phrase: str
    act: Act | None
    source: Source

    @property
    def end(self) -> int:
        """Token after the whole phrase."""
        return max(self.source.end, self.last + 1)


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    name: str
    act: Act | None


@cache
def _phrases() -> dict[str, tuple[_Phrase, ...]]:
    """The free attributions by their first word, contracted or not, the longest first."""
    found: dict[str, list[_Phrase]] = {}
    for row in table("fr", "according_to"):
        if row.get("use", "yes") == "no":
            continue
        words = tuple(row["phrase"].replace("'", "' ").replace("-t-", " -t -").replace("-on", " -on").split())
        phrase = _Phrase(words, row["phrase"], "evaluation" if row["act"] == "evaluation" else None)
        for first in (words[0], *_CONTRACTED.get(words[0], ())):
            found.setdefault(first, []).append(phrase)
    return {first: tuple(sorted(phrases, key=lambda p: -len(p.words))) for first, phrases in found.items()}


_CONTRACTED = {"de": ("d'", "du", "des"), "à": ("au", "aux")}


@cache
def _openings() -> dict[str, dict[str, tuple[_Phrase, ...]]]:
    """The free attributions by their first word and their second in all its forms; "" has those of one word."""
    found: dict[str, dict[str, tuple[_Phrase, ...]]] = {}
    for first, phrases in _phrases().items():
        by_second: dict[str, tuple[_Phrase, ...]] = {"": ()}
        for phrase in phrases:
            second = phrase.words[1] if len(phrase.words) > 1 else ""
            for form in (second, *_CONTRACTED.get(second, ())):
                by_second[form] = (*by_second.get(form, ()), phrase)
        found[first] = by_second
    return found


def find_according(paragraph: Paragraph, plausible: Callable[[Source | None], bool]) -> Iterator[According]:
    """Every free attribution of a paragraph. ``plausible`` says whether a source can speak; « pour » asks it."""
    openings, words = _openings(), paragraph.words
    i = 0
    while i < len(words):
        word = words[i]
        told = _learned(paragraph, i) if word in _HEARD else None
        if told is not None:
            yield told
            i = told.end
            continue
        opening = openings.get(word)
        if opening is None:
            i += 1
            continue
        after = words[i + 1] if i + 1 < len(words) else ""
        for phrase in (*opening.get(after, ()), *opening[""]):
            if not _matches(words, i, phrase.words):
                continue
            found = _source(paragraph, i, len(phrase.words), phrase.name, phrase.act, plausible)
            if found is not None:
                yield found
                i = found.end - 1
                break
        i += 1


_HEARD = {"a", "avait", "ont", "apprend"}


def _learned(paragraph: Paragraph, i: int) -> According | None:
    """« P, a-t-on appris mardi de X », « P, a appris l’AFP auprès de X »: who told it, after whoever learned it."""
    doc, words = paragraph.doc, paragraph.words
    if words[i] not in _HEARD:
        return None
    heard = i if words[i] == "apprend" else i + 1
    while heard < min(len(words), i + 4) and words[heard] in {"-t", "-on", "t", "on", "-"}:
        heard += 1
    if heard >= len(words) or words[heard] not in {"appris", "apprend"}:
        return None
    if not i or doc[i - 1].text not in {",", '"', "–"}:
        return None
    for k in range(heard + 1, min(len(words) - 2, heard + 12)):
        if doc[k].text in {",", ".", ";", ":", '"'} or words[k] in {"que", "qu'", "et"}:
            return None
        if words[k] not in {"de", "du", "des", "d'"}:
            continue
        if words[k + 1] in {"source", "sources"}:
            source = noun_source(doc, k + 1, len(doc), floor=k + 1)
        elif words[k - 1] == "auprès" or is_time(doc[k - 1]) or doc[k - 1].lower_ in {"appris", "-on"}:
            source = noun_source(doc, head_of(doc, k + 1, len(doc)), len(doc), floor=k + 1)
        else:
            continue
        return According(i, k, "a appris de", None, source) if source is not None else None
    return None


def _matches(words: list[str], i: int, wanted: tuple[str, ...]) -> bool:
    if len(wanted) > 1 and i + 1 < len(words) and words[i + 1] not in (wanted[1], *_CONTRACTED.get(wanted[1], ())):
        return False
    found = words[i : i + len(wanted)]
    return len(found) == len(wanted) and all(
        word == want or word in _CONTRACTED.get(want, ()) for word, want in zip(found, wanted, strict=True)
    )


def _source(
    paragraph: Paragraph, i: int, length: int, phrase: str, act: Act | None, plausible: Callable[[Source | None], bool]
) -> According | None:
    doc = paragraph.doc
    k = i + length
    if k >= len(doc):
        return None
    if phrase == "à l'en croire":
        return According(i, k - 1, phrase, act, Source(i + 1, i + 2, i + 1))
    word = doc[k].lower_
    if phrase.startswith("de source") and doc[i].lower_ == "des":
        return None  # « Hier, des sources policières ont fait état de P »
    if (
        phrase.startswith("de source")
        and i
        and doc[i - 1].text not in {",", '"', "–", "(", "appris"}
        and not doc[i].is_sent_start
    ):
        return None
    if phrase.split()[-1].startswith("source") and doc[k].pos_ in {"ADJ", "NOUN", "VERB"}:
        end = phrase_end(doc, k - 1, len(doc))  # « De source judiciaire, P »: the noun of the phrase is the source
        return According(i, k - 2, phrase, act, Source(k - 1, max(end, k + 1), k - 1))
    if word in {"qui", "lequel", "laquelle", "lesquels", "lesquelles"} and i:
        if phrase == "pour" and word != "qui":
            return None  # « la raison pour laquelle »
        before = antecedent(doc, i)  # « M. Vial, selon qui P »
        return According(i, k, f"{phrase} qui", act, before) if before is not None and plausible(before) else None
    this = word == "ce" and k + 1 < len(doc) and doc[k + 1].lower_ not in {"que", "qu'", "qui", "dont", "à"}
    if (word in _NO_SOURCE and not this) or doc[k].text in {",", ".", ":", ";", '"'}:
        return None
    if phrase == "pour" and not _may_be_opinion(paragraph, i):
        return None
    if word in _PRONOUNS:
        nxt = doc[k + 1] if k + 1 < len(doc) else None
        if phrase == "pour" and (nxt is None or nxt.text != ","):
            return None
        return According(i, k - 1, phrase, act, Source(k, k + 1, k))
    if doc[k].pos_ == "DET" and k + 2 < len(doc) and doc[k + 1].text == '"':
        closing = next((n for n in range(k + 2, min(len(doc), k + 7)) if doc[n].text == '"'), None)
        if closing is None:
            return None
        named = closing + 1 < len(doc) and is_namelike(doc[closing + 1])  # « Pour le « gilet jaune » Paul Vial, P »
        end = name_end(doc, closing + 1) if named else closing + 1
        quoted = Source(k, end, closing + 1 if named else k + 2)
        speaks = named or phrase != "pour" or doc[k + 2].lower_ in _WITH_OPINIONS
        return According(i, k - 1, phrase, act, quoted) if speaks else None
    head = head_of(doc, k, len(doc))
    somebody = {"ceux", "celui", "celle", "certains", "beaucoup", "plusieurs", "d'autres"}
    speaks = is_namelike(doc[head]) or doc[head].lower_ in somebody
    if doc[head].pos_ in {"VERB", "AUX", "ADV", "PRON", "SCONJ"} and not speaks:
        return None
    source = noun_source(doc, head, len(doc), floor=k, closed=True)
    if source is None or source.start > k + 3:
        return None
    quote = next((n for n in range(source.head + 1, source.end) if doc[n].text == '"'), None)
    tells = quote is not None and any(is_finite(t) for t in doc[quote : source.end])
    if quote is None and i and is_finite(doc[i - 1]):  # « est selon le maire très grave »: the adverb is the verb's
        adverb = (n for n in range(source.head + 1, source.end) if doc[n].pos_ == "ADV" and not is_namelike(doc[n]))
        source = Source(source.start, next(adverb, source.end), source.head)
    # « car selon Maud Kerven « la pente est raide » »: the quotation is what she says, no part of her name
    source = Source(k, quote if quote is not None and tells else source.end, source.head)
    if phrase in {"pour", "chez", "côté"} and (not plausible(source) or _beneficiaries(doc, source)):
        return None
    return According(i, k - 1, phrase, act, source)


def _beneficiaries(doc: Doc, source: Source) -> bool:
    """« Pour les enfants, l’entrée est gratuite »: things are done for people, experts have opinions."""
    row = source_nouns().get(doc[source.head].lower_)
    plural = doc[source.start].lower_ in {"les", "des", "ces", "ses", "leurs", "tous", "toutes"}
    return plural and row is not None and row["kind"] == "person" and doc[source.head].lower_ not in _WITH_OPINIONS


_WITH_OPINIONS = word_class("with opinions")


def _may_be_opinion(paragraph: Paragraph, i: int) -> bool:
    """« Pour X, P » opens its sentence, or a clause after « mais », « et », « que »; elsewhere it is a purpose."""
    doc = paragraph.doc
    sentence = paragraph.sentence_at(paragraph.start(doc[i]))
    first = paragraph.token_at(sentence.start)
    k = i - 1
    while k >= first and (
        doc[k].lower_ in {"mais", "et", "car", "or", "donc", "que", "qu'"} or doc[k].text in {'"', "–", "-"}
    ):
        k -= 1
    if k >= first:
        return False
    # a comma must close it: « Pour le maire, la route … »
    for n in range(i + 1, min(i + 22, len(doc))):
        if doc[n].text == ",":
            return True
        if doc[n].text in {".", ":", ";"} or (
            doc[n].pos_ == "VERB" and "VerbForm=Inf" in str(doc[n].morph) and n == i + 1
        ):
            return False
    return False


def span_of(paragraph: Paragraph, found: According) -> Span:
    """The words of the preposition, in the article."""
    return Span(paragraph.start(paragraph.doc[found.first]), paragraph.end(paragraph.doc[found.last]))
