"""The page of a claim: why all that is known, in words; what is inside of it; the same words elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
from gold_extractions import ROOT, made

from kg.dates.article import fallback
from kg.lexicon import table
from kg.model import Span
from kg.store import Store
from kg.web.language import texts
from kg.web.pages.claim import _reason

ANNE, PAUL = "Anne Martin", "Paul Petit"


def trees(*places: str) -> list[ast.Module]:
    files = [path for place in places for path in sorted(ROOT.glob(place))]
    return [ast.parse(path.read_text("utf-8")) for path in files]


def words_of(node: ast.AST | None, tree: ast.AST) -> Iterator[str]:
    """The strings that an expression can be: itself, either side of a choice, what a name is set to or given as."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*words_of(node.body, tree), *words_of(node.orelse, tree))
    elif isinstance(node, ast.Name):
        for one in ast.walk(tree):
            if isinstance(one, ast.Assign) and isinstance(one.value, ast.Tuple):  # rule, weight = "scene", 1.0
                names = one.targets[0].elts if isinstance(one.targets[0], ast.Tuple) else []
                values = [value for name, value in zip(names, one.value.elts, strict=False) if _is_name(name, node.id)]
            else:
                named = isinstance(one, ast.Assign) and any(_is_name(target, node.id) for target in one.targets)
                values = [one.value] if isinstance(one, ast.Assign) and named else []
            for value in values:
                yield from words_of(value, tree)
    elif isinstance(node, ast.JoinedStr):
        (start, _) = node.values
        assert isinstance(start, ast.Constant)
        yield from (f"{start.value}{row['frame']}" for row in table("fr", "speech_verbs") if row["frame"] != "quote")


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
            yield node


def returned(tree: ast.AST, function: str) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            yield from (one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value)


def attribution_rules() -> set[str]:
    found = set()
    for tree in trees("kg/attributions/*.py"):
        for call in calls(tree, "attribution"):
            found |= set(words_of(call.args[5], tree))
        for node in ast.walk(tree):  # « return cue, source, RULE », which is unpacked beside the call
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 3:
                found |= {word for word in words_of(node.value.elts[2], tree) if word.endswith("-quote")}
    return found


def speaker_rules() -> set[str]:
    found = set()
    for tree in trees("kg/coreference/*.py"):
        for call in calls(tree, "Link"):
            found |= set(words_of(call.args[1], tree))
        for value in returned(tree, "_goes_on"):
            found |= set(words_of(value, tree))
    return found


def target_rules() -> set[str]:
    (tree,) = trees("kg/targets.py")
    found = set()
    for node in ast.walk(tree):
        made_of = node.value if isinstance(node, ast.Yield) else node.args[0] if _appends(node) else None
        if isinstance(made_of, ast.Tuple) and len(made_of.elts) == 3:
            found |= set(words_of(made_of.elts[1], tree))
    return found


def _appends(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append"


def act_rules() -> set[str]:
    (tree,) = trees("kg/acts.py")
    values = [*returned(tree, "act_of"), *returned(tree, "_said")]
    return {word for value in values if isinstance(value, ast.Tuple) for word in words_of(value.elts[1], tree)}


def test_every_rule_that_finds_claims_has_words_in_both_languages() -> None:
    rules = attribution_rules()
    assert {"incise", "verb-que", "quote-continues", "name-colon-quote", "cleft", "verb-à-inf"} <= rules
    assert sorted(rule for rule in rules if f"rule.{rule}" not in texts()) == []


@pytest.mark.parametrize(
    ("what", "rules", "some"),
    [
        ("speaker", speaker_rules(), {"pronoun-unresolved", "answer", "cited", "office"}),
        ("target Otan", target_rules(), {"scene", "topic", "demonym", "addressee", "institution-inside"}),
        ("act", act_rules(), {"cue", "words-of-denial", "own-opinion", "question-mark"}),
    ],
)
def test_every_reason_has_words_in_both_languages(what: str, rules: set[str], some: set[str]) -> None:
    assert some <= rules
    assert sorted(rule for rule in rules if _reason(f"{what}: {rule}")["key"] is None) == []


def test_no_words_are_for_a_rule_that_is_gone() -> None:
    known = {key.partition(".")[2] for key in texts() if key.startswith("rule.")}
    assert known - attribution_rules() == set()
    reasons = [("speaker", speaker_rules()), ("target X", target_rules()), ("act", act_rules())]
    used = {_reason(f"{what}: {rule}")["key"] for what, rules in reasons for rule in rules}
    why = {key.partition(".")[2] for key in texts() if key.startswith("why.") and not key.startswith("why.date_")}
    assert why - used == set()


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ("« mardi »", "date_words"),
        ("« mardi », no publication date", "date_no_publication_date"),
        ("« mardi » holds on", "date_holds_on"),
        ("« le lendemain » after « mardi »", "date_after"),
        ("« le lendemain » after « mardi » holds on", "date_holds_on"),
        ("headline: « mardi » below", "date_headline"),
        (fallback(date(2024, 1, 1)).rule, "date_the_article_s_date"),
        (fallback(None).rule, "date_no_date_known"),
    ],
)
def test_every_way_to_know_a_day_has_words(rule: str, key: str) -> None:
    assert _reason(f"date: {rule}")["key"] == key


