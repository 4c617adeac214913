"""``kg`` with a pipeline that takes seconds for ten thousand articles: a line « Name : words » is a claim.

``python tests/quick_kg.py add …`` in a process of its own, for what is done to processes. Words that mean something:
« panne » breaks the pipeline, « lent » makes an article take a fifth of a second, and says when that begins.
"""

from __future__ import annotations

import sys
import time
import types
from dataclasses import replace
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from gold_extractions import made  # noqa: E402

from kg.model import Article, Extraction  # noqa: E402
from kg.versions import current_run  # noqa: E402


class Pipeline:
    """Stands in for ``kg.pipeline.Pipeline``."""

    def __call__(self, article: Article) -> Extraction:
        if "panne" in article.text:
            raise ValueError("tree without a root")
        if "lent" in article.text:
            print("in hand", file=sys.stderr, flush=True)
            time.sleep(0.2)
        lines = [line.partition(" : ") for line in article.text.splitlines() if " : " in line]
        found = made(int(article.id, 16), *((name, (), words) for name, _, words in lines))
        return replace(found, article=replace(article, text=found.article.text or article.text), run=current_run())


def module() -> types.ModuleType:
    """What takes the place of ``kg.pipeline``."""
    made = types.ModuleType("kg.pipeline")
    made.Pipeline = Pipeline  # type: ignore[attr-defined]
    return made


if __name__ == "__main__":
    sys.modules["kg.pipeline"] = module()
    from kg.__main__ import main

    main()
