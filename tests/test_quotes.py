"""Quotation marks on characters: every kind, nested, missing, turned round, going on over paragraphs."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from kg.model import Span
from kg.quotes import Quote, find_quotes

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
LATER = pytest.mark.xfail(strict=True, reason="not yet")


def lines(text: str) -> list[Span]:
    """The lines of a text that are not empty."""
    return [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]


def quotes(text: str) -> list[Quote]:
    """The quotations of all its lines."""
    return [quote for found in find_quotes(text, lines(text)) for quote in found]


def inner(text: str, depth: int | None = None) -> list[str]:
    """The words of the quotations, or of those at one depth."""
    return [q.inner.of(text) for q in quotes(text) if depth is None or q.depth == depth]


@pytest.mark.parametrize(
    "text",
    [
        "«Oui», dit-elle.",
        "« Oui », dit-elle.",
        "«\u00a0Oui\u00a0», dit-elle.",
        "«\u202fOui\u202f», dit-elle.",
        "“Oui”, dit-elle.",
        '"Oui", dit-elle.',
        "„Oui“, dit-elle.",
        "‹ Oui ›, dit-elle.",
        "‘‘Oui’’, dit-elle.",
        "”Oui”, dit-elle.",
        pytest.param("''Oui'', dit-elle.", marks=LATER),
        pytest.param("‘Oui’, dit-elle.", marks=LATER),
    ],
)
def test_every_kind_of_mark_makes_a_quotation(text: str) -> None:
    (quote,) = quotes(text)
    assert (quote.inner.of(text), quote.opened, quote.closed) == ("Oui", True, True)
    assert quote.span == Span(0, text.index(","))


@pytest.mark.parametrize(
    "text",
    [
        "« Il a dit “non” hier », raconte-t-elle.",
        "« Il a dit « non » hier », raconte-t-elle.",
        '"Il a dit «non» hier", raconte-t-elle.',
        "“Il a dit «non» hier”, raconte-t-elle.",
        "«Il a dit ‹non› hier», raconte-t-elle.",
    ],
)
def test_a_quotation_inside_another_is_deeper(text: str) -> None:
    outer, nested = quotes(text)
    assert (outer.depth, nested.depth) == (0, 1)
    assert nested.inner.of(text) == "non"
    assert outer.inner.of(text).startswith("Il a dit ") and outer.inner.of(text).endswith(" hier")


@pytest.mark.parametrize(
    "text",
    [
        "“C’est fini », dit-elle.",
        "« C’est fini”, dit-elle.",
        "»C’est fini«, dit-elle.",
        "«C’est fini«, dit-elle.",
        '« C’est fini", dit-elle.',
        pytest.param('« C’est fini ", dit-elle.', marks=LATER),
    ],
)
def test_marks_of_two_kinds_or_turned_round_still_pair(text: str) -> None:
    assert inner(text) == ["C’est fini"]


def test_a_closing_mark_that_opens_a_word_is_turned_round() -> None:
    assert inner("Il a parlé d' »hystérie » hier.") == ["hystérie"]
    assert inner("Il a parlé d’»hystérie» hier.") == ["hystérie"]


def test_a_missing_end_is_the_end_of_the_sentence() -> None:
    text = "Elle dit que c’est « fini. Il pleut."
    (quote,) = quotes(text)
    assert (quote.inner.of(text), quote.closed) == ("fini.", False)


def test_a_quotation_that_fills_its_paragraph_may_lack_its_end() -> None:
    text = "« C’est fini. Il pleut."
    (quote,) = quotes(text)
    assert (quote.inner.of(text), quote.opened, quote.closed) == ("C’est fini. Il pleut.", True, False)


def test_a_missing_beginning_is_the_beginning_of_the_sentence() -> None:
    (quote,) = quotes("C’est fini », dit-elle.")
    assert (quote.opened, quote.closed) == (False, True)
    assert inner("Il pleut. C’est fini », dit-elle.") == ["C’est fini"]


def test_an_apostrophe_is_no_mark() -> None:
    assert quotes("L’homme d’aujourd’hui n’a qu'un 'moi' et l'horloge.") == []


@pytest.mark.xfail(strict=True, reason="not yet")
def test_inches_and_seconds_are_no_marks() -> None:
    assert quotes('L’écran de 24" est cassé.') == []


@pytest.mark.parametrize("text", ["« »", "«»", "«", "»", "»»»", '"""', "“”", "", "Rien."])
def test_marks_around_nothing_make_no_quotation(text: str) -> None:
    assert quotes(text) == []


