"""What the extraction of the five seeds answers, word by word: the whole way from the articles to an answer.

The tests hold what is found today. ``MISSING`` says what a reader of the articles would expect beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib

from kg.export import write
from kg.pipeline import Pipeline
from kg.questions import ask, query
from kg.reading import read
from kg.store import Store

SEEDS = Path(__file__).parent.parent / "seeds"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself


@pytest.fixture(scope="session")
def extracted() -> Iterator[Store]:
    """The five seeds as the pipeline reads them."""
    pipeline = Pipeline()
    with Store.memory() as store:
        for article in read([SEEDS]):
            store.add(pipeline(article))
        yield store


LAVROV = (
    ("2022-01-26", "M. Stoltenberg avait « perdu le contact avec la réalité »"),
    ("2022-01-26", "Vous savez, j’ai cessé de prendre en compte ses déclarations il y a longtemps"),
)
STOLTENBERG = (
    (
        "2021-12-21",
        "même si l’alliance était prête à entamer un « dialogue significatif » avec la Russie, elle continuerait à "
        "soutenir l’Ukraine « à la fois politiquement et pratiquement »",
    ),
    ("2021-12-21", "l’ère des sphères d’influence est révolue"),
    (
        "2021-12-21",
        "Le dialogue avec la Russie doit être fondé sur les principes de base de la sécurité européenne et répondre "
        "aux préoccupations de l’OTAN concernant les actions de la Russie, et doit avoir lieu en consultation avec "
        "les partenaires européens de l’OTAN, y compris l’Ukraine",
    ),
    (
        "2022-01-27",
        "le document de l’alliance avait également été remis à Moscou, et bien qu’il soit prêt à écouter les "
        "préoccupations de la Russie, toutes les nations avaient le droit de choisir leurs propres arrangements de "
        "sécurité",
    ),
    ("2022-02-15", "L’annonce d’un retrait russe offre « des raisons d’un optimisme prudent »"),
    (
        "2022-02-15",
        "« Jusqu’à présent, nous n’avons vu aucun signe de désescalade sur le terrain » et la présence militaire "
        "russe reste capable d’une attaque",
    ),
)
BLINKEN_DENIED = (("2022-01-27", "toute rupture ou divergence d’opinion entre les États-Unis et ses alliés européens"),)
# MISSING: article 000 also has « les Occidentaux » accused of sabotage by Moscow, and the West made responsible for
# the escalation: no target of the extracted claims is called « Occident » there.
ACCUSED_WEST = (("2023-02-21", "utiliser le conflit en Ukraine pour « en finir » avec la Russie"),)
# WRONG at the end of the first one: two sentences that the article itself has lost the border of.
DEMANDED = (
    (
        "2022-02-14",
        "donner des garanties de sécurité radicales, y compris une interdiction de toute nouvelle expansion de "
        "l’OTAN. qualifié de « constructif »",
    ),
    ("2023-02-21", "les Etats-Unis retirent d’Ukraine «soldats et équipements» de l’Otan"),
    (
        "2023-02-21",
        "Il a été noté en particulier que pour aboutir à une désescalade de la situation, Washington doit prendre "
        "des mesures en vue du retrait des soldats et équipements américains et de l’Otan, et cesser ses activités "
        "antirusses",
    ),
    (
        "2023-02-21",
        "fournir des explications concernant les explosions des gazoducs Nord Stream 1 et 2 et ne pas interférer "
        "dans l’enquête objective pour identifier les coupables",
    ),
)
JOHNSON = (
    ("2022-02-14", "se retirer du « bord d’un précipice »"),
    (
        "2022-02-14",
        "Nous sommes au bord d’un précipice mais il est encore temps pour le président Poutine de prendre du recul",
    ),
)
POUTINE = (
    ("2021-12-21", "la Russie a « tout le droit » de « répondre durement aux mesures hostiles »"),
    (
        "2021-12-21",
        "des garanties de sécurité, y compris un engagement contraignant que l’OTAN ne s’étendra pas vers l’Est et "
        "n’autorisera pas l’Ukraine à rejoindre l’alliance militaire",
    ),
    (
        "2021-12-21",
        "les tensions actuelles en Europe à l’expansion de l’OTAN à la suite de la chute de l’Union soviétique",
    ),
    ("2021-12-21", "la Russie était forcée de réagir"),
    ("2021-12-21", "ses exigences envers l’OTAN ne constituaient pas un « ultimatum »"),
    (
        "2021-12-21",
        "Est-ce un avertissement ou non ? Bien sûr que non […] Nous espérons des négociations constructives et "
        "significatives avec un résultat final clair dans un délai spécifié, garantissant une sécurité égale pour "
        "tous",
    ),
    (
        "2021-12-21",
        "la Russie recherchait « une sécurité égale et indivisible dans tout l’espace eurasien »",
    ),
    (
        "2021-12-21",
        "même « des garanties à long terme et juridiquement contraignantes » ne pouvaient pas faire confiance, car "
        "les États-Unis se retirent facilement de tous les traités internationaux, ce qui pour certains raison L’un "
        "ou l’autre s’est désintéressé d’eux",
    ),
)
# MISSING: « une voie diplomatique sérieuse » (a topic is a noun, and « diplomatique » is none).
BLINKEN_DIPLOMACY = (
    (
        "2022-01-27",
        "Il ne devrait y avoir aucun doute sur le sérieux de notre objectif en matière de diplomatie, et nous "
        "agissons avec la même concentration et la même force pour renforcer les défenses de l’Ukraine et préparer "
        "une réponse rapide et unie à une nouvelle agression russe",
    ),
    (
        "2022-01-27",
        "La diplomatie a les meilleures chances de réussir si nous offrons un espace pour des entretiens confidentiels",
    ),
)


def found(sentence: str, store: Store) -> tuple[tuple[str, str], ...]:
    """Day and words of each claim, with ordinary spaces."""
    rows = ask(sentence, store).rows
    return tuple((row["date"], row["text"].replace("\u00a0", " ").replace("\u202f", " ")) for row in rows)


@pytest.mark.parametrize(
    ("english", "french", "answer"),
    [
        ("what did Lavrov say about Stoltenberg", "qu'a dit Lavrov de Stoltenberg ?", LAVROV),
        ("what did Stoltenberg say about Russia", "qu'a dit Stoltenberg de la Russie ?", STOLTENBERG),
        ("what did Blinken deny", "qu'a nié Blinken ?", BLINKEN_DENIED),
        ("who accused the West", "qui a accusé l'Occident ?", ACCUSED_WEST),
        ("what did Russia demand of the United States", "qu'a exigé la Russie des États-Unis ?", DEMANDED),
        ("what did Johnson say about Putin", "que dit Johnson de Poutine ?", JOHNSON),
        ("what did Poutine say on 21 December 2021", "qu'a dit Poutine le 21 décembre 2021 ?", POUTINE),
        ("what did Blinken say about diplomacy", "que dit Blinken de la diplomatie ?", BLINKEN_DIPLOMACY),
    ],
)
def test_the_extraction_of_the_seeds_answers(
    extracted: Store, english: str, french: str, answer: tuple[tuple[str, str], ...]
) -> None:
    assert found(english, extracted) == answer
    assert found(french, extracted) == answer


@pytest.mark.parametrize(
    "sentence", ["who spoke about Ukraine in January 2022", "qui a parlé de l'Ukraine en janvier 2022 ?"]
)
def test_who_spoke_about_ukraine_in_january_2022(extracted: Store, sentence: str) -> None:
    rows = ask(sentence, extracted).rows
    assert [(row["who"], row["claims"]) for row in rows] == [
        ("Antony Blinken", "2"),
        ("États-Unis", "2"),
        ("diplomates de Russie", "1"),
    ]


def test_a_country_is_asked_with_its_voices_and_shows_who_spoke(extracted: Store) -> None:
    rows = ask("what did Russia demand of the United States", extracted).rows
    assert [row["who"] for row in rows] == ["Moscou", "Moscou", "ministère russe des Affaires étrangères", "Moscou"]


@pytest.mark.parametrize(
    ("name", "values", "count"),
    [
        ("changed", {"target": "Poutine"}, 2),
        ("who-denied-whom", {}, 18),
        ("who-denied-whom", {"speaker": "États-Unis"}, 18),
        ("who-denied-whom", {"speaker": "Poutine"}, 0),
        ("mentioned-with", {"target": "Ukraine"}, 12),
        ("unnamed-by-publisher", {}, 1),
        ("quoted-by-publisher", {"least": "8"}, 3),
    ],
)
def test_the_larger_questions_answer_on_the_seeds(
    extracted: Store, name: str, values: dict[str, str], count: int
) -> None:
    assert len(query(name, values, extracted).rows) == count


def test_the_sparql_shown_runs_unchanged_in_rdflib(extracted: Store, tmp_path: Path) -> None:
    answer = ask("what did Russia demand of the United States since 2022", extracted)
    with (tmp_path / "all.nq").open("w", encoding="utf-8") as out:
        write(extracted, out, "nq")
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(tmp_path / "all.nq", format="nquads")
    assert [str(row.text) for row in dataset.query(answer.sparql)] == [row["text"] for row in answer.rows]  # type: ignore[union-attr]
