"""Scoring: what counts as found, whose voice is whose, and the same figures as the reference scorer."""

import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kg.errors import KgError
from kg.score import STRICT, Figures, errors, gold_files, report, same_voice, score, texts_of

HERE = Path(__file__).parent
SEEDS = HERE / "gold" / "seeds"
REFERENCE = HERE.parent.parent / "shared" / "gold"


def claim(start: int, end: int, **fields: Any) -> dict[str, Any]:
    return {
        "article": "a", "speaker": "Jeanne Petit", "speaker_aliases": [], "spans": [[start, end]], "form": "direct",
        "act": "assertion", "targets": [], "main_target": None, "date": None, "cue": "a dit", "rule": "quote", **fields,
    }  # fmt: skip


@pytest.fixture
def gold(tmp_path: Path):
    def build(*claims: dict[str, Any]) -> Path:
        (tmp_path / "a.json").write_text(json.dumps({"article": "a", "claims": claims}), "utf-8")
        return tmp_path

    return build


def test_a_claim_counts_when_half_of_the_characters_are_shared(gold):
    folder = gold(claim(0, 10))
    assert score(folder, [claim(0, 20)]).content == Figures(1, 1, 1)
    assert score(folder, [claim(0, 21)]).content == Figures(0, 1, 1)
    assert score(folder, [claim(0, 20)], STRICT).content == Figures(0, 1, 1)


def test_each_claim_is_used_once_and_the_best_pair_first(gold):
    found = score(gold(claim(0, 10)), [claim(0, 9, rule="near"), claim(0, 10, rule="exact")])
    assert found.content == Figures(1, 2, 1)
    assert found.by_rule() == {"exact": (1, 1, 1), "near": (1, 0, 0)}


def test_a_match_with_the_wrong_speaker_has_content_only(gold):
    found = score(gold(claim(0, 10)), [claim(0, 10, speaker="Paul Grand")])
    assert (found.content.hit, found.attribution.hit, found.triple.hit) == (1, 0, 0)


def test_no_speaker_is_right_only_where_gold_has_none(gold):
    assert score(gold(claim(0, 10, speaker=None)), [claim(0, 10, speaker=None)]).attribution.hit == 1
    assert score(gold(claim(0, 10, speaker=None)), [claim(0, 10)]).attribution.hit == 0
    assert score(gold(claim(0, 10)), [claim(0, 10, speaker=None)]).attribution.hit == 0


def test_a_triple_needs_the_main_target(gold):
    folder = gold(claim(0, 10, targets=["Russie", "Otan"], main_target="Russie"))
    assert score(folder, [claim(0, 10, targets=["Moscou"])]).triple.hit == 1
    found = score(folder, [claim(0, 10, targets=["Otan", "Chine"])])
    assert found.triple.hit == 0
    assert (found.on_matches["target_precision"], found.on_matches["target_recall"]) == (0.5, 0.5)


def test_an_optional_claim_is_neither_missed_nor_wrong(gold):
    folder = gold(claim(0, 10), claim(50, 60, optional=True))
    assert score(folder, [claim(0, 10)]).content == Figures(1, 1, 1)
    assert score(folder, [claim(0, 10), claim(50, 60)]).content == Figures(1, 1, 1)
    assert score(folder, [claim(0, 10), claim(80, 90)]).content == Figures(1, 2, 1)


def test_articles_without_gold_do_not_count_and_gold_articles_always_do(gold):
    assert score(gold(claim(0, 10)), [claim(0, 10, article="b")]).content == Figures(0, 0, 1)


def test_only_dated_claims_are_asked_for_their_date(gold):
    folder = gold(claim(0, 10, date="2022-01-26"), claim(20, 30))
    matches = score(folder, [claim(0, 10, date="2022-01-26"), claim(20, 30, date="2022-01-27")]).on_matches
    assert (matches["date"], matches["dated"]) == (1.0, 1)


def test_recall_is_counted_by_form(gold):
    folder = gold(claim(0, 10), claim(20, 30, form="mixed"), claim(40, 50, form="mixed"))
    forms = score(folder, [claim(20, 30)]).by_form()
    assert (forms["direct"].recall, forms["mixed"].recall) == (0.0, 0.5)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lavrov", "Sergueï Lavrov"),
        ("M. Lavrov", "Serguei LAVROV"),
        ("le Kremlin", "Kremlin"),
        ("Moscou", "la Russie"),
        ("l’Otan", "Alliance atlantique"),
        ("États-Unis", "Etats-Unis"),
        ("« Libération »", "Libération"),
    ],
)
def test_two_names_of_one_voice(one: str, other: str):
    assert same_voice(one, other) and same_voice(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Emmanuel Macron", "Brigitte Macron"),
        ("Moscou", "Kiev"),
        ("Moscou", "Kremlin"),
        ("Kim Jong Un", "Un"),
        ("ministre russe", "ministre"),
        ("", "Lavrov"),
    ],
)
def test_two_voices(one: str, other: str):
    assert not same_voice(one, other)


