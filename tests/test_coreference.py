"""Who said it: sentences in, the speaker of each claim out."""

from __future__ import annotations

import pytest

from kg.model import Article, Claim
from kg.pipeline import Pipeline


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


def claims(pipeline: Pipeline, text: str) -> tuple[Claim, ...]:
    return pipeline(Article("0" * 16, "a", text, "a.txt")).claims


def speakers(pipeline: Pipeline, text: str) -> list[str | None]:
    return [claim.speaker.name for claim in claims(pipeline, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the full name may come after the short one
        (
            "Mme Morel a dit que le pont tiendra. La préfète Anne Morel a ajouté que la route rouvrira.",
            ["Anne Morel"] * 2,
        ),
        # an office, whichever way it is worded
        ("La ministre de la Santé, Anne Morel, est venue. « Rien ne change », a déclaré la ministre.", ["Anne Morel"]),
        ("Le président Paul Vial est arrivé. « La France tiendra », a déclaré le chef de l’État.", ["Paul Vial"]),
        # the head of state is no other president, and no foreign one
        ("Paul Vial, président du parti, est venu. « Non », a déclaré le chef de l’État.", ["chef de l'État"]),
        ("Le président Paul Vial est venu. « Non », a déclaré le chef de l’État serbe.", ["chef de l'État serbe"]),
        ("Le président français Paul Vial est venu. « Non », a déclaré le chef de l’État.", ["Paul Vial"]),
        ("Le ministre Jean de Kervel est venu. M. de Kervel a déclaré que le pont tiendra.", ["Jean de Kervel"]),
        # what was done with a document is no part of its name
        ("« Tout va bien », indique un communiqué diffusé lundi.", ["communiqué"]),
        ("Anne Morel est jugée à Lyon. L’intéressée a nié les faits.", ["Anne Morel"]),
        # an institution once in full, then by its noun with a capital
        (
            "La Commission des ports a voté. « Rien ne presse », a déclaré la Commission.",
            ["Commission des ports"],
        ),
        # an office that fits nobody is its own answer
        ("Paul Vial, maire de Sainte-Orse, est venu. « Non », a déclaré le négociateur belge.", ["négociateur belge"]),
        # pronouns: gender, then who spoke last
        ("Le maire Paul Vial a reçu la préfète Anne Morel. « La route rouvrira », a-t-elle promis.", ["Anne Morel"]),
        ("Le maire Paul Vial a reçu la préfète Anne Morel. « La route rouvrira », a-t-il promis.", ["Paul Vial"]),
        ("Les syndicats ont défilé à Lyon. Ils ont dénoncé la réforme des retraites.", ["syndicats"]),
        # a document speaks for who made it
        ("Selon un communiqué publié par la présidence, le traité sera signé.", ["présidence"]),
        ("Selon un sondage Orfop, un habitant sur deux refuse le projet.", ["Orfop"]),
        ("D’après un rapport de la Cour des comptes, le canal coûte trop cher.", ["Cour des comptes"]),
        # and for itself where the article does not say
        ("Selon un rapport, le canal coûte trop cher.", ["rapport"]),
        # who is only passed on
        ("L’agence Orbinfo a rapporté, citant un diplomate belge, que le traité sera signé.", ["diplomate belge"]),
        # a demonstrative points at who has just spoken
        (
            "« Le canal tiendra », a dit Paul Vial. « Il est solide », considère ce membre du conseil.",
            ["Paul Vial", "Paul Vial"],
        ),
        # an acronym and its full name are one
        (
            "La Confédération générale du lait (CGL) est inquiète. « Le prix baisse », a dit la CGL.",
            ["Confédération générale du lait"],
        ),
        # a surname spelled wrong once
        ("Jean Delacombe est venu. « Le pont tiendra », a dit M. Delacomba.", ["Jean Delacombe"]),
    ],
)
def test_the_speaker_is(pipeline: Pipeline, text: str, expected: list[str | None]) -> None:
    assert speakers(pipeline, text) == expected


def test_a_group_in_common_words_speaks_under_its_name(pipeline: Pipeline) -> None:
    text = "Le mouvement des « bonnets gris » grossit. Des centaines de bonnets gris ont réclamé la baisse du péage."
    assert speakers(pipeline, text)[-1:] == ["bonnets gris"]


def test_a_pronoun_never_takes_the_wrong_gender(pipeline: Pipeline) -> None:
    assert "Paul Vial" not in speakers(pipeline, "Paul Vial est venu. « La route rouvrira », a-t-elle promis.")


def test_two_people_of_one_surname_are_told_apart_by_civility(pipeline: Pipeline) -> None:
    text = "Paul Vial et Anne Vial sont venus. « Le pont tiendra », a dit Mme Vial. « Peut-être », a dit M. Vial."
    assert speakers(pipeline, text) == ["Anne Vial", "Paul Vial"]


def test_a_pronoun_nobody_fits_stays_open_with_its_reason(pipeline: Pipeline) -> None:
    (claim,) = claims(pipeline, "« La route rouvrira demain matin », a-t-elle promis.")
    assert claim.speaker.name is None and claim.speaker.rule == "pronoun-unresolved"


def test_every_speaker_is_an_entity_of_the_article(pipeline: Pipeline) -> None:
    text = "Le maire Paul Vial a dit que le pont tiendra. Des riverains ont affirmé que le pont tremble."
    extraction = pipeline(Article("0" * 16, "a", text, "a.txt"))
    names = {entity.name for entity in extraction.entities}
    assert {claim.speaker.name for claim in extraction.claims} <= names
