"""Dates: sentences with the day somebody spoke, beside dates of something else that must not be taken.

The article is of Thursday 6 June 2024 unless a test says otherwise. In a sentence [cue …] marks the
cue and [said …] the content.
"""

import json
import random
import re
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kg.clean import clean
from kg.dates import dateline, day_of_saying, expressions, fallback, find_dates, is_future, sentence_of, weekday_meant
from kg.dates.saying import Sentences
from kg.model import Article, Attribution, Span, When
from kg.reading import read

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
DAY = date(2024, 6, 6)
MARK = re.compile(r"\[(cue|said|who) ([^\[\]]*)\]")


def parsed(marked: str) -> tuple[str, dict[str, list[Span]]]:
    """A marked sentence → its text and the spans of its marks."""
    text, at = "", 0
    spans: dict[str, list[Span]] = {"cue": [], "said": [], "who": []}
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        spans[match[1]].append(Span(len(text), len(text) + len(match[2])))
        text += match[2]
        at = match.end()
    return text + marked[at:], spans


def when(marked: str, published: date | None = DAY, *, past: bool = True) -> When | None:
    text, spans = parsed(marked)
    return day_of_saying(
        text, 0, len(text), published=published, exclude=spans["said"],
        cue=spans["cue"][0] if spans["cue"] else None, past=past,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("marked", "day", "basis"),
    [
        ("Le maire [cue a dit] mardi que [said la route rouvrirait].", "2024-06-04", "weekday"),
        ("« [said Non] », [cue a dit] jeudi le maire.", "2024-06-06", "weekday"),
        ("« [said Non] », [cue a dit] vendredi le maire.", "2024-05-31", "weekday"),
        ("Plus tôt mercredi, le maire [cue a déclaré] que [said la route rouvrirait].", "2024-06-05", "weekday"),
        ("Le maire [cue a cependant déclaré] plus tôt mercredi que [said non].", "2024-06-05", "weekday"),
        ("S’exprimant mardi, le maire, Paul Petit, [cue a déclaré] que [said non].", "2024-06-04", "weekday"),
        ("Interrogé lundi soir sur la route, le maire [cue a dit] que [said non].", "2024-06-03", "weekday"),
        ("Le maire [cue a dit] ce mardi que [said non].", "2024-06-04", "weekday"),
        ("Le maire [cue a dit] jeudi dernier que [said non].", "2024-05-30", "weekday"),
        ("Le maire [cue a dit] dans la soirée de mardi que [said non].", "2024-06-04", "weekday"),
        ("Lors de la réunion de mardi, le maire [cue a dit] que [said non].", "2024-06-04", "weekday"),
        ("[cue Selon] un communiqué publié mardi, [said la route rouvrira].", "2024-06-04", "weekday"),
        ("[cue Selon] le communiqué du 3 juin, [said la route rouvrira].", "2024-06-03", "stated"),
        ("C’est mardi que le maire [cue a annoncé] [said la réouverture].", "2024-06-04", "weekday"),
        ("[said La route rouvrira jeudi], [cue a annoncé] mardi le ministre de la Santé.", "2024-06-04", "weekday"),
        ("« [said Non] », a répondu la ministre de la Santé mardi.", "2024-06-04", "weekday"),
        ("Le maire [cue a dit] hier que [said non].", "2024-06-05", "relative"),
        ("Le maire [cue a dit] avant-hier que [said non].", "2024-06-04", "relative"),
        ("Le maire [cue a dit] ce matin que [said non].", "2024-06-06", "relative"),
        ("Le maire [cue a dit] aujourd’hui que [said non].", "2024-06-06", "relative"),
        ("Il y a trois jours, le maire [cue a dit] que [said non].", "2024-06-03", "relative"),
        ("Le maire [cue avait dit] le 26 janvier que [said non].", "2024-01-26", "stated"),
        ("Le maire [cue avait dit] le 26 décembre que [said non].", "2023-12-26", "stated"),
        ("Le maire [cue avait dit] le 1er\u00a0janvier\u00a02020 que [said non].", "2020-01-01", "stated"),
        ("Mardi 21 février 2023, le maire [cue a dit] que [said non].", "2023-02-21", "stated"),
        ("Le maire [cue a dit] mardi 28 que [said non].", "2024-05-28", "weekday"),
        ("Le maire, élu en 2014, [cue a dit] mardi que [said non].", "2024-06-04", "weekday"),
        ("Le maire [cue a annoncé] [said mardi un plan pour la route].", "2024-06-04", "weekday"),
    ],
)
def test_the_day_of_saying(marked: str, day: str, basis: str):
    found = when(marked)
    assert found and found.first and found.last is None
    assert (found.first.isoformat(), found.basis) == (day, basis)


