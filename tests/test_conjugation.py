"""The forms of French verbs. The cases were checked against the tables of Verbiste (PyPI: verbecc 2.0.3)."""

from __future__ import annotations

import pytest

from kg.conjugation import KINDS, forms, from_table, parse_lemma, principal_parts, readings
from kg.errors import LexiconError
from kg.lexicon import rows, table

FORMS = """
dire            dites                       finite
dire            dirent                      finite
dire            disant                      present_participle
dire            dites                       past_participle
contredire      contredisez                 finite
prédire         prédisait                   finite
maudire         maudissent                  finite
écrire          écrivit                     finite
souscrire       souscrivons                 finite
croire          crurent                     finite
croire          croyant                     present_participle
voir            verrait                     finite
prévoir         prévoira                    finite
savoir          sachant                     present_participle
savoir          sache                       finite
vouloir         veuille                     finite
pouvoir         puissent                    finite
devoir          dû                          past_participle
devoir          due                         past_participle
recevoir        reçut                       finite
avoir           ayant                       present_participle
être            furent                      finite
être            seraient                    finite
faire           font                        finite
faire           fasse                       finite
admettre        admis                       past_participle
promettre       promit                      finite
soutenir        soutiennent                 finite
soutenir        soutînmes                   finite
maintenir       maintiendra                 finite
prévenir        prévint                     finite
se souvenir     souvient                    finite
répondre        répond                      finite
répondre        répondu                     past_participle
défendre        défendrait                  finite
sous-entendre   sous-entendait              finite
craindre        craignait                   finite
craindre        craint                      past_participle
se plaindre     plaignirent                 finite
reconnaître     reconnaît                   finite
reconnaître     reconnut                    finite
reconnaitre     reconnait                   finite
apprendre       apprennent                  finite
reprendre       repris                      past_participle
sourire         sourient                    finite
conclure        conclut                     finite
conclure        conclues                    past_participle
exclure         exclurait                   finite
poursuivre      poursuivi                   past_participle
rappeler        rappelle                    finite
rappeler        rappellera                  finite
rejeter         rejettent                   finite
marteler        martèle                     finite
marteler        martelait                   finite
répéter         répète                      finite
répéter         répétera                    finite
célébrer        célèbrent                   finite
alléguer        allègue                     finite
tweeter         tweete                      finite
annoncer        annonça                     finite
annoncer        annoncèrent                 finite
annoncer        annonçant                   present_participle
exiger          exigeait                    finite
exiger          exigèrent                   finite
appuyer         appuie                      finite
bégayer         bégaie                      finite
bégayer         bégaye                      finite
envoyer         enverra                     finite
réagir          réagissent                  finite
réagir          réagi                       past_participle
mentir          ment                        finite
démentir        démentent                   finite
offrir          offert                      past_participle
accueillir      accueille                   finite
requérir        requiert                    finite
requérir        requis                      past_participle
interrompre     interrompt                  finite
déduire         déduit                      past_participle
convaincre      convainquait                finite
débattre        débattent                   finite
se taire        tut                         finite
s'émouvoir      émeut                       finite
se prévaloir    prévaut                     finite
nier            niions                      finite
s'époumoner     époumone                    finite
crier           criaient                    finite
juger           jugé                        past_participle
ordonner        ordonner                    infinitive
"""


@pytest.mark.parametrize("line", FORMS.strip().splitlines())
def test_a_form_is_known_with_its_kind(line: str) -> None:
    lemma, form, kind = (cell.strip() for cell in line.split("  ") if cell.strip())
    assert kind in forms(lemma).get(form, ())


@pytest.mark.parametrize(
    ("lemma", "form"),
    [
        ("prévoir", "prévoirra"),
        ("dire", "disez"),
        ("marteler", "martelle"),
        ("rappeler", "rappèle"),
        ("tweeter", "tweète"),
        ("répéter", "repète"),
        ("annoncer", "annoncait"),
        ("exiger", "exiga"),
        ("démentir", "démentissent"),
        ("réagir", "réagent"),
    ],
)
def test_a_form_that_does_not_exist_is_not_made(lemma: str, form: str) -> None:
    assert form not in forms(lemma)


def test_only_the_head_word_of_a_phrase_is_conjugated() -> None:
    assert forms("mettre en garde") == forms("mettre") == forms("se mettre")


def test_a_lemma_is_taken_apart_into_pronoun_head_and_rest() -> None:
    assert parse_lemma("s'en prendre") == (True, "prendre", ())
    assert parse_lemma("en appeler") == (False, "appeler", ())
    assert parse_lemma("s’inscrire en faux") == (True, "inscrire", ("en", "faux"))
    assert parse_lemma("sembler") == (False, "sembler", ())


def test_a_form_leads_to_every_lemma_it_may_come_from() -> None:
    assert readings(["suivre", "être"])["suis"] == (
        ("suivre", "finite"),
        ("être", "finite"),
    )


def test_every_speech_verb_can_be_conjugated() -> None:
    for row in table("fr", "speech_verbs"):
        found = forms(row["lemma"])
        assert len(found) >= 20, row.place
        assert {kind for kinds in found.values() for kind in kinds} == set(KINDS), row.place


def test_an_unknown_irregular_verb_names_the_table_to_mend() -> None:
    with pytest.raises(LexiconError, match=r"irregular_verbs\.tsv: no row for 'feindroir'; add its principal parts"):
        principal_parts("feindroir")


def test_a_bad_table_row_is_named_by_its_line() -> None:
    (row,) = rows(["lemma\tlike\tpresent", "soutenir\ttenir-là\t"], "irregular_verbs.tsv")
    with pytest.raises(LexiconError, match=r"irregular_verbs\.tsv, line 2: 'soutenir' does not end with"):
        from_table("soutenir", row)
