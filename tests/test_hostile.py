"""Articles that no newsroom writes but every archive has: none crashes, hangs, or takes the machine's memory.

``python -m tests.bench extremes`` measures seconds and memory of articles as long as the pipeline takes them, and
``python -m tests.bench growth`` how time grows with length; here the same kinds are short where the model is run.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.clean import clean
from kg.errors import ArticleError
from kg.limits import LONGEST_SENTENCE, MOST_PARAGRAPHS
from kg.model import LONGEST_ARTICLE, Article, Extraction, Span
from kg.parse import split_sentences, view
from kg.pipeline import Pipeline
from kg.quotes import Quote, find_quotes

SAID = "La route des gorges rouvrira lundi, a annoncé la préfète, Anne Morel."
MILLION = 1_000_000

HOSTILE: dict[str, Callable[[int], str]] = {
    "one letter": lambda n: "a" * n,
    "capitals": lambda n: "É" * n,
    "spaces": lambda n: " \u00a0\t" * (n // 3),
    "line breaks": lambda n: "\n" * n,
    "opening marks": lambda n: "«" * n,
    "opening marks, spaced": lambda n: "« " * (n // 2),
    "closing marks": lambda n: "»" * n,
    "closing marks, spaced": lambda n: "» " * (n // 2),
    "straight marks": lambda n: '"' * n,
    "pairs of marks": lambda n: "“a” " * (n // 4),
    "nested marks": lambda n: "« " * (n // 4) + " »" * (n // 4),
    "unclosed at the start": lambda n: "« " + (SAID + " ") * (n // 70),
    "apostrophes": lambda n: "’" * n,
    "dots": lambda n: "." * n,
    "dots and spaces": lambda n: ". " * (n // 2),
    "sentences without spaces": lambda n: "Un mot.Deux" * (n // 11),
    "control characters": lambda n: "\x00\x07\x1b[31ma " * (n // 9),
    "right-to-left marks": lambda n: "\u200f\u202eשלום \u2066a " * (n // 10),
    "emoji": lambda n: "👩\u200d👧 🇫🇷" * (n // 6),
    "combining marks": lambda n: "e" + "\u0301" * (n - 1),
    "trail": lambda n: "a > " * (n // 4) + ".",
    "initials": lambda n: "A-" * (n // 2),
    "single marks": lambda n: "‘aa bb’, " * (n // 9),
    "acronyms": lambda n: "Organisation (ONU) " * (n // 19),
    "addresses": lambda n: "https://a.example/" * (n // 18),
}


def article(text: str, title: str | None = None) -> Article:
    return Article("00c0ffee00c0ffee", "a", text, "a.txt", title=title)


def quotes_of(text: str) -> list[tuple[Quote, ...]]:
    return find_quotes(text, [Span(0, len(text))])


@pytest.fixture(scope="module")
def extract() -> Pipeline:
    return Pipeline()


def speakers(extraction: Extraction) -> list[str | None]:
    return [claim.speaker.name for claim in extraction.claims]


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_longest_article_goes_through_all_that_reads_characters(kind: str) -> None:
    text = HOSTILE[kind](LONGEST_ARTICLE)
    kept, dropped = clean(article(text))
    assert sum(span.end - span.start for span in [*kept, *(d.span for d in dropped)]) <= len(text)
    assert len(view(text)) == len(text)
    assert split_sentences(text)[0] == 0
    for quote in quotes_of(text)[0]:
        assert 0 <= quote.span.start < quote.span.end <= len(text)


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_text_does_not_cost_the_claim_after_it(extract: Pipeline, kind: str) -> None:
    text = HOSTILE[kind](5000) + "\n\n" + SAID
    assert speakers(extract(article(text)))[-1:] == ["Anne Morel"]


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\u00a0\n", "\ufeff", "\x00", "…", "«", "\u202e"])
def test_a_text_without_words_has_no_claims(extract: Pipeline, text: str) -> None:
    assert extract(article(text)).claims == ()


def test_a_title_with_markup_is_words_like_others(extract: Pipeline) -> None:
    title = "<script>alert(1)</script> <b onclick=x()>Route</b> & « pont »"
    found = extract(article(f"{title}\n\n{SAID}", title))
    assert found.article.title == title
    assert speakers(found) == ["Anne Morel"]


@pytest.mark.parametrize("length", [LONGEST_ARTICLE + 1, 5 * MILLION, 200 * MILLION])
def test_an_article_that_is_too_long_is_refused_with_its_length_and_the_limit(extract: Pipeline, length: int) -> None:
    with pytest.raises(ArticleError) as refused:
        extract(article("a" * length))
    asked = "split it into its articles and add those"
    assert str(refused.value) == f"{length:,} characters, and an article has {LONGEST_ARTICLE:,} at most; {asked}"


def test_an_article_of_too_many_paragraphs_is_refused_with_their_number(extract: Pipeline) -> None:
    text = "Non.\n" * (MOST_PARAGRAPHS + 1)
    with pytest.raises(ArticleError) as refused:
        extract(article(text))
    asked = "split it into its articles and add those"
    assert str(refused.value) == f"20,001 paragraphs, and an article has 20,000 at most; {asked}"


def test_half_a_character_is_refused_with_its_place(extract: Pipeline) -> None:
    with pytest.raises(ArticleError) as refused:
        extract(article("Il a dit \ud83d non."))
    said = "the text has half a character at 9 (U+D83D), which no text can have; write it anew from its source"
    assert str(refused.value) == said


def test_a_sentence_that_is_too_long_is_set_aside_with_its_length(extract: Pipeline) -> None:
    found = extract(article(SAID + " " + "et la table " * 1000 + "est mise. " + SAID))
    assert [(d.span.end - d.span.start, d.rule) for d in found.dropped] == [
        (12009, "12,009 characters without the end of a sentence")
    ]
    assert len(found.claims) == 2


def test_a_long_paragraph_is_cut_at_the_ends_of_sentences_and_nothing_is_lost(extract: Pipeline) -> None:
    text = " ".join(SAID.replace("gorges", f"gorges {n}") for n in range(300))
    found = extract(article(text))
    assert found.dropped == ()
    assert len(found.claims) > 290
    assert set(speakers(found)) == {"Anne Morel"}


def test_a_text_without_capitals_is_read_up_to_its_stops(extract: Pipeline) -> None:
    text = "la route est fermée. le pont tient encore; il pleut. " * 100
    assert len(text) > LONGEST_SENTENCE
    assert extract(article(text + SAID)).dropped == ()


def test_a_mark_left_open_at_the_start_hides_no_claim_of_a_long_article(extract: Pipeline) -> None:
    lines = [f"Le maire numéro {n} est venu. La route {n} rouvrira lundi, a annoncé Anne Morel." for n in range(40)]
    assert len(extract(article("« " + "\n\n".join(lines))).claims) == 40


def test_a_million_quotation_marks_are_paired() -> None:
    assert len(quotes_of("«a»" * (MILLION // 2))[0]) == MILLION // 2


def test_deeply_nested_quotations_know_their_depth() -> None:
    text = "« a " * 2000 + "b" + " »" * 2000
    assert [quote.depth for quote in quotes_of(text)[0]] == list(range(2000))


def test_a_name_that_never_ends_costs_no_memory(tmp_path: Path) -> None:
    program = (
        "import resource\n"
        "from kg.model import Article\n"
        "from kg.pipeline import Pipeline\n"
        "names = ' '.join(f'Il pleut {n}, a dit Zoé Qua{n:x}.' for n in range(600))\n"
        "found = Pipeline()(Article('0', 'a', names, 'a.txt'))\n"
        "print(len(found.claims) > 500, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2_000_000)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent
    )
    assert ran.stdout.split() == ["True", "True"]
