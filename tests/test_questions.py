"""Saved questions, sentences that ask them, and names as people write them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from gold_extractions import made, rows_in_rdflib, seeds

from kg.errors import KgError, QuestionError, UsageError
from kg.questions import ask, query, saved
from kg.questions.answer import ask_file, run
from kg.questions.days import day
from kg.questions.header import question
from kg.questions.names import entity
from kg.questions.sentences import readings
from kg.questions.sparql import bind, check_reads_only
from kg.questions.topics import topic
from kg.questions.values import act
from kg.store import Store

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself
SEEDS_TARGETS = "M. Stoltenberg avait «\u00a0perdu le contact avec la réalité\u00a0»"
SEEDS_SAID = "Vous savez, j’ai cessé de prendre en compte ses déclarations il y a longtemps"


@pytest.fixture(scope="module")
def gold() -> Store:
    store = Store.memory()
    for extraction in seeds():
        store.add(extraction)
    return store


def texts(sentence: str, store: Store) -> list[str]:
    return [row["text"] for row in ask(sentence, store).rows]


@pytest.mark.parametrize(
    "sentence",
    [
        "what did Lavrov say about Stoltenberg",
        "What did Sergei Lavrov say about jens stoltenberg?",
        "  what  did lavrov say about STOLTENBERG ?? ",
        "qu'a dit Lavrov de Stoltenberg",
        "Qu’a dit le ministre Lavrov de M. Stoltenberg ?",
        "Que dit Serguei Lavrov du secrétaire général de l'Otan ?",
        "qu'est-ce que Lavrov a dit sur Stoltenberg",
        "Que Lavrov a-t-il dit de Stoltenberg ?",
        "what did minister Lavrov say about Mr Stoltenberg on January 26, 2022",
    ],
)
def test_what_lavrov_said_about_stoltenberg(gold: Store, sentence: str) -> None:
    answer = ask(sentence, gold)
    assert [row["text"] for row in answer.rows] == [SEEDS_TARGETS, SEEDS_SAID]
    assert {row["date"] for row in answer.rows} == {"2022-01-26"}
    assert {row["title"][:18] for row in answer.rows} == {"Crise ukrainienne "}
    assert {row["who"] for row in answer.rows} == {"Sergueï Lavrov"}


@pytest.mark.parametrize(
    ("sentence", "name", "first", "count"),
    [
        ("what did Blinken deny", "denied", "toute rupture ou divergence", 1),
        ("qu'a nié Blinken ?", "denied", "toute rupture ou divergence", 1),
        ("who accused the West", "who-accused", "utiliser le conflit en Ukraine", 2),
        ("qui a accusé l’Occident ?", "who-accused", "utiliser le conflit en Ukraine", 2),
        ("what did Moscow demand of the US", "demanded-of", "donner des garanties", 3),
        ("qu'a demandé Moscou aux Etats-Unis", "demanded-of", "donner des garanties", 3),
        ("que dit Johnson de Poutine", "said-about", "se retirer du", 2),
        ("what did Putin say on 21 December 2021", "said-on", "ses exigences envers l’OTAN", 2),
        ("qu'a dit Poutine le 21 décembre 2021 ?", "said-on", "ses exigences envers l’OTAN", 2),
        ("what did Lavrov accuse Stoltenberg of", "accused", "M. Stoltenberg avait", 1),
        ("what did Stoltenberg warn Russia of", "warned-whom", "l’ère des sphères", 1),
        ("qu'a promis Johnson", "promised", "il n’avait pas l’intention", 1),
        ("what was said between 2022-02-14 and 15 February 2022", "between", "", 11),
        ("what was said in February 2022", "between", "", 11),
        ("qu'a-t-on dit le 14 février 2022", "between", "", 6),
        ("qu'a dit Johnson en février 2022 ?", "said-between", "se retirer du", 4),
        ("what did Poutine say in 2023", "said-between", "utiliser le conflit", 1),
        ("claims with no known speaker", "no-speaker", "", 3),
        ("que dit l'article 003", "article", "", 24),
        ("what was said about Stoltenberg", "about", "M. Stoltenberg avait", 2),
        ("timeline of Stoltenberg on Russia", "timeline", "", 6),
        ("what did Blinken say about diplomacy", "said-about-topic", "La diplomatie a les meilleures", 1),
        ("que dit Blinken de la diplomatie ?", "said-about-topic", "La diplomatie a les meilleures", 1),
        ("what was said about sanctions", "about-topic", "", 2),
        ("qui a prononcé les mots « garanties de sécurité » ?", "containing", "", 7),
    ],
)
def test_a_sentence_leads_to_its_question(gold: Store, sentence: str, name: str, first: str, count: int) -> None:
    answer = ask(sentence, gold)
    assert answer.question.name == name
    assert len(answer.rows) == count
    assert any(row["text"].startswith(first) for row in answer.rows)


@pytest.mark.parametrize("written", ["sanctions", "la sanction", "les sanctions", "Sanction", "the sanctions"])
def test_a_topic_is_understood_as_people_write_it(gold: Store, written: str) -> None:
    assert topic(written, gold)[1] == "sanction"


@pytest.mark.parametrize(("english", "french"), [("diplomacy", "diplomatie"), ("security", "sécurité")])
def test_a_topic_may_be_english(gold: Store, english: str, french: str) -> None:
    assert topic(english, gold)[1] == french


@pytest.mark.parametrize(("english", "french"), [("the government", "gouvernement"), ("yellow vests", "Gilets jaunes")])
def test_an_institution_may_be_english(english: str, french: str) -> None:
    with Store.memory() as store:
        store.add(made(1, (french, (), "La guerre"), kinds={french: "group"}))
        assert entity(english, store)[1] == french


def test_an_english_topic_that_is_no_cognate_is_in_the_table() -> None:
    with Store.memory() as store:
        store.add(made(1, ("Anne Morel", (), "La guerre"), topics=("guerre", "impôt")))
        assert topic("the war", store)[1] == "guerre"
        assert topic("taxes", store)[1] == "impôt"


def test_an_unknown_topic_gets_the_closest_ones(gold: Store) -> None:
    with pytest.raises(QuestionError, match=r"no claim has the topic 'diplomatte'; the closest topics:\n  diplomatie"):
        topic("diplomatte", gold)
    with pytest.raises(QuestionError, match=r"a topic is one noun: ask about 'droits' or 'homme', or: kg ask"):
        topic("droits de l'homme", gold)


def test_neither_a_name_nor_a_topic_is_said_once_each(gold: Store) -> None:
    with pytest.raises(QuestionError) as error:
        ask("what did Lavrov say about sanktion", gold)
    assert str(error.value).splitlines() == [
        "nobody and nothing is called 'sanktion' in the store",
        "no claim has the topic 'sanktion'; the closest topics:",
        "  sanction",
    ]


def test_who_spoke_about_somebody_is_counted(gold: Store) -> None:
    (row,) = ask("who spoke about Stoltenberg", gold).rows
    assert (row["who"], row["claims"], row["first"], row["last"]) == ("Sergueï Lavrov", "2", "2022-01-26", "2022-01-26")


def test_who_spoke_in_a_month_is_counted(gold: Store) -> None:
    rows = ask("who spoke about Stoltenberg in January 2022", gold).rows
    assert [(row["who"], row["claims"]) for row in rows] == [("Sergueï Lavrov", "2")]
    assert ask("qui a parlé de Stoltenberg en février 2022", gold).rows == []


def test_the_edges_of_who_talks_about_whom_have_counts(gold: Store) -> None:
    rows = query("who-talks-about-whom", {"least": "6"}, gold).rows
    assert [(row["who"], row["about"], row["claims"]) for row in rows] == [
        ("États-Unis", "Ukraine", "7"),
        ("Jens Stoltenberg", "Russie", "6"),
        ("Vladimir Poutine", "OTAN", "6"),
        ("États-Unis", "Russie", "6"),
    ]


@pytest.mark.parametrize("name", sorted(saved()))
def test_every_saved_question_is_complete_and_its_example_answers(gold: Store, name: str) -> None:
    asked = saved()[name]
    assert " / " in asked.summary
    assert asked.example is not None
    answer = query(name, dict(pair.split("=") for pair in asked.example.split()), gold)
    assert answer.rows or name in ("reported-by-several", "copies")  # each seed is of a day, and a text, of its own
    assert set(asked.show) <= set(answer.columns)
    assert all(f"?{'__' if p.optional or p.default else '_'}{p.name}_" in asked.sparql for p in asked.parameters)
    if {"date", "text"} <= set(asked.show):  # else the article's day would look like that of the saying
        assert {"basis", "published"} <= set(answer.columns)


@pytest.mark.parametrize("name", sorted(saved()))
def test_every_saved_question_gives_the_same_answer_in_rdflib(gold: Store, name: str) -> None:
    asked = saved()[name]
    answer = query(name, dict(pair.split("=") for pair in (asked.example or "").split()), gold)
    rows = rows_in_rdflib(gold, answer.sparql)
    key = lambda row: sorted(row.items())  # noqa: E731
    assert sorted(rows, key=key) == sorted(answer.rows, key=key)


def test_every_sentence_is_read_as_its_own_question() -> None:
    values = {"speaker": "Anne Martin", "target": "Paul Petit", "date": "2022-01-26", "since": "2022-01-01"}
    values |= {"until": "2022-01-31", "article": "x", "words": "sanctions", "period": "January 2022"}
    values["topic"] = "sanctions"
    shared = {"said-about-topic": "said-about", "about-topic": "about", "who-about-topic": "who-about"}
    values |= {"entity": "Anne Martin"}
    for asked in saved().values():
        for template in asked.sentences:
            found = readings(template.format(**values), saved().values())
            right = [reading for reading in found if reading.question.name == asked.name]
            assert right, template
            assert all(value == values[name] for name, value in right[0].values.items()), template
            # a name is tried before a topic: both can stand in the same place
            first = {asked.name, shared.get(asked.name, asked.name)}
            assert found[0].question.name in first, (template, found[0].template)


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("lavrov", "Sergueï Lavrov"),
        ("Sergei Lavrov", "Sergueï Lavrov"),
        ("ministre Lavrov", "Sergueï Lavrov"),
        ("le ministre russe Lavrov", "Sergueï Lavrov"),
        ("ministre russe des Affaires étrangères", "Sergueï Lavrov"),
        ("CHOIGOU", "Sergueï Choïgou"),
        ("Shoigu", "Sergueï Choïgou"),
        ("Putin", "Vladimir Poutine"),
        ("président Poutine", "Vladimir Poutine"),
        ("etats unis", "États-Unis"),
        ("the United States", "États-Unis"),
        ("NATO", "OTAN"),
        ("l’Otan", "OTAN"),
        ("Moscow", "Moscou"),
        ("the West", "Occident"),
        ("entity:vladimir-poutine", "Vladimir Poutine"),
        ("https://claims.example/entity/vladimir-poutine", "Vladimir Poutine"),
        ("ministère russe", "ministère russe des Affaires étrangères"),
    ],
)
def test_a_name_is_understood_as_people_write_it(gold: Store, written: str, label: str) -> None:
    assert entity(written, gold)[1] == label


# Who speaks for whom


def voices() -> Store:
    """Russia is not named; the Kremlin, Moscow, a minister, and an organisation that is no State's speak."""
    store = Store.memory()
    kinds = {"Kremlin": "organisation", "Moscou": "place", "Otan": "organisation", "Washington": "place"}
    kinds |= {"diplomatie russe": "unnamed", "Gaz de Brume": "organisation", "États-Unis": "place"}
    store.add(
        made(
            1,
            ("Kremlin", ("Otan",), "Nous verrons"),
            ("diplomatie russe", ("Washington", "États-Unis"), "C’est non"),
            ("Moscou", ("Otan",), "Peut-être"),
            ("Sergueï Lavrov", ("Washington",), "C’est trop"),
            ("Gaz de Brume", ("Otan",), "Sans avis"),
            ("Anne Martin", ("Kremlin",), "Il se trompe"),
            kinds=kinds,  # type: ignore[arg-type]
        )
    )
    return store