@pytest.fixture(scope="module")
def repeated(tmp_path_factory: pytest.TempPathFactory, serve: Any) -> Iterator[str]:
    """Anne says the same in two articles, Paul the same in a third; one claim lies inside of another."""
    path: Path = tmp_path_factory.mktemp("repeated") / "repeated.kg"
    outer = made(1, (ANNE, (PAUL,), "Paul a dit que rien ne changera."), (ANNE, (), "Rien ne bouge."))
    inner = replace(
        outer.claims[0], id=f"{outer.article.id}-15-31", inside=outer.claims[0].id,
        attribution=replace(outer.claims[0].attribution, content=(Span(15, 31),)),
    )  # fmt: skip
    with Store.open(path, write=True) as store:
        store.add(replace(outer, claims=(outer.claims[0], inner, outer.claims[1])))
        store.add(made(2, (ANNE, (), "Rien ne bouge."), (PAUL, (), "Rien ne bouge."), (ANNE, (), "Rien ne bouge !")))
    with serve(path) as address:
        yield address


def ids_of(site: str, name: str) -> dict[str, str]:
    found = requests.get(f"{site}/entity/{quote(name)}.json", timeout=5).json()["shown"]["claims"]
    return {one["article"]["id"][-1] + one["text"]: one["id"] for one in found}


def test_the_same_words_of_the_same_speaker_are_listed_and_nobody_elses(repeated: str) -> None:
    ids = ids_of(repeated, "anne-martin")
    data = requests.get(f"{repeated}/claim/{ids['1Rien ne bouge.']}.json", timeout=5).json()
    assert [one["id"] for one in data["same_words"]["claims"]] == [ids["2Rien ne bouge."]]
    page = requests.get(f"{repeated}/claim/{ids['1Rien ne bouge.']}?lang=en", timeout=5).text
    assert "1 with the same words" in page and "letter by letter" in page


def test_a_claim_shows_the_claims_inside_of_it_and_they_show_it(repeated: str) -> None:
    ids = ids_of(repeated, "anne-martin")
    outer, inner = ids["1Paul a dit que rien ne changera."], ids["1rien ne changera"]
    within = requests.get(f"{repeated}/claim/{outer}.json", timeout=5).json()["within"]
    inside = requests.get(f"{repeated}/claim/{inner}.json", timeout=5).json()
    assert [one["id"] for one in within] == [inner]
    assert [one["id"] for one in inside["inside"]] == [outer] and inside["within"] == []


def test_the_citation_is_copied_with_a_button(tab: Any, repeated: str) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(f"{repeated}/claim/{ids_of(repeated, 'anne-martin')['1Rien ne bouge.']}")
    tab.get_by_role("button", name="Copier").click()
    tab.get_by_text("Copié", exact=True).wait_for()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied == tab.locator("#citation").inner_text() and "Rien ne bouge." in copied


def test_what_is_known_of_a_claim_stands_in_two_columns_where_there_is_room(tab: Any, repeated: str) -> None:
    tab.goto(f"{repeated}/claim/{ids_of(repeated, 'anne-martin')['1Rien ne bouge.']}")
    beside = "one => one.nextElementSibling.getBoundingClientRect().left > one.getBoundingClientRect().left + 50"
    assert tab.locator(".facts dt").first.evaluate(beside)
    tab.set_viewport_size({"width": 390, "height": 800})
    assert not tab.locator(".facts dt").first.evaluate(beside)