@pytest.mark.parametrize(
    "marked",
    [
        "Le maire [cue a dit] que [said la route rouvrirait mardi].",
        "« [said La route rouvrira mardi] », [cue a dit] le maire.",
        "La réunion de mardi a échoué, [cue a dit] le maire.",
        "Depuis mardi, le maire [cue répète] que [said non].",
        "Attendu mardi à Paris, le maire [cue a dit] que [said non].",
        "Avant le sommet prévu vendredi, le maire [cue a dit] que [said non].",
        "D’ici à mardi, [cue a dit] le maire, [said la route rouvrira].",
        "Le maire, qui rencontrera mardi le préfet, [cue a dit] que [said non].",
        "Le maire, qui a rencontré mardi le préfet, [cue a dit] que [said non].",
        "L’accord signé par le préfet et conclu mardi est bon, [cue a dit] le maire.",
        "[cue Selon] le maire, [said la route est sûre], mais le préfet, qui l’a vue mardi, se tait.",
        "Le maire, élu en 2014, [cue a dit] que [said non].",
        "Chaque mardi, le maire [cue dit] que [said non].",
        "Le maire [cue a dit] non vendredi prochain compris.",
        "Il [cue a dit] au Journal du dimanche que [said non].",
        "Il [cue a dit] dans « Le Journal du Dimanche » que [said non].",
        "Le syndicat a exclu d’aller à la réunion organisée vendredi et [cue exige] [said un accord].",
        "Le Mardi gras, [cue a dit] le maire, [said est une fête].",
        "Le maire [cue a dit] que [said non], à la veille du scrutin.",
    ],
)
def test_a_date_of_something_else_dates_no_saying(marked: str):
    assert when(marked) is None


@pytest.mark.parametrize(
    ("marked", "first", "last"),
    [
        ("Le maire [cue avait dit] en septembre dernier que [said non].", "2023-09-01", "2023-09-30"),
        ("En mai, le maire [cue avait dit] que [said non].", "2024-05-01", "2024-05-31"),
        ("Le maire [cue a dit] la semaine dernière que [said non].", "2024-05-27", "2024-06-02"),
        ("Le maire [cue a dit] cette semaine que [said non].", "2024-06-03", "2024-06-06"),
        ("Le maire [cue l’avait dit] il y a deux ans.", "2022-01-01", "2022-12-31"),
        ("Le maire [cue l’avait dit] il y a deux mois.", "2024-04-01", "2024-04-30"),
        ("Le maire [cue l’avait dit] en 2014.", "2014-01-01", "2014-12-31"),
    ],
)
def test_an_interval_has_a_first_and_a_last_day(marked: str, first: str, last: str):
    found = when(marked)
    assert found and found.first and found.last
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


def test_in_the_future_tense_a_weekday_lies_ahead():
    found = when("Le maire [cue s’exprimera] mardi.", past=False)
    assert found and found.first == date(2024, 6, 11)
    assert when("Le maire [cue s’exprimera] après son discours du 3 mars.", past=False) is None


def test_without_a_publication_day_only_a_full_date_is_known():
    assert when("Le maire [cue a dit] mardi que [said non].", None) == When(
        None, None, "weekday", "« mardi », no publication date"
    )
    assert when("Le maire [cue a dit] hier que [said non].", None) == When(
        None, None, "relative", "« hier », no publication date"
    )
    found = when("Le maire [cue a dit] le 3 mars 2020 que [said non].", None)
    assert found and found.first == date(2020, 3, 3)


