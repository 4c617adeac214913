"""The texts of the pages: each in both languages, none missing, none that nobody shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from jinja2 import nodes

from kg.questions import saved
from kg.web.language import LANGUAGES, texts
from kg.web.showing import templates

WEB = Path(str(files("kg.web")))


def asked_for() -> Iterator[tuple[str, str, bool]]:
    """Each key that a template gives to ``t``, with the template, and whether it is but the beginning of a key."""
    for name in templates().list_templates():
        tree = templates().parse((WEB / "templates" / name).read_text("utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                yield from ((name, key, part) for key, part in _keys(call.args[0]))


def _keys(node: nodes.Node) -> Iterator[tuple[str, bool]]:
    if isinstance(node, nodes.Const):
        yield node.value, False
    elif isinstance(node, nodes.CondExpr):
        yield from (*_keys(node.expr1), *_keys(node.expr2))
    elif isinstance(node, nodes.Concat) and isinstance(node.nodes[0], nodes.Const):
        yield node.nodes[0].value, True


def test_templates_use_no_text_that_is_missing() -> None:
    wanted = list(asked_for())
    assert len(wanted) > 50
    for template, key, part in wanted:
        assert any(known.startswith(key) for known in texts()) if part else key in texts(), (template, key)


def test_what_a_saved_question_asks_and_shows_has_a_text() -> None:
    for question in saved().values():
        assert {f"parameter.{one.name}" for one in question.parameters} <= set(texts()), question.name
        assert {f"column.{column}" for column in question.show} <= set(texts()), question.name


def test_no_text_is_unused() -> None:
    wanted = [*asked_for(), ("_answer.html", "column.", True)]
    beginnings = tuple(key for _, key, part in wanted if part)
    used = {key for _, key, part in wanted if not part}
    code = "".join(path.read_text("utf-8") for path in sorted(WEB.rglob("*.py")))
    used |= set(re.findall(r'"(\w+\.\w+)"', code))
    assert [key for key in texts() if key not in used and not key.startswith(beginnings)] == []


def test_each_text_is_in_both_languages_with_the_same_places_to_fill() -> None:
    for key, wordings in texts().items():
        assert sorted(wordings) == sorted(LANGUAGES) and all(wordings.values()), key
        places = [set(re.findall(r"\{(\w+)\}", text)) for text in wordings.values()]
        assert places[0] == places[1], key
        assert len({text.count("|") for text in wordings.values()}) == 1, key