@pytest.mark.parametrize(
    ("sentence", "answers"),
    [
        ("what did Russia say", [("Kremlin", "Nous"), ("diplomatie russe", "C’es"), ("Moscou", "Peut")]),
        ("what did Russia say about NATO", [("Kremlin", "Nous"), ("Moscou", "Peut")]),
        ("qu'a dit la Fédération de Russie sur l'Alliance atlantique ?", [("Kremlin", "Nous"), ("Moscou", "Peut")]),
        ("what did the Kremlin say", [("Kremlin", "Nous")]),
        ("what did Lavrov say", [("Sergueï Lavrov", "C’es")]),
        ("what did Lavrov say about the United States", [("Sergueï Lavrov", "C’es")]),
        ("what did Lavrov say about Washington", [("Sergueï Lavrov", "C’es")]),
        ("what did Russia say about the US", [("diplomatie russe", "C’es")]),
        ("what was said about Russia", [("Anne Martin", "Il s")]),
        ("what was said about Moscow", []),
    ],
)
def test_a_country_is_asked_with_its_voices_and_a_voice_without_its_country(
    sentence: str, answers: list[tuple[str, str]]
) -> None:
    with voices() as store:
        assert [(row["who"], row["text"][:4]) for row in ask(sentence, store).rows] == answers