def test_the_report_names_rules_and_forms(gold):
    text = report(gold(claim(0, 10), claim(20, 30, form="mixed")), [claim(0, 10), claim(80, 90, rule="verb-that")])
    assert "  content      P 0.500  R 0.500  F1 0.500   (1 right of 2 found, 2 in gold)" in text
    assert "overlap ≥ 0.8" in text
    assert [line.split() for line in text.splitlines() if line.startswith(("  quote", "  mixed"))] == [
        ["quote", "1", "1", "1", "1.000"],
        ["mixed", "0", "1", "0.000"],
    ]


def test_the_errors_say_what_was_given_for_what(gold):
    folder = gold(
        claim(0, 10, content=["La route\nrouvre"]),
        claim(20, 30, main_target="Otan", targets=["Otan"], content=["L’Otan a menti"]),
        claim(40, 50, content=["Non"]),
    )
    found = [claim(0, 10, speaker="Il"), claim(20, 30), claim(80, 90, content=["Bah"], speaker=None)]
    assert list(errors(folder, found)) == [
        "a\tspeaker\t'Il' for 'Jeanne Petit' (quote)\tLa route rouvre",
        "a\ttarget\t[] lacks 'Otan' (quote)\tL’Otan a menti",
        "a\tmissed\t'Jeanne Petit' (direct, a dit)\tNon",
        "a\twrong\tNone (quote)\tBah",
    ]


def test_the_articles_of_the_seeds_are_found_without_being_named():
    paths = texts_of(SEEDS)
    assert [path.parent for path in paths] == [HERE.parent / "seeds"] * 5
    assert texts_of(SEEDS, HERE.parent / "seeds") == paths


def test_articles_that_are_nowhere_are_named_with_the_option(gold, tmp_path: Path):
    folder = gold(claim(0, 10))
    with pytest.raises(KgError, match=r"^a\.txt: no such article beside .*: --articles FOLDER$"):
        texts_of(folder)
    with pytest.raises(KgError, match=r"^a\.txt: no such article in .*: --articles FOLDER$"):
        texts_of(folder, HERE)
    with pytest.raises(KgError, match="no such folder; give --articles"):
        texts_of(folder, tmp_path / "x")
    (folder / "a.txt").write_text("Non.")
    assert texts_of(folder) == [folder / "a.txt"]


def test_a_folder_without_gold_says_so(tmp_path: Path):
    with pytest.raises(KgError, match="no gold file"):
        score(tmp_path, [])
    with pytest.raises(KgError, match="no such folder"):
        score(tmp_path / "x", [])
    (tmp_path / "a.json").write_text("{")
    with pytest.raises(KgError, match=r"a\.json: not a gold file"):
        score(tmp_path, [])


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", REFERENCE / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shaken(folder: Path, chance: random.Random) -> list[dict[str, Any]]:
    """Gold claims with some left out, doubled, moved, misattributed."""
    found = []
    for doc in gold_files(folder):
        for gold_claim in doc["claims"]:
            for _ in range(chance.choice([0, 1, 1, 1, 2])):
                record = {**gold_claim, "article": doc["article"], "rule": chance.choice("ab")}
                record["spans"] = [
                    [a + chance.randint(-9, 9), b + chance.choice([0, 5, 40])] for a, b in record["spans"]
                ]
                if chance.random() < 0.3:
                    record["speaker"] = chance.choice([None, "Moscou", (record["speaker"] or "X").split()[-1]])
                if chance.random() < 0.3:
                    record["targets"] = chance.choice([[], ["Russie"], ["Otan", "Kiev"]])
                if chance.random() < 0.3:
                    record["date"] = None
                found.append(record)
    return found


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="needs ../shared/gold")
@pytest.mark.parametrize("name", ["seeds", "wikinews"])
@pytest.mark.parametrize("seed", range(5))
def test_the_figures_are_those_of_the_reference_scorer(name: str, seed: int, tmp_path: Path):
    folder = REFERENCE / name
    records = shaken(folder, random.Random(seed))
    file = tmp_path / "claims.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    other = reference()
    for overlap in (0.5, 0.8):
        expected, _ = other.score(other.load_gold(folder), other.load_claims(file), overlap)
        found = score(folder, records, overlap)
        for kind in ("content", "attribution", "triple"):
            figures = getattr(found, kind)
            assert (figures.hit, figures.found, figures.gold) == (
                expected[kind]["hit"], expected[kind]["predicted"], expected[kind]["gold"],
            )  # fmt: skip
            assert round(figures.f1, 4) == expected[kind]["f1"]
        assert {key: round(value, 4) for key, value in found.on_matches.items()} == expected["on_matches"]