def test_a_day_that_does_not_exist_is_no_date():
    assert when("Le maire [cue a dit] le 30 février 2020 que [said non].") is None
    assert when("Le maire [cue a dit] le 31/02/2020 que [said non].") is None


def test_the_29th_of_february_is_the_last_one_there_was():
    found = when("Le maire [cue a dit] le 29 février que [said non].", date(2012, 5, 29))
    assert found and found.first == date(2012, 2, 29)


@pytest.mark.parametrize(
    ("name", "past", "day"),
    [
        ("jeudi", True, "2024-06-06"),
        ("vendredi", True, "2024-05-31"),
        ("Mardi", True, "2024-06-04"),
        ("jeudi", False, "2024-06-13"),
        ("vendredi", False, "2024-06-07"),
    ],
)
def test_a_weekday_is_the_nearest_one(name: str, past: bool, day: str):
    assert weekday_meant(name, DAY, past=past).isoformat() == day


def test_a_word_that_is_no_weekday_says_what_is():
    with pytest.raises(ValueError, match="'mardy' is not a weekday; write one of lundi, mardi,"):
        weekday_meant("mardy", DAY, past=True)


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("La route rouvre\n\n26 juin 2012. - Le maire a dit non.", None, "2012-06-26"),
        ("PARIS, 3 mars (AFP) - Le maire a dit non.", DAY, "2024-03-03"),
        ("La route rouvre\nPublié le 12/03/2019 à 14:05\nLe maire a dit non.", None, "2019-03-12"),
        ("La route rouvre\nMis en ligne le mardi 12 mars 2019", None, "2019-03-12"),
        ("Le maire a dit non.\n21/11/2018 23:33:33 -\nParis (AFP) -\n© 2018 AFP", None, "2018-11-21"),
    ],
)
def test_a_page_gives_its_own_day(text: str, published: date | None, day: str):
    found = dateline(text, published)
    assert found and found.isoformat() == day


@pytest.mark.parametrize(
    "text", ["Le 26 juin 2012, le maire a dit non.", "PARIS, 3 mars (AFP) - Non.", "Publié mardi, le rapport accuse."]
)
def test_a_date_in_the_story_is_not_the_pages_own(text: str):
    assert dateline(text) is None


def test_the_fallback_is_marked_as_such():
    assert fallback(DAY) == When(DAY, None, "published", "the article's date")
    assert fallback(None).basis is None


def test_the_tense_of_a_cue():
    assert [is_future(cue) for cue in ("annoncera", "s’exprimera", "diront", "va annoncer", "doit présenter")] == [
        True
    ] * 5
    assert [is_future(cue) for cue in ("a annoncé", "déclara", "selon", "assura", "affirme")] == [False] * 5


def test_sentences_end_where_a_reader_ends_them():
    text = "M. Petit a dit non. Le préfet, B. Grand, a dit oui.Le maire aussi. « Bon. Très bien », a dit J. Roux. Fin"
    for words in ("M. Petit a dit non.", "Le préfet, B. Grand, a dit oui.", "Le maire aussi."):
        at = text.index(words)
        assert sentence_of(text, Span(0, len(text)), Span(at + 3, at + 8)).of(text).strip() == words
    quote = text.index("Bon.")
    assert (
        sentence_of(text, Span(0, len(text)), Span(quote, text.index(", a dit J.")))
        .of(text)
        .strip(" «")
        .startswith("Bon")
    )


# --- a whole article ---


def days(*paragraphs: str, published: date | None = DAY, speakers: list[str | None] | None = None) -> list[str | None]:
    """The day of each marked claim; each paragraph marks one: who, cue, said (several said: several pieces)."""
    text, kept, found = "", [], []
    for marked in paragraphs:
        for sentence in marked.split(" | "):
            words, spans = parsed(sentence)
            begin = len(text)
            moved = {
                kind: [Span(span.start + begin, span.end + begin) for span in some] for kind, some in spans.items()
            }
            if moved["said"]:
                who, cue = (moved[kind][0] if moved[kind] else None for kind in ("who", "cue"))
                found.append(Attribution(tuple(moved["said"]), cue, who, "indirect", "test"))
            text += words + " "
        kept.append(Span(kept[-1].end + 2 if kept else 0, len(text) - 1))
        text = text[:-1] + "\n\n"
        kept[-1] = Span(kept[-1].start, len(text) - 2)
    article = Article("0", "a", text, "a.txt", published=published)
    return [when.first.isoformat() if when.first else None for when in find_dates(article, kept, found, speakers)]


