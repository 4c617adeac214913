"""Every example of the word tables: its claim is found where ``use`` is yes, and nothing where it is no.

``tests/known_verb_gaps.tsv`` lists those that do not hold yet; ``python -m tests.labelled --mark`` writes it anew.
"""

from __future__ import annotations

import pytest
from labelled import Example, example_results, examples, known_gaps


def parameters(*, use: bool) -> list[object]:
    """One test for each example; the known gaps are expected to fail."""
    known = known_gaps()
    return [
        pytest.param(
            row,
            id=" / ".join(row.key),
            marks=[pytest.mark.xfail(strict=True, reason=known[row.key])] if row.key in known else [],
        )
        for row in examples()
        if row.use is use
    ]


@pytest.mark.parametrize("row", parameters(use=True))
def test_the_claim_of_an_example_is_found(row: Example) -> None:
    assert example_results()[row.key] is None


@pytest.mark.parametrize("row", parameters(use=False))
def test_nothing_is_found_where_a_word_is_refused(row: Example) -> None:
    assert example_results()[row.key] is None


def test_every_known_gap_is_an_example() -> None:
    assert set(known_gaps()) <= {row.key for row in examples()}