def test_claims_about_a_country_are_counted_once_though_they_name_a_voice_too() -> None:
    with voices() as store:
        rows = query("who-about", {"target": "États-Unis"}, store).rows
        assert {row["who"]: row["claims"] for row in rows} == {"Sergueï Lavrov": "1", "diplomatie russe": "1"}


def test_a_country_without_a_voice_or_a_name_is_not_in_the_store() -> None:
    with voices() as store, pytest.raises(QuestionError, match="nobody and nothing is called 'Chine'"):
        entity("Chine", store)


def test_who_somebody_is_comes_with_the_article_that_says_so(gold: Store) -> None:
    rows = ask("qui est Sergei Lavrov ?", gold).rows
    assert {row["office"] for row in rows} == {"ministre russe des Affaires étrangères"}
    assert "2022-01-27" in {row["published"] for row in rows} and all(row["article"] for row in rows)
    assert ask("who is Lavrov", gold).question.name == "offices"
    assert ask("who is quoted most", gold).question.name == "most-quoted"


def people(*names: str) -> Store:
    store = Store.memory()
    store.add(made(1, *((name, (), "Oui") for name in names)))
    return store


def test_a_missing_particle_does_not_matter() -> None:
    assert entity("Ursula Leyen", people("Ursula von der Leyen"))[1] == "Ursula von der Leyen"
    assert entity("leyen", people("Ursula von der Leyen"))[1] == "Ursula von der Leyen"


