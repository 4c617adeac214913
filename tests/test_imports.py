"""The house rule: imports run one way, and nobody imports both spaCy and an RDF library."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "kg"
# Each row of the graph side may import those before it. What is in no list is the text side.
GROUND = ("model", "errors")
GRAPH = (
    "entities", "resemblance", "graph", "remote", "store", "checking", "doctor", "questions", "linking", "export",
    "shards", "loading", "show", "web",
)  # fmt: skip
BOTH = ("adding", "cli", "__main__", "__init__")
SIDES = {"records", "score", "lexicon", "terminal", *GROUND}  # used by either side, and import no library
LIBRARIES = {"spacy": "text", "pyoxigraph": "graph", "rdflib": "graph"}


def modules() -> dict[str, list[Path]]:
    """Every module of the first level with its files: a folder is one module."""
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        found.setdefault(inside.parts[0].removesuffix(".py"), []).append(path)
    return found


def imported(path: Path) -> set[str]:
    """Full names of all that a file imports, at the top or inside a function."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}: write imports in full, from kg"
            module = node.module or ""
            names |= {module} if module != "kg" else {f"kg.{alias.name}" for alias in node.names}
    return names


def ours(path: Path) -> set[str]:
    """The modules of ``kg`` that a file imports, without its own."""
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return {name.split(".")[1] for name in imported(path) if name.startswith("kg.")} - {own}


TEXT = tuple(module for module in modules() if module not in (*GRAPH, *BOTH, *SIDES))
ALL = [path for paths in modules().values() for path in paths]


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nobody_imports_both_spacy_and_an_rdf_library(path: Path) -> None:
    sides = {LIBRARIES[name.split(".")[0]] for name in imported(path) if name.split(".")[0] in LIBRARIES}
    assert len(sides) < 2


def test_model_and_errors_import_nothing_of_ours() -> None:
    for module in GROUND:
        assert not ours(PACKAGE / f"{module}.py")


def test_neither_side_imports_the_other() -> None:
    for module, paths in modules().items():
        for path in paths:
            if module in GRAPH:
                assert not ours(path) & set(TEXT), path
            elif module not in BOTH:
                assert not ours(path) & set(GRAPH), path


def test_only_the_text_side_imports_spacy_and_only_the_graph_side_an_rdf_library() -> None:
    for module, paths in modules().items():
        for path in paths:
            used = {name.split(".")[0] for name in imported(path)}
            if "spacy" in used:
                assert module in TEXT, path
            if used & {"pyoxigraph", "rdflib"}:
                assert module in (*GRAPH, "cli"), path


def test_the_graph_side_imports_one_way() -> None:
    for module, paths in modules().items():
        if module in GRAPH:
            later = set(GRAPH[GRAPH.index(module) + 1 :]) | set(BOTH)
            for path in paths:
                assert not ours(path) & later, path
    assert not [path for path in modules()["export"] if "questions" in ours(path)]
    assert not [path for path in modules()["questions"] if "export" in ours(path)]


def test_nobody_imports_the_pipeline_but_the_commands() -> None:
    for module, paths in modules().items():
        if module not in (*BOTH, "pipeline"):
            for path in paths:
                assert "pipeline" not in ours(path), path


def test_a_run_counts_every_module_that_the_pipeline_is_made_of() -> None:
    from kg.versions import PARTS

    todo, found = ["pipeline"], set()
    while todo:
        module = todo.pop()
        if module not in found:
            found.add(module)
            todo += [name for path in modules()[module] for name in ours(path) if name in modules()]
    assert sorted(PARTS) == sorted(found - {"errors"})


def test_there_is_no_drawer() -> None:
    assert not set(modules()) & {"utils", "helpers", "base", "core", "common", "misc"}


def loaded_by(code: str) -> set[str]:
    """The libraries that are loaded after ``code``."""
    show = "import sys; print(*{name.split('.')[0] for name in sys.modules})"
    ran = subprocess.run([sys.executable, "-c", f"{code}\n{show}"], capture_output=True, text=True, cwd=PACKAGE.parent)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.splitlines()[-1].split())


def test_the_help_loads_no_library_but_typer() -> None:
    assert not loaded_by("import kg.cli") & {"spacy", "rdflib", "pyoxigraph", "rich", "numpy"}


def test_the_package_alone_loads_nothing() -> None:
    assert not loaded_by("import kg") & {"spacy", "rdflib", "pyoxigraph", "typer"}


def test_a_question_loads_neither_spacy_nor_rdflib() -> None:
    code = "import kg.questions, kg.show, kg.export; from kg.questions import saved; saved()"
    assert not loaded_by(code) & {"spacy", "rdflib", "numpy"}


def test_a_text_file_is_read_without_the_libraries_of_the_other_kinds(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Le maire a dit lundi que la route rouvrirait.", "utf-8")
    loaded = loaded_by(f"from kg.reading import read; assert len(list(read([{str(tmp_path)!r}]))) == 1")
    assert not loaded & {"trafilatura", "htmldate", "lxml", "chardet", "feedparser", "warcio", "pyarrow", "requests"}


def test_a_page_loads_no_parser_of_french_and_no_graph(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<h1>La route</h1><p>Elle rouvre lundi, a dit le maire.", "utf-8")
    loaded = loaded_by(f"from kg.reading import read; assert len(list(read([{str(tmp_path)!r}]))) == 1")
    assert "trafilatura" in loaded
    assert not loaded & {"spacy", "rdflib", "pyoxigraph", "feedparser", "warcio", "pyarrow"}


def test_the_options_of_reading_load_nothing_before_they_are_used() -> None:
    assert not loaded_by("import kg.cli.reading") & {"trafilatura", "py3langid", "numpy", "requests", "chardet"}
