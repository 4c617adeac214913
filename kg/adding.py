"""From files to the graph: where the text side and the store meet, by way of ``Extraction`` records."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.model import Article, Extraction

if TYPE_CHECKING:
    from kg.entities import Overrule
    from kg.reading import Options
    from kg.store import Head

OnError = Callable[[str, str], None]
Say = Callable[[str], None]


def extractions(
    paths: Iterable[Path | str], on_error: OnError | None = None, options: Options | None = None
) -> Iterator[Extraction]:
    """Read files and folders and extract their claims, one article at a time.

    A bad file goes to ``on_error`` and the rest is read; without ``on_error`` it is a ``ReadError``.
    The French model is loaded when the first article is there.
    """
    from kg.reading import read

    articles = read(paths, options=options, on_error=on_error)
    first = next(articles, None)
    if first is not None:
        from kg.pipeline import Pipeline

        pipeline = Pipeline()
        for article in chain([first], articles):
            yield pipeline(article)


@dataclass(slots=True)
class Added:
    """What ``add_articles`` did: the numbers of all articles, and the files that are not in the graph.

    ``same_text`` are pairs: the path of an article that is not in, and the article of the store that stands for it.
    """

    articles: int = 0
    claims: int = 0
    speakers: int = 0
    aside: int = 0
    bad: list[tuple[str, str]] = field(default_factory=list)
    same_text: list[tuple[str, Head]] = field(default_factory=list)

    def summary(self, store: Path, seconds: float) -> str:
        """One line: how much went in, where, and how long it took."""
        from kg.show import counts

        articles = "1 article" if self.articles == 1 else f"{self.articles} articles"
        bad = f", {len(self.bad)} not read" if self.bad else ""
        same = f", {len(self.same_text)} with the same text as another" if self.same_text else ""
        return f"{store}: {articles}{same}{bad}: {counts(self.claims, self.speakers, self.aside)}; {seconds:.1f} s"


def add_articles(
    paths: Iterable[Path | str], store: Path, say: Say, overrules: Sequence[Overrule] = (), base: str | None = None,
    options: Options | None = None,
) -> Added:  # fmt: skip
    """Put the articles of files and folders in ``store``, each as soon as it is extracted.

    ``base`` is that of the IRIs of a new store.

    ``overrules`` hold from now on for all that is and will be in the store; one that does not fit is an error
    before the first article.

    ``say`` gets a line an article; a progress bar is shown if stderr is a terminal. The folder of
    the store is made only if there is an article to put in.
    """
    from kg.reading import read
    from kg.store import Store

    paths = list(paths)
    result = Added()
    articles = read(paths, options=options, on_error=lambda place, reason: result.bad.append((place, reason)))
    first = next(articles, None)
    if first is None:
        return result
    with Store.open(store, write=True, base=base) as opened, _progress(paths, say) as (tell, step):
        from kg.pipeline import Pipeline

        opened.overrule(overrules)
        pipeline = Pipeline()
        for article in chain([first], articles):
            stands_for_it = opened.give_way(article)
            extraction = None if stands_for_it else _extracted(pipeline, article, result)
            if stands_for_it:
                result.same_text.append((article.path, stands_for_it))
            elif extraction:
                put = opened.add(extraction)
                tell(_line(extraction, result))
                result.same_text += [(gone.path, opened.find(article.id)) for gone in put.displaced]
            step()
    return result


def _extracted(pipeline: Callable[[Article], Extraction], article: Article, result: Added) -> Extraction | None:
    try:
        return pipeline(article)
    except KgError as error:
        result.bad.append((article.path, str(error)))
    except Exception as error:
        # A bug, but one that must not cost the thousand articles after this one: it is named at the end.
        at = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(at.filename).name}, line {at.lineno}"
        result.bad.append((article.path, f"{type(error).__name__} in {where}: {error}; please report it"))
    return None


def _line(extraction: Extraction, result: Added) -> str:
    from kg.show import counts

    claims, aside = len(extraction.claims), len(extraction.dropped)
    speakers = sum(claim.speaker.name is not None for claim in extraction.claims)
    result.articles += 1
    result.claims += claims
    result.speakers += speakers
    result.aside += aside
    article = extraction.article
    return f"{article.title or article.name}: {counts(claims, speakers, aside)}"


@contextmanager
def _progress(paths: list[Path | str], say: Say) -> Iterator[tuple[Say, Callable[[], None]]]:
    """How to say a line, and how to say that an article is done."""
    if not sys.stderr.isatty():
        yield say, lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    total = sum(sum(1 for _ in Path(path).rglob("*.txt")) if Path(path).is_dir() else 1 for path in paths)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("loading the French model", total=total)

        def step() -> None:
            progress.update(task, advance=1, description="articles")

        yield lambda line: progress.console.print(line, markup=False, highlight=False, soft_wrap=True), step