def test_a_name_that_several_bear_is_not_chosen_for() -> None:
    with pytest.raises(QuestionError) as error:
        entity("macron", people("Macron", "Emmanuel Macron", "Brigitte Macron"))
    assert str(error.value) == "'macron' can be several; say which:\n  Brigitte Macron\n  Emmanuel Macron\n  Macron"


def test_another_first_name_is_another_person(gold: Store) -> None:
    with pytest.raises(QuestionError, match="nobody and nothing is called 'Nikolaï Lavrov'"):
        entity("Nikolaï Lavrov", gold)


def test_an_unknown_name_gets_the_closest_ones(gold: Store) -> None:
    with pytest.raises(QuestionError) as error:
        ask("what did Lavrof say", gold)
    assert str(error.value) == (
        "nobody and nothing is called 'Lavrof' in the store; the closest names:\n  Sergueï Lavrov"
    )


def test_a_sentence_that_is_not_understood_gets_the_nearest_ones(gold: Store) -> None:
    with pytest.raises(QuestionError) as error:
        ask("Lavrov said what about Stoltenberg", gold)
    assert "not understood; sentences like these are:" in str(error.value)
    assert "  what X said about Y" in str(error.value)


def test_a_name_with_the_words_of_a_question_in_it_is_not_cut(gold: Store) -> None:
    answer = ask("qu'a dit le ministère russe des Affaires étrangères", gold)
    assert answer.meant == {"speaker": "ministère russe des Affaires étrangères"}


