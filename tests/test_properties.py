"""What holds for any text whatever: hypothesis makes the texts, out of what breaks text functions.

The examples are the same in every run. ``KG_EXAMPLES=20`` tries twenty times as many, new ones each time.
"""

from __future__ import annotations

import io
import json
import os
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.clean import clean, paragraphs
from kg.dates import find_dates
from kg.dates.article import dateline
from kg.dates.expressions import expressions
from kg.errors import ArticleError
from kg.export import write
from kg.limits import LONGEST_PARAGRAPH, LONGEST_SENTENCE, check_article, within_limits
from kg.loading import load
from kg.model import Article, Attribution, Claim, Extraction, Span
from kg.parse import split_sentences, view
from kg.pipeline import Pipeline
from kg.quotes import find_quotes
from kg.records import records
from kg.store import Store

MORE = int(os.environ.get("KG_EXAMPLES", "1"))


def tried(times: int) -> settings:
    """So many examples, always the same ones unless more are asked for."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(
        max_examples=times * MORE, derandomize=MORE == 1, deadline=None, database=None, suppress_health_check=checks
    )


MARKS = ["«", "»", "“", "”", "„", "‟", '"', "‘", "’", "‘‘", "’’", "''", "'", "‹", "›", "`", "´", "« ", " »", "\u00a0»"]
BREAKS = ["\n", "\n\n", "\n \n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\t", " ", "  ", "\u00a0"]
ODD = [
    "\x00", "\x07", "\x1b", "\x7f", "\u200b", "\u200d", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\ufeff",
    "\ufffd", "\ufffe", "\uffff", "e\u0301", "\u0301", "\u0345", "ß", "ŉ", "İ", "ı", "ﬁ", "Ǆ", "²", "٣", "Ⅷ", "😀",
    "👩\u200d👧", "🇫🇷", "中文", "שלום", "\U0001d518", "\U0010fffd", "x" * 300, "É" * 80, "-" * 40, "." * 40, "'" * 40,
]  # fmt: skip
WORDS = [
    " a dit ", " dit ", ", a-t-il dit, ", ", dit-elle.", " a déclaré mardi que ", " selon ", "Selon Anne Morel, ",
    ", selon lui, ", " d’après le maire ", " que ", " qu’", " l’", "Anne Morel", "Paul Vial", "M. Vial", "Mme ",
    "l’AFP", " le ministre ", "La préfète", " il ", "Elle ", " ils ont ", " a accusé ", " de ", " à ", " nie ",
    " promet ", "Il pleut", " la route ", "est fermée", " ne ", " pas ", " et ", " mais ", " : ", " ; ", ", ", ".",
    ". ", "…", "!", " ?", "(", ")", "[...]", "(AFP)", "(Photo AFP)", " mardi ", " le 30 février ",
    "le 31 avril 20222 ", "hier ",
    " il y a 99999999 ans ", "il y a trois jours ", "en 2012 ", " lendemain ", "À lire aussi ", "Publicité", "Lire : ",
    "Commentaires", "12 commentaires", "Par Anne Morel", "<script>alert(1)</script>", "&amp;", "https://a.example/?a=b",
    "ONU", "(ONU)", "Organisation des nations unies (ONU)", "les « gilets verts »", "Russie", "russe", "%", "1 000",
    "3.5", "PARIS, 3 mars (AFP) - ", "26 juin 2012. - ", "x | ", "SERVICE / REUTERS", "pic.twitter.com/abcdefghij",
]  # fmt: skip
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SOUP = st.lists(st.one_of(*map(st.sampled_from, (WORDS, WORDS, MARKS, BREAKS, ODD)), ANYTHING), max_size=50).map(
    "".join
)
HALVES = st.lists(st.one_of(SOUP, st.characters(categories=["Cs"])), max_size=6).map("".join)
DAYS = st.none() | st.dates()


def article(text: str, published: date | None = None, title: str | None = None) -> Article:
    return Article("00c0ffee00c0ffee", "a", text, "a.txt", title=title, published=published)


def assert_in_order(spans: list[Span], length: int) -> None:
    assert all(0 <= span.start < span.end <= length for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@given(HALVES)
@tried(300)
def test_a_paragraph_is_a_stretch_without_spaces_around_it(text: str) -> None:
    found = list(paragraphs(text))
    assert_in_order(found, len(text))
    assert all(span.of(text) == span.of(text).strip() for span in found)
    assert "".join("".join(span.of(text).split()) for span in found) == "".join(text.split())


@given(HALVES, st.none() | SOUP)
@tried(300)
def test_what_is_kept_and_what_is_set_aside_are_the_whole_text(text: str, title: str | None) -> None:
    kept, dropped = clean(article(text, title=title))
    assert_in_order(list(kept), len(text))
    assert_in_order(sorted([*kept, *(found.span for found in dropped)]), len(text))
    spans = sorted([*kept, *(found.span for found in dropped)])
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
    assert all(found.rule for found in dropped)
    assert clean(article(text, title=title)) == (kept, dropped)


@given(HALVES, st.integers(1, 300))
@tried(100)
def test_limits_lose_no_character_and_leave_nothing_too_long(text: str, times: int) -> None:
    text *= times
    kept, dropped = within_limits(text, *clean(article(text)))
    spans = sorted([*kept, *(found.span for found in dropped)])
    assert_in_order(spans, len(text))
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
    for span in kept:
        assert span.end - span.start <= LONGEST_PARAGRAPH
        borders = [*split_sentences(span.of(text)), span.end - span.start]
        assert len(borders) > 2 or borders[-1] <= LONGEST_SENTENCE


@given(HALVES)
@tried(300)
def test_the_view_of_the_parser_has_the_length_of_the_text(text: str) -> None:
    assert len(view(text)) == len(text)


@given(HALVES)
@tried(300)
def test_sentences_start_inside_the_text_and_in_order(text: str) -> None:
    starts = split_sentences(text)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert starts[-1] < max(1, len(text))


@given(HALVES)
@example("’’ a. ‘‘b")
@tried(500)
def test_a_quotation_has_words_and_stands_in_its_paragraph(text: str) -> None:
    spans = paragraphs(text)
    for paragraph, quotes in zip(spans, find_quotes(text, spans), strict=True):
        for quote in quotes:
            assert paragraph.covers(quote.span)
            assert quote.span.covers(quote.inner)
            assert quote.inner.of(text) == quote.inner.of(text).strip(" \u00a0\u202f\u2009\u2007\t\n\r") != ""
        starts = [(quote.span.start, -quote.span.end) for quote in quotes]
        assert starts == sorted(starts)
        holders = [sum(o.span.covers(q.span) and o.span != q.span for o in quotes) for q in quotes]
        assert [q.depth for q in quotes] == holders


@given(HALVES, DAYS, st.booleans())
@tried(300)
def test_dates_stand_inside_the_text_and_are_days_of_the_calendar(text: str, day: date | None, past: bool) -> None:
    found = expressions(text, 0, len(text), published=day, past=past)
    assert_in_order([one.span for one in found], len(text))
    assert all(one.when.last is None or one.when.first <= one.when.last for one in found if one.when.first)
    assert dateline(text, day) is None or isinstance(dateline(text, day), date)


@given(SOUP, DAYS, st.data())
@tried(150)
def test_any_claims_have_a_day_each(text: str, day: date | None, data: st.DataObject) -> None:
    kept, _ = clean(article(text))
    offsets = st.integers(0, max(0, len(text) - 1))
    found = []
    for at, cue in data.draw(st.lists(st.tuples(offsets, offsets), max_size=5)):
        pieces = (Span(at, min(len(text), at + 10)),)
        found.append(Attribution(pieces, Span(cue, min(len(text), cue + 5)), None, "direct", "quote"))
    assert len(find_dates(article(text, day), kept, found)) == len(found)


@given(st.text(st.characters(categories=["Cs"]), min_size=1, max_size=1), SOUP, SOUP)
@tried(50)
def test_half_a_character_is_refused_with_its_place(half: str, before: str, after: str) -> None:
    with pytest.raises(ArticleError, match=f"half a character at {len(before)} "):
        check_article(article(before + half + after))


# --- the whole way ---


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


def assert_stands_in_its_article(claim: Claim, text: str) -> None:
    found = claim.attribution
    assert_in_order(list(found.content), len(text))
    for span in (found.cue, found.source, found.addressee):
        assert span is None or 0 <= span.start < span.end <= len(text)
    assert claim.id.endswith(f"-{found.content[0].start}-{found.content[-1].end}")
    assert claim.speaker.name not in {target.name for target in claim.targets}
    assert len({target.name for target in claim.targets}) == len(claim.targets)


def quads(store: Store) -> bytes:
    out = io.BytesIO()
    write(store, out, "nq")
    return out.getvalue()


def assert_comes_back(extraction: Extraction, folder: str) -> None:
    """In a store, out of it, and in again."""
    with Store.memory() as store, Store.memory() as other:
        store.add(extraction)
        exported = quads(store)
        path = f"{folder}/a.nq"
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(exported)
        load(other, path)
        assert quads(other) == exported
        stored = next(iter(other.all_articles()))
        assert stored.text == extraction.article.text
        assert len(stored.claims) == len(extraction.claims)


@given(text=SOUP, day=DAYS, title=st.none() | SOUP)
@tried(60)
def test_any_text_is_extracted_written_stored_exported_and_read_back(
    pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory, text: str, day: date | None, title: str | None
) -> None:
    extraction = pipeline(article(text, day, title))
    for claim in extraction.claims:
        assert_stands_in_its_article(claim, text)
    for record in records(extraction):
        assert json.loads(json.dumps(record, ensure_ascii=False)) == record
        assert record["content"] == [text[start:end] for start, end in record["spans"]]
    assert_comes_back(extraction, str(tmp_path_factory.getbasetemp()))