def test_a_day_holds_for_what_the_same_source_says_next():
    assert (
        days(
            "Le ministre, [who Paul Petit], [cue a dit] mardi que [said la route rouvrirait].",
            "« [said Jamais] », [cue a ajouté] [who M. Petit].",
            "« [said Vraiment] », [cue a-t-il] insisté.",
        )
        == ["2024-06-04"] * 3
    )


def test_a_day_does_not_hold_for_another_source_in_another_paragraph():
    assert days(
        "[who Paul Petit] [cue a dit] mardi que [said la route rouvrirait].",
        "[who Jeanne Grand] [cue a répondu] que [said non].",
        "« [said Vraiment] », [cue a-t-elle] insisté.",
    ) == ["2024-06-04", "2024-06-06", "2024-06-06"]


def test_a_day_in_the_first_sentence_holds_for_the_paragraph():
    assert (
        days(
            "La route a rouvert mardi. | [who Jeanne Grand] [cue a dit] que [said la falaise tenait]. | "
            "[who Paul Petit] [cue a répondu] que [said non]."
        )
        == ["2024-06-04"] * 2
    )


def test_an_old_day_is_background():
    assert days("La route a fermé le 3 mai. | [who Paul Petit] [cue a dit] que [said la falaise tenait].") == [
        "2024-06-06"
    ]


def test_a_day_inside_somebodys_words_does_not_hold_on():
    assert (
        days("[who Paul Petit] [cue a dit] que [said la falaise est tombée mardi]. | [who Il] [cue a dit] [said oui].")
        == ["2024-06-06"] * 2
    )


def test_the_day_after_counts_from_the_day_last_named():
    assert days(
        "La route a fermé vendredi dernier. | [who Paul Petit] [cue a dit] que [said non].",
        "La mairie a publié le lendemain un texte [cue affirmant] que [said la falaise tenait].",
    ) == ["2024-05-31", "2024-06-01"]
    # With no day named before it, it says nothing.
    assert days("[who Paul Petit] [cue a dit] le lendemain que [said non].") == ["2024-06-06"]


def test_the_headline_has_the_day_of_the_first_paragraph():
    assert (
        days(
            "[who Petit] [cue] : « [said La route rouvre] »".replace("[cue]", "[cue dit]"),
            "[who Paul Petit] [cue a dit] mardi que [said la route rouvrait].",
        )
        == ["2024-06-04"] * 2
    )


def test_resolved_speakers_decide_who_goes_on():
    claims = (
        "[who Paul Petit] [cue a dit] mardi que [said la route rouvrirait].",
        "[who Le ministre] [cue a ajouté] que [said non].",
    )
    assert days(*claims) == ["2024-06-04", "2024-06-06"]
    assert days(*claims, speakers=["Paul Petit", "Paul Petit"]) == ["2024-06-04"] * 2
    assert days(*claims, speakers=["Paul Petit", "Jeanne Grand"]) == ["2024-06-04", "2024-06-06"]


def test_the_dateline_gives_the_day_of_an_article_that_has_none():
    assert days("4 juin 2024. - [who Paul Petit] [cue a dit] hier que [said non].", published=None) == ["2024-06-03"]


def test_nothing_is_guessed_without_any_day():
    assert days("[who Paul Petit] [cue a dit] mardi que [said non].", published=None) == [None]


def test_claims_in_any_order_get_the_same_days():
    text = "Le maire a dit mardi non. Le préfet a dit oui. Il a dit hier peut-être."
    kept = (Span(0, len(text)),)
    found = [
        Attribution((Span(21, 24),), Span(9, 14), Span(0, 8), "indirect", "a"),
        Attribution((Span(42, 45),), Span(36, 41), Span(26, 35), "indirect", "b"),
        Attribution((Span(61, 70),), Span(50, 55), Span(47, 49), "indirect", "c"),
    ]
    article = Article("0", "a", text, "a.txt", published=DAY)
    first = find_dates(article, kept, found)
    assert find_dates(article, kept, found[::-1]) == first[::-1]


