"""The README's commands are run, and print what it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def plain(text: str) -> str:
    """Text with ordinary spaces: people who edit a README do not type no-break ones."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def blocks(language: str) -> list[str]:
    """The code blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def run(command: str, folder: Path) -> str:
    """What a ``kg …`` command prints, both streams, in a folder that holds the seeds."""
    line = re.sub(r"^kg\b", f'"{sys.executable}" -m kg', command)
    result = subprocess.run(
        line,
        shell=True,
        cwd=folder,
        text=True,
        capture_output=True,
        env={**os.environ, "COLUMNS": "90", "PYTHONPATH": str(ROOT)},
    )
    assert result.returncode == 0, result.stderr
    return result.stderr + result.stdout


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where somebody has just run ``kg add seeds/``."""
    folder = tmp_path_factory.mktemp("newcomer")
    (folder / "seeds").symlink_to(ROOT / "seeds")
    run("kg add seeds/", folder)
    return folder


def sessions() -> list[tuple[str, str]]:
    """Each command of the README with what it is said to print."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.mark.parametrize(("command", "output"), sessions(), ids=[command for command, _ in sessions()])
def test_a_command_prints_what_the_readme_shows(newcomer: Path, command: str, output: str) -> None:
    assert plain(run(command, newcomer)) == output


def test_the_first_command_is_the_one_whose_answer_is_shown() -> None:
    first = blocks("sh")[0]
    assert first.startswith("python3 -m venv .venv && .venv/bin/pip install")
    assert ".venv/bin/kg add seeds/" in first
    question = re.search(r'kg ask (".*")', first)
    assert question and sessions()[0][0] == f"kg ask {question.group(1)}"


def test_the_python_example_runs(newcomer: Path) -> None:
    example = blocks("python")[0]
    result = subprocess.run(
        [sys.executable, "-c", example],
        cwd=newcomer,
        text=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert result.returncode == 0, result.stderr
    assert "perdu le contact avec la réalité" in result.stdout
    assert (newcomer / "press.ttl").is_file()


def test_the_claim_shown_in_turtle_is_in_the_export(newcomer: Path) -> None:
    run("kg export shown.ttl", newcomer)
    claim = blocks("turtle")[0]
    assert claim in plain((newcomer / "shown.ttl").read_text("utf-8"))


def test_the_readme_says_what_every_triple_of_a_claim_is_for() -> None:
    from full_graph import linked
    from gold_extractions import seeds

    rows = re.findall(
        r"^\| (`(?:kg|rdf):[^|]*) \|", README.split("What each triple of a claim is for")[1], re.MULTILINE
    )
    told = {term for row in rows for term in re.findall(r"`(?:kg|rdf):(\w+)`", row)}
    store = linked()
    for extraction in seeds():
        store.add(extraction)
    triples = [triple for graph in store.graphs() for triple in store.triples(graph)]
    used = {p.rpartition("#")[2][:-1] for s, p, _ in triples if s.startswith(f"<{store.iris.base}claim/")}
    assert told == used


def test_the_means_of_the_readme_are_about_those_of_the_seeds(newcomer: Path) -> None:
    from collections import Counter

    from kg.store import Store

    with Store.open(newcomer / "claims.kg") as store:
        triples = [triple for graph in store.graphs() for triple in store.triples(graph)]
        claims = f"<{store.iris.base}claim/"
    count = Counter(p.rpartition("#")[2][:-1] for s, p, _ in triples if s.startswith(claims))
    table = README.split("What each triple of a claim is for")[1]
    for terms, mean in re.findall(r"^\| (`(?:kg|rdf):[^|]*) \|.*\| ([\d.]+) \|$", table, re.MULTILINE):
        named = re.findall(r"`(?:kg|rdf):(\w+)`", terms)
        assert abs(sum(count[term] for term in named) / count["type"] - float(mean)) < 0.1, terms
    beside = sum(count.values()) - sum(count[term] for term in ("begin", "end", "piece"))
    shown = re.search(r"([\d.]+) triples a claim beside its position, ([\d.]+) of them", README)
    assert shown
    assert abs(beside / count["type"] - float(shown[1])) < 0.2
    assert abs((beside - count["topic"]) / count["type"] - float(shown[2])) < 0.2


def test_every_command_of_the_help_is_in_the_readme(newcomer: Path) -> None:
    listed = re.findall(r"^  (\w+) ", run("kg --help", newcomer).split("Commands:")[1], re.MULTILINE)
    assert listed
    assert all(f"`kg {name}" in README for name in listed)


def test_the_saved_query_shown_has_the_header_of_the_real_one() -> None:
    shown = blocks("sparql")[0]
    real = (ROOT / "queries" / "said-about.rq").read_text("utf-8")
    header = [line for line in shown.splitlines() if line.startswith("#+")]
    assert header and all(line in real.splitlines() for line in header)


def test_every_saved_question_is_in_the_readme() -> None:
    section = README.split("### Questions")[1].split("### ")[0]
    assert {path.stem for path in (ROOT / "queries").glob("*.rq")} <= set(re.findall(r"`([\w-]+)`", section))