def test_a_new_file_is_a_new_question(tmp_path: Path, gold: Store) -> None:
    (tmp_path / "cue.rq").write_text(
        "#+ summary: Les verbes de X / The verbs of X\n"
        "#+ parameters:\n#+   - speaker: entity\n#+ sentences:\n#+   - how does {speaker} speak\n"
        "SELECT DISTINCT ?cue ?speaker WHERE { ?c kg:speaker ?speaker ; kg:cue ?cue } ORDER BY ?cue"
    )
    answer = ask("How does Choïgou speak?", gold, tmp_path)
    assert [row["cue"] for row in answer.rows] == ["a rapporté"]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("#+ sumary: x", "x.rq, line 1: expected one of summary, "),
        ("#+ parameters:\n#+   - who: person", "x.rq, line 2: 'person' is not a type; the types are entity, date, "),
        ("#+ parameters:\n#+   - who", "x.rq, line 2: expected 'name: type'"),
        ("#+ sentences:\n#+   - what did {who} say", "x.rq, line 2: {who} is not a parameter; the parameters: none"),
    ],
)
def test_a_bad_header_names_file_and_line(header: str, message: str) -> None:
    with pytest.raises(QuestionError) as error:
        question("x", header, "x.rq")
    assert str(error.value).startswith(message)


def test_values_are_bound_as_terms_and_cannot_escape(gold: Store) -> None:
    answer = query("containing", {"words": '") } DROP ALL #'}, gold)
    assert answer.rows == []
    assert 'BIND ("\\") } DROP ALL #" AS ?words)' in answer.sparql


def test_the_query_that_ran_can_be_pasted_anywhere(gold: Store) -> None:
    answer = ask("what did Lavrov say about Stoltenberg", gold)
    rows = gold.raw.query(answer.sparql, use_default_graph_as_union=True)
    assert len(list(rows)) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sparql", "bound"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", "SELECT * WHERE { VALUES (?o) { (1) } ?s ?p ?o }"),
        ("SELECT * { ?s ?p ?o }", "SELECT * { VALUES (?o) { (1) } ?s ?p ?o }"),
        ("# WHERE {\nASK { ?s ?p ?o }", "# WHERE {\nASK { VALUES (?o) { (1) } ?s ?p ?o }"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { VALUES (?o) { (1) } ?s ?p ?o }"),
    ],
)
def test_values_go_to_the_start_of_the_outer_where(sparql: str, bound: str) -> None:
    assert bind(sparql, {"o": "1"}) == bound


@pytest.mark.parametrize(
    "sparql",
    ["INSERT DATA { <a:a> <a:b> 1 }", "# hi\nPREFIX a: <a:> DELETE WHERE { ?s ?p ?o }", "drop all", "LOAD <http://x>"],
)
def test_a_query_that_would_write_is_refused(sparql: str) -> None:
    with pytest.raises(QuestionError, match=r"x\.rq, line \d: \w+ would change the store; kg query only reads"):
        check_reads_only(sparql, "x.rq")


@pytest.mark.parametrize("sparql", ["SELECT * { service <http://x> { ?s ?p ?o } }", "ASK {\nSERVICE SILENT ?x {} }"])
def test_service_is_refused(sparql: str) -> None:
    with pytest.raises(QuestionError, match="SERVICE would ask another machine"):
        check_reads_only(sparql, "x.rq")


@pytest.mark.parametrize(
    "sparql", ["SELECT ?service { ?service kg:service 'SERVICE' }", '# INSERT\nASK { ?s <urn:SERVICE> """DROP""" }']
)
def test_words_that_only_look_like_it_are_not_refused(sparql: str) -> None:
    check_reads_only(sparql, "x.rq")


