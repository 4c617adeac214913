"""What tests share: the gold claims of the seeds in a store, and the command line run in this process."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pyoxigraph
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from gold_extractions import ROOT, made, seeds

from kg.model import Article, Extraction
from kg.store import Store

_WHOLE: set[bytes] = set()  # digests of the graphs that have been checked
_LARGE = 8000  # quads: those of a benchmark take too long


@pytest.fixture(autouse=True)
def every_graph_is_whole(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test leaves in a store in memory passes ``kg check``, unless the test is marked ``broken_graph``."""
    made: list[Store] = []
    memory = Store.memory

    def remembered(*arguments: str, **options: str) -> Store:
        made.append(memory(*arguments, **options))
        return Store(made[-1].raw, made[-1].iris, None, lambda: None)

    monkeypatch.setattr(Store, "memory", remembered)
    yield
    if not request.node.get_closest_marker("broken_graph"):
        for store in made:
            assert violations(store) == []


def violations(store: Store) -> list[str]:
    """What ``kg check`` says of a store; the same graph is checked once."""
    from kg.checking import check_store

    if len(store.raw) > _LARGE:
        return []
    lines = sorted((store.raw.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b"").splitlines())
    digest = sha256(b"\n".join(lines)).digest()
    found = [] if digest in _WHOLE else [violation.line() for violation in check_store(store)]
    if not found:
        _WHOLE.add(digest)
    return found


@pytest.fixture
def gold() -> Iterator[Store]:
    """The five seeds with their gold claims, in memory."""
    with Store.memory() as store:
        for extraction in seeds():
            store.add(extraction)
        yield store


@pytest.fixture(scope="session")
def gold_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same on disk; to read only."""
    path = tmp_path_factory.mktemp("gold") / "gold.kg"
    with Store.open(path, write=True) as store:
        for extraction in seeds():
            store.add(extraction)
    return path


@dataclass
class Ran:
    """What a command left: its status, and what it printed where."""

    status: int
    out: str
    err: str


@pytest.fixture
def kg(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run a ``kg`` command in this process, 80 columns wide."""
    from kg.__main__ import main

    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: object, store: Path | None = None) -> Ran:
        if store:
            monkeypatch.setenv("KG_STORE", str(store))
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def gold_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    """An extractor that knows the gold claims of the seeds; any other article says one thing."""
    known = {extraction.article.text: extraction for extraction in seeds()}

    class Pipeline:
        def __call__(self, article: Article) -> Extraction:
            if "panne" in article.text:
                raise ValueError("tree without a root")
            if article.text in known:
                from dataclasses import replace

                return replace(known[article.text], article=replace(known[article.text].article, path=article.path))
            found = made(int(article.id, 16), ("Anne Martin", (), article.text))
            return Extraction(article, (), found.entities, found.claims)

    module = types.ModuleType("kg.pipeline")
    module.Pipeline = Pipeline  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "kg.pipeline", module)


@pytest.fixture
def seeds_folder() -> Path:
    """The five articles."""
    return ROOT / "seeds"