def test_dates_never_fail_and_take_time_in_proportion():
    chance = random.Random(3)
    words = [
        "mardi",
        "hier",
        "le",
        "31",
        "février",
        "2020",
        "il y a",
        "deux",
        "ans",
        "«",
        "»",
        ".",
        ",",
        "qui",
        "a dit",
        "\n",
    ]
    for _ in range(200):
        text = " ".join(chance.choice(words) for _ in range(chance.randint(1, 40)))
        for published in (DAY, None, date(1, 1, 9), date(9999, 12, 30)):
            for past in (True, False):
                for found in expressions(text, 0, len(text), published=published, past=past):
                    assert 0 <= found.span.start < found.span.end <= len(text)
                day_of_saying(text, 0, len(text), published=published, cue=Span(0, 1), past=past)
    began = time.process_time()
    expressions("mardi dernier, il y a " * 20_000, 0, 440_000, published=DAY)
    assert time.process_time() - began < 10


def test_a_paragraph_is_looked_through_once_for_all_its_claims(monkeypatch):
    looked = []
    look = Sentences._look
    monkeypatch.setattr(Sentences, "_look", lambda self, whole: looked.append(whole) or look(self, whole))
    unit = "Le maire a dit mardi non. "
    text = unit * 50 + "\n" + unit
    kept = (Span(0, 50 * len(unit)), Span(50 * len(unit) + 1, len(text)))
    starts = [text.index("Le maire", at * len(unit)) for at in range(51)]
    found = [
        Attribution((Span(at + 21, at + 24),), Span(at + 9, at + 14), Span(at, at + 8), "indirect", "a")
        for at in starts
    ]
    days = find_dates(Article("0", "a", text, "a.txt", published=DAY), kept, found)
    assert [day.first for day in days] == [date(2024, 6, 4)] * 51
    assert looked == list(kept)


def gold_days(folder: Path, articles: dict[str, Article]) -> list[tuple[str, str | None]]:
    """Gold's day and ours, for the claims that gold dates."""
    pairs = []
    for path in sorted(folder.glob("*.json")):
        doc = json.loads(path.read_text())
        article = replace(articles[doc["article"]], published=date.fromisoformat(doc["published"]))
        found = []
        for claim in doc["claims"]:
            content = tuple(Span(*span) for span in claim["spans"])
            cue, who = (near(article.text, claim[kind], content) for kind in ("cue", "mention"))
            found.append(Attribution(content, cue, who, claim["form"], "gold"))
        for claim, when in zip(doc["claims"], find_dates(article, clean(article)[0], found), strict=True):
            if claim["date"] and not claim.get("optional"):
                pairs.append((claim["date"], when.first.isoformat() if when.first and not when.last else None))
    return pairs


def near(text: str, words: str | None, content: tuple[Span, ...]) -> Span | None:
    """The place of some words nearest to the content, outside it if possible."""
    places = [match.start() for match in re.finditer(re.escape(words), text)] if words else []
    places = [at for at in places if not any(span.start <= at < span.end for span in content)] or places
    if not places or not words:
        return None
    at = min(places, key=lambda at: min(abs(at - content[0].start), abs(at - content[-1].end)))
    return Span(at, at + len(words))


def test_the_days_of_the_seeds_are_those_of_gold():
    pairs = gold_days(HERE / "gold" / "seeds", {article.name: article for article in read([HERE.parent / "seeds"])})
    assert len(pairs) >= 20
    assert [pair for pair in pairs if pair[0] != pair[1]] == []


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="needs ../shared/corpus")
def test_the_days_of_the_development_articles_are_those_of_gold():
    articles = {article.name: article for article in read([SHARED / "corpus" / "wikinews-dev"])}
    pairs = gold_days(SHARED / "gold" / "wikinews", articles)
    assert sum(gold == ours for gold, ours in pairs) >= 0.95 * len(pairs)
