"""What made an article's graph is in it: versions, no clock."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from gold_extractions import RUN, made, seeds

from kg.graph import GENERATED_BY, Iris
from kg.store import Store

IRIS = Iris()


def test_articles_of_the_same_versions_have_one_run(gold: Store) -> None:
    found = {o for graph in gold.graphs() for _, p, o in gold.triples(graph) if p == GENERATED_BY}
    assert found == {IRIS.run(RUN)}


def test_another_version_is_another_run() -> None:
    runs = {RUN, *(replace(RUN, **{term: "x 2"}) for term in ("program", "parser", "model", "lexicon", "rules"))}
    assert len({IRIS.run(run) for run in runs}) == 6


def test_an_article_added_by_a_newer_version_has_only_the_new_run() -> None:
    newer = replace(RUN, program="kg 9.0")
    store = Store.memory()
    store.add(made(1, ("Anne Martin", (), "Non")))
    store.add(replace(made(1, ("Anne Martin", (), "Non")), run=newer))
    assert store.article("article-1").run == newer
    assert IRIS.run(RUN) not in {s for graph in store.graphs() for s, _, _ in store.triples(graph)}


@pytest.mark.broken_graph
def test_an_extraction_of_no_known_run_has_none() -> None:
    store = Store.memory()
    store.add(replace(made(1, ("Anne Martin", (), "Non")), run=None))
    assert store.article("article-1").run is None


def test_the_pipeline_says_its_versions_and_the_word_lists() -> None:
    import spacy

    from kg import __version__
    from kg.lexicon import fingerprint
    from kg.pipeline import Pipeline
    from kg.versions import current_run

    pipeline = Pipeline()
    run = pipeline.run
    assert pipeline(made(1, ("Anne Martin", (), "Non")).article).run == run
    assert (run.program, run.parser) == (f"kg {__version__}", f"spaCy {spacy.__version__}")
    assert run.model.startswith("fr_core_news_sm 3.8") and run.lexicon == fingerprint()
    assert run == current_run() and pipeline.parser.nlp.meta["version"] in run.model


def test_explain_says_what_made_the_claims(kg, gold_folder: Path) -> None:
    out = kg("explain", "003", store=gold_folder).out
    model = "model fr_core_news_sm 3.8.0"
    assert f"\nmade by kg 0.1.0, spaCy 3.8.6, {model}, word lists fr\n0123456789ab, rules ba9876543210\n" in out


def test_a_run_is_there_once_in_a_file_without_graphs(gold: Store) -> None:
    from kg.export.lines import ntriples
    from kg.export.part import Part

    lines = "".join(ntriples(Part(gold))).splitlines()
    assert len([line for line in lines if line.startswith(IRIS.run(RUN))]) == 6
    assert len(lines) == len(set(lines))
    assert len(seeds()) == len([line for line in lines if GENERATED_BY in line])
