"""The specification of the extractor, as sentences with their answer inside: ``tests/sentences/fr/*.txt``.

Each line that is not indented is one case, a small article of its own; indented lines are its further
paragraphs. Lines that begin with ``#`` are comments, empty lines are for the eye. ``tests/labelled.py`` explains
the brackets. A line ``= Name | form | act`` below a case says what is concluded of its claim (``=2 …`` of its
second; each part may be left out, ``-`` is « no speaker »). Case by case, contents must be exactly the
``[said …]`` pieces, and nothing else may be found.

A case that begins with ``? `` states what is right, and the extractor does not do it yet. When it does, the
test says so: take the mark away (``python -m tests.labelled --mark`` does it for all).
"""

from __future__ import annotations

import pytest
from labelled import FOLDER, Case, all_cases, cases_of, labelled, mismatch

from kg.model import ACTS, FORMS, Span


def parameters() -> list[object]:
    """One test for each case; the known ones are expected to fail."""
    known = pytest.mark.xfail(strict=True, reason="known; python -m tests.labelled --mark takes the mark away")
    return [pytest.param(case, id=case.name, marks=[known] if case.known else []) for case in all_cases()]


@pytest.mark.parametrize("case", parameters())
def test_the_claims_of_a_sentence_are_those_it_is_labelled_with(case: Case) -> None:
    assert mismatch(case) is None, mismatch(case)


def test_labels_give_text_pieces_and_numbers() -> None:
    text, claims = labelled("[who:12 Elle] [cue dit] que [said oui [...]] et [cue:2 exige] [said:2? le « reste »].")
    assert text == "Elle dit que oui [...] et exige le « reste »."
    assert [claim.content[0].of(text) for claim in claims.values()] == ["oui [...]", "le « reste »"]
    assert claims[1].who == claims[2].who == Span(0, 4)
    assert [claim.optional for claim in claims.values()] == [False, True]


def test_a_label_that_is_not_closed_is_refused() -> None:
    with pytest.raises(ValueError, match="not closed"):
        labelled("[who Elle dit non.")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_file_of_sentences_begins_with_what_it_is_about_and_is_well_formed(path) -> None:  # type: ignore[no-untyped-def]
    assert path.read_text("utf-8").startswith("# ")
    seen = set()
    for case in cases_of(path):
        text, claims = case.read()
        assert text not in seen, f"{case.name} stands twice"
        seen.add(text)
        for claim in claims:
            assert claim.form in {"", *FORMS} and claim.act in {"", *ACTS}, case.name
            for piece in claim.content:
                assert piece.of(text) == piece.of(text).strip(" \u00a0\u202f,;:"), case.name
