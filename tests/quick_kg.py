"""``kg`` with a pipeline that takes seconds for ten thousand articles: a line « Name : words » is a claim.

``python tests/quick_kg.py add …`` in a process of its own, for what is done to processes. Words that mean something:
« panne » breaks the pipeline, « lent » makes an article take a fifth of a second, and says when that begins; « mort »
kills the process, « mort une fois » only if the file ``QUICK_MARK`` is not there yet, which it makes; « qui » says
which process it is. With ``QUICK_BROKEN`` no pipeline can be made; ``QUICK_RELOAD`` is after how many articles a worker
is replaced.
"""

from __future__ import annotations

import os
import signal
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

    def __init__(self) -> None:
        if "QUICK_BROKEN" in os.environ:
            raise OSError("no model")

    def __call__(self, article: Article) -> Extraction:
        if "panne" in article.text:
            raise ValueError("tree without a root")
        if "lent" in article.text:
            os.write(2, b"in hand\n")
            time.sleep(0.2)
        if "qui" in article.text:
            os.write(2, f"process {os.getpid()}\n".encode())  # in one piece: others write there too
        if "mort une fois" in article.text:
            mark = Path(os.environ["QUICK_MARK"])
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        elif "mort" in article.text:
            os.kill(os.getpid(), signal.SIGKILL)
        lines = [line.partition(" : ") for line in article.text.splitlines() if " : " in line]
        found = made(int(article.id, 16), *((name, (), words) for name, _, words in lines))
        return replace(found, article=replace(article, text=found.article.text or article.text), run=current_run())


def module() -> types.ModuleType:
    """What takes the place of ``kg.pipeline``."""
    made = types.ModuleType("kg.pipeline")
    made.Pipeline = Pipeline  # type: ignore[attr-defined]
    return made


if __name__ in ("__main__", "__mp_main__"):  # a worker imports the program under its other name
    sys.modules["kg.pipeline"] = module()
if __name__ == "__main__":
    from kg.adding import crew

    crew.NURSERY = "kg.adding.working"  # the real one would load the French model
    crew.RELOAD_EVERY = int(os.environ.get("QUICK_RELOAD", crew.RELOAD_EVERY))
    from kg.__main__ import main

    main()