def test_glued_quotations_are_told_apart() -> None:
    assert inner("Il dit «oui»,«non» et «peut-être».") == ["oui", "non", "peut-être"]
    assert inner('"A b c", dit-elle. "D e f", dit-il.') == ["A b c", "D e f"]


def test_paragraphs_that_reopen_the_mark_go_on() -> None:
    text = "« Un.\n« Deux.\n« Trois. »"
    assert inner(text) == ["Un.", "Deux.", "Trois."]
    assert [(q.continues, q.closed) for q in quotes(text)] == [(False, False), (True, False), (True, True)]


def test_a_mark_opened_once_and_closed_in_the_next_paragraph_holds_both() -> None:
    text = "« Un.\nDeux », dit-elle."
    assert inner(text) == ["Un.", "Deux"]
    assert [q.continues for q in quotes(text)] == [False, True]


@pytest.mark.xfail(strict=True, reason="not yet: the paragraph between has no mark and is lost")
def test_a_mark_opened_once_holds_all_paragraphs_to_its_end() -> None:
    assert inner("« Un.\nDeux.\nTrois », dit-elle.") == ["Un.", "Deux.", "Trois"]


def test_a_mark_that_is_never_closed_does_not_swallow_the_next_paragraph() -> None:
    assert inner("« Un.\nDeux.") == ["Un."]
    assert inner("Il dit « oui.\nElle dit « non » aussi.") == ["oui.", "non"]


# --- what holds for any text ---


def hold(text: str) -> None:
    """What must be true of the quotations of any text."""
    spans = lines(text)
    found = find_quotes(text, spans)
    assert len(found) == len(spans)
    assert found == find_quotes(text, spans)
    for span, here in zip(spans, found, strict=True):
        assert list(here) == sorted(here, key=lambda q: (q.span.start, -q.span.end))
        for quote in here:
            assert quote.span.covers(quote.inner) and span.start <= quote.span.start < span.end
            assert quote.inner.of(text).strip()
            assert quote.inner.of(text) == quote.inner.of(text).strip(" \u00a0\u202f")
            around = [o for o in here if o is not quote and o.span.covers(quote.span) and o.span != quote.span]
            assert quote.depth == len(around)


def leaving(text: str) -> list[str]:
    """Quotations that reach out of their paragraph."""
    spans = lines(text)
    pairs = zip(spans, find_quotes(text, spans), strict=True)
    return [quote.span.of(text) for span, here in pairs for quote in here if not span.covers(quote.span)]


def crossing(text: str) -> list[tuple[str, str]]:
    """Pairs of quotations of one paragraph that overlap with neither inside the other."""
    return [
        (one.span.of(text), other.span.of(text))
        for here in find_quotes(text, lines(text))
        for one in here
        for other in here
        if one.span.start < other.span.start < one.span.end < other.span.end
    ]


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_quotations_lie_in_their_paragraph_and_never_cross(path: Path) -> None:
    hold(path.read_text("utf-8"))
    assert crossing(path.read_text("utf-8")) == leaving(path.read_text("utf-8")) == []


PARTS = [
    "«", "»", "« ", " »", "“", "”", '"', "„", "‹", "›", "‘‘", "’’", "''", "’",
    " ", ".", ", ", "\n", "Oui", "non", "\u00a0",
]  # fmt: skip


def soup(seed: int) -> str:
    """Marks, words and spaces in any order."""
    chance = random.Random(seed)
    return "".join(chance.choice(PARTS) for _ in range(chance.randint(1, 60)))


def test_any_soup_of_marks_gives_quotations_that_have_words() -> None:
    for seed in range(300):
        hold(soup(seed))


def test_no_soup_of_marks_gives_quotations_that_leave_their_paragraph() -> None:
    assert [words for seed in range(300) for words in leaving(soup(seed))] == []


@pytest.mark.xfail(strict=True, reason="not yet: a mark left open in another one reaches over its end")
def test_no_soup_of_marks_gives_quotations_that_cross() -> None:
    assert [pair for seed in range(300) for pair in crossing(soup(seed))] == []


def test_a_mark_is_found_on_characters_so_that_emoji_and_accents_count_as_they_stand() -> None:
    text = "🎉 « Très e\u0301mu 🎈 », dit-elle. « \u05e9\u05dc\u05d5\u05dd »"
    assert inner(text) == ["Très e\u0301mu 🎈", "\u05e9\u05dc\u05d5\u05dd"]