def file(tmp_path: Path, sparql: str) -> Path:
    path = tmp_path / "mine.rq"
    path.write_text(sparql, "utf-8")
    return path


@pytest.mark.parametrize(
    ("sparql", "message"),
    [
        ("SELECT * WHERE {\n  ?s ?p\n}", "mine.rq, line 3: "),
        (
            "SELECT ?s WHERE {\n  ?s foo:bar ?o\n}",
            "mine.rq, line 2: the prefix foo: is not declared\n  ?s foo:bar ?o\n",
        ),
        ("SELEC ?s {}", "mine.rq, line 1: "),
        ("", "mine.rq, line 1: "),
    ],
)
def test_a_syntax_error_shows_the_line_and_a_caret(tmp_path: Path, gold: Store, sparql: str, message: str) -> None:
    with pytest.raises(QuestionError) as error:
        run(ask_file(file(tmp_path, sparql)), {}, gold)
    assert str(error.value).startswith(message)
    assert str(error.value).rstrip().endswith("^")
    assert "\\u{" not in str(error.value) and len(str(error.value)) < 250


def test_the_usual_prefixes_need_no_declaration(tmp_path: Path, gold: Store) -> None:
    sparql = 'SELECT ?c WHERE { ?c kg:speaker/rdfs:label "Sergueï Lavrov" }'
    assert len(run(ask_file(file(tmp_path, sparql)), {}, gold).rows) == 9


def test_a_missing_parameter_says_which_and_how(gold: Store) -> None:
    with pytest.raises(UsageError) as error:
        query("said-about", {"speaker": "lavrov"}, gold)
    assert str(error.value) == (
        "said-about needs target=ENTITY; for example: kg query said-about speaker=Lavrov target=Stoltenberg"
    )


def test_a_parameter_that_does_not_exist_is_named(gold: Store) -> None:
    with pytest.raises(UsageError, match="said has no parameter 'who'; its parameters: speaker"):
        query("said", {"who": "lavrov"}, gold)


def test_an_unknown_question_gets_the_nearest(gold: Store) -> None:
    with pytest.raises(QuestionError, match=r"no question is called 'sayd'; did you mean said "):
        query("sayd", {}, gold)


def test_an_optional_parameter_may_be_missing_and_narrows_if_given(gold: Store) -> None:
    everybody = query("who-about", {"target": "Ukraine"}, gold).rows
    later = query("who-about", {"target": "Ukraine", "since": "2023-01-01"}, gold).rows
    assert len(everybody) == 15 and [row["who"] for row in later] == ["diplomatie russe", "Vladimir Poutine"]


@pytest.mark.parametrize(
    "text",
    ["2022-01-26", "26/01/2022", "26 janvier 2022", "le 26 janvier 2022", "January 26, 2022", "26th of January 2022"],
)
def test_a_day_is_understood_as_people_write_it(text: str) -> None:
    assert day(text) == date(2022, 1, 26)


@pytest.mark.parametrize("text", ["2022-02-30", "hier", "26 janvier", "1", ""])
def test_what_is_not_a_day_is_said_so(text: str) -> None:
    with pytest.raises(QuestionError, match="is not a day; write it like 2022-01-26"):
        day(text)


def test_an_act_has_a_french_name_too() -> None:
    assert act("démenti") == act("denial")
    with pytest.raises(
        QuestionError, match=r"'denail' is not an act \(did you mean denial\?\); the acts are assertion"
    ):
        act("denail")


def test_an_answer_has_the_standard_formats(gold: Store) -> None:
    answer = ask("what did Lavrov say about Stoltenberg", gold)
    assert answer.serialized("csv").decode().splitlines()[0].startswith("date,text,who")
    for format in ("json", "csv", "tsv", "xml"):
        assert SEEDS_SAID in answer.serialized(format).decode()


def test_an_empty_question_is_a_message_and_no_crash(gold: Store) -> None:
    for sentence in ("", " ", "?", "«»"):
        with pytest.raises(KgError):
            ask(sentence, gold)
