"""Days and intervals as people write them in questions, and sentences cut where their names are known."""

from __future__ import annotations

from datetime import date

import pytest
from gold_extractions import made
from test_questions import voices

from kg.errors import KgError, QuestionError
from kg.questions import ask, query
from kg.questions.days import between, period
from kg.store import Store

TODAY = date(2022, 2, 17)  # a Thursday


@pytest.mark.parametrize(
    ("sentence", "since", "until"),
    [
        ("what did Johnson say since Monday", "2022-02-14", None),
        ("qu'a dit Johnson depuis lundi ?", "2022-02-14", None),
        ("qu'a dit Johnson depuis le 14 février", "2022-02-14", None),
        ("what did Johnson say this week", "2022-02-14", "2022-02-20"),
        ("qu'a dit Johnson cette semaine", "2022-02-14", "2022-02-20"),
        ("what did Johnson say last week", "2022-02-07", "2022-02-13"),
        ("qu'a dit Johnson la semaine dernière ?", "2022-02-07", "2022-02-13"),
        ("what did Johnson say yesterday", "2022-02-16", "2022-02-16"),
        ("qu'a dit Johnson avant-hier", "2022-02-15", "2022-02-15"),
        ("what did Johnson say three days ago", "2022-02-14", "2022-02-14"),
        ("qu'a dit Johnson il y a trois jours", "2022-02-14", "2022-02-14"),
        ("what did Johnson say in February", "2022-02-01", "2022-02-28"),
        ("qu'a dit Johnson en décembre", "2021-12-01", "2021-12-31"),
        ("qu'a dit Johnson l'année dernière", "2021-01-01", "2021-12-31"),
        ("what did Johnson say in 2022", "2022-01-01", "2022-12-31"),
        ("what did Johnson say since January 2022", "2022-01-01", None),
        ("qu'a dit Johnson jusqu'en janvier 2022", None, "2022-01-31"),
        ("what did Johnson say between 12 and 14 February 2022", "2022-02-12", "2022-02-14"),
        ("qu'a dit Johnson entre le 12 et le 14 février 2022 ?", "2022-02-12", "2022-02-14"),
        ("qu'a dit Johnson du 28 décembre au 3 janvier 2022", "2021-12-28", "2022-01-03"),
        ("what did Johnson say about Putin last Monday", "2022-02-14", "2022-02-14"),
        ("who accused the West in 2023", "2023-01-01", "2023-12-31"),
        ("who is quoted most since January 2022", "2022-01-01", None),
        ("what was said about sanctions in February 2022", "2022-02-01", "2022-02-28"),
        ("what did Blinken say about diplomacy in January 2022", "2022-01-01", "2022-01-31"),
    ],
)
def test_days_may_end_a_sentence(gold: Store, sentence: str, since: str | None, until: str | None) -> None:
    answer = ask(sentence, gold, today=TODAY)
    assert (answer.meant.get("since"), answer.meant.get("until")) in ((since, until), (None, None))
    assert since == until == answer.meant.get("date", since) or "since" in answer.meant or "until" in answer.meant


def test_days_narrow_the_answer(gold: Store) -> None:
    assert (
        len(ask("what did Johnson say since Monday", gold, today=TODAY).rows) == 7
    )  # three of them with no day but the article's
    assert ask("what did Johnson say since Tuesday", gold, today=TODAY).rows == []
    assert len(ask("who accused the West in 2023", gold, today=TODAY).rows) == 2
    assert ask("who accused the West in 2022", gold, today=TODAY).rows == []


def test_without_a_day_to_count_from_a_weekday_is_not_understood(gold: Store) -> None:
    with pytest.raises(KgError):
        ask("what did Johnson say since Monday", gold)


@pytest.mark.parametrize(
    "text", ["le dernier", "20", "31 février 2022", "2022-13", "janvier février 2022", "0 janvier"]
)
def test_what_is_no_period_is_said_so(text: str) -> None:
    with pytest.raises(QuestionError, match="is not a day, a month or a year; write it like 2022-01-26"):
        period(text, TODAY)


def test_days_in_the_wrong_order_are_said_so(gold: Store) -> None:
    with pytest.raises(QuestionError, match="no day is between 2022-02-14 and 2022-02-12; write the earlier one first"):
        between("14 February 2022", "12 February 2022")
    with pytest.raises(QuestionError, match="no day is between 2022-02-14 and 2022-02-12; the earlier one is since"):
        query("between", {"since": "2022-02-14", "until": "2022-02-12"}, gold)


def test_a_sentence_is_cut_wherever_the_names_are_known() -> None:
    with voices() as store:
        answer = ask("que dit la Fédération de Russie de l'Otan", store)
        assert answer.meant == {"speaker": "Russie", "target": "Otan"}
        assert [row["who"] for row in answer.rows] == ["Kremlin", "Moscou"]


def test_a_long_sentence_of_nothing_but_de_ends_soon(gold: Store) -> None:
    with pytest.raises(KgError):
        ask("que dit " + "de " * 300, gold)


def test_claims_that_several_articles_report_are_found() -> None:
    store = Store.memory()
    for number, words in enumerate(("La vanne tiendra", "La vanne du barrage tiendra", "Il pleut")):
        topics = ("vanne", "barrage") if number < 2 else ("pluie",)
        store.add(made(number + 1, ("Anne Morel", ("Luc Petit",), words), topics=topics))
    rows = ask("which claims do several articles report", store).rows
    assert [(row["who"], row["text"], row["again"], row["shared"]) for row in rows] == [
        ("Anne Morel", "La vanne tiendra", "La vanne du barrage tiendra", "3")
    ]
