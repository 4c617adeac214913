"""The commands as a user meets them: what is printed where, and the status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from gold_extractions import ROOT, made, seeds

from kg.records import records
from kg.store import Store

pytestmark = pytest.mark.usefixtures("gold_pipeline")


# The main path


def test_add_then_ask_gives_the_words_the_day_and_the_article(kg, tmp_path: Path, seeds_folder: Path) -> None:
    store = tmp_path / "x.kg"
    added = kg("add", seeds_folder, store=store)
    assert added.status == 0 and added.out == ""
    assert "\nCrise ukrainienne : les États-Unis rejettent la demande russe" in added.err
    assert "de l’Otan: 24 claims, 23 with a speaker, 1 paragraph set aside\n" in added.err
    assert "x.kg: 5 articles: 114 claims, 111 with a speaker, 5 paragraphs set aside; " in added.err
    asked = kg("ask", "what did Lavrov say about Stoltenberg")
    assert asked.status == 0
    assert asked.out.replace("\u00a0", " ") == (
        "2022-01-26   « M. Stoltenberg avait « perdu le contact avec la réalité » »\n"
        "             Sergueï Lavrov, accusation · Crise ukrainienne : les États-Unis\n"
        "             rejettent la demande russe d’exclure l’Ukraine de l’Otan\n"
        "\n"
        "2022-01-26   « Vous savez, j’ai cessé de prendre en compte ses déclarations il y\n"
        "             a longtemps »\n"
        "             Sergueï Lavrov, evaluation · Crise ukrainienne : les États-Unis\n"
        "             rejettent la demande russe d’exclure l’Ukraine de l’Otan\n"
    )
    assert asked.err == 'said-about speaker="Sergueï Lavrov" target="Jens Stoltenberg": 2 answers\n'


def test_a_question_needs_no_quotation_marks(kg, gold_folder: Path) -> None:
    assert kg("ask", "what", "did", "lavrov", "say", "about", "stoltenberg", store=gold_folder).out.count("«") == 3


def test_no_line_is_wider_than_the_terminal(kg, gold_folder: Path) -> None:
    for command in (
        ("ask", "what did stoltenberg say about russia"),
        ("query", "who-about", "target=Ukraine"),
        ("explain", "003"),
        ("queries",),
        ("stats",),
    ):
        lines = kg(*command, store=gold_folder).out.splitlines()
        assert lines and max(map(len, lines)) <= 80, command


def test_a_day_that_is_only_the_articles_is_marked(kg, gold_folder: Path) -> None:
    ran = kg("ask", "what did Blinken deny", store=gold_folder)
    assert ran.out.startswith("≤2022-01-27  «")
    assert "≤ and a day: the day of saying is not known, the article is of that day" in ran.err


def test_show_prints_the_sparql_and_runs_nothing(kg, gold_folder: Path) -> None:
    ran = kg("ask", "--show", "what did Lavrov say about Stoltenberg", store=gold_folder)
    assert "BIND (<https://claims.example/entity/sergueï-lavrov> AS ?speaker)" in ran.out
    assert "«" not in ran.out


@pytest.mark.parametrize("format", ["json", "csv", "tsv", "xml", "markdown"])
def test_an_answer_comes_in_other_formats(kg, gold_folder: Path, format: str) -> None:
    ran = kg("ask", "--format", format, "what did Lavrov say about Stoltenberg", store=gold_folder)
    assert ran.status == 0 and "j’ai cessé de prendre en compte" in ran.out
    if format == "json":
        assert len(json.loads(ran.out)["results"]["bindings"]) == 2
    if format == "markdown":
        assert "» (Sergueï Lavrov, 2022-01-26) [1]" in ran.out
        assert "\n[1] Crise ukrainienne : les États-Unis rejettent" in ran.out


def test_a_count_is_a_table(kg, gold_folder: Path) -> None:
    assert kg("query", "most-quoted", store=gold_folder).out.splitlines()[:3] == [
        "who                                      claims  articles",
        "Vladimir Poutine                             16         4",
        "États-Unis                                   12         4",
    ]


def test_the_articles_are_listed_and_a_missing_one_points_there(kg, gold_folder: Path) -> None:
    lines = kg("query", "articles", store=gold_folder).out.splitlines()
    assert lines[0].split() == ["published", "name", "title", "claims"]
    names = [line.split()[1][:3] for line in lines[1:] if line[0].isdigit()]
    assert names == ["004", "003", "001", "002", "000"]  # by day
    assert kg("explain", "zzz", store=gold_folder).err.endswith("; they are listed by: kg query articles\n")


def test_no_answer_says_so_and_is_no_error(kg, gold_folder: Path) -> None:
    ran = kg("ask", "what did Choïgou say about Biden", store=gold_folder)
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == 'said-about speaker="Sergueï Choïgou" target="Joe Biden": 0 answers\n'


def test_a_sparql_file_of_ones_own_runs(kg, gold_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("SELECT (COUNT(*) AS ?claims) { ?c a kg:Claim }")
    assert kg("query", tmp_path / "mine.rq", store=gold_folder).out == "claims\n   114\n"
    (tmp_path / "mine.rq").write_text("ASK { ?c a kg:Claim }")
    assert kg("query", tmp_path / "mine.rq").out == "true\n"
    (tmp_path / "mine.rq").write_text(
        "CONSTRUCT { ?c kg:speaker ?s } WHERE { ?c kg:speaker ?s ; kg:cue 'qualifié'@fr }"
    )
    assert "kg:speaker entity:sergueï-lavrov ." in kg("query", tmp_path / "mine.rq").out


def test_queries_lists_every_question_with_an_example(kg) -> None:
    from kg.questions import saved

    ran = kg("queries")
    for name, question in saved().items():
        assert f"{question.example_command()}\n" in ran.out, name
    assert 'kg ask "what did {speaker} say about {target}"' in ran.out
    assert kg("queries", "said").out.startswith("#+ summary: Ce que X a dit")


def test_extract_prints_the_record_format(kg, seeds_folder: Path) -> None:
    ran = kg("extract", seeds_folder / "003_70e93934d3b14fac.txt")
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert rows == list(records(seeds()[3]))
    assert ran.err == ""


def test_export_writes_a_file_and_stdout(kg, gold_folder: Path, tmp_path: Path) -> None:
    ran = kg("export", tmp_path / "x.ttl", store=gold_folder)
    assert ran.status == 0 and ran.out == ""
    assert kg("export", "-", "--format", "ttl").out == (tmp_path / "x.ttl").read_text("utf-8")


def test_explain_shows_words_rules_and_what_was_set_aside(kg, gold_folder: Path) -> None:
    out = kg("explain", "crise", store=gold_folder).out.replace("\u00a0", " ")
    assert "  3219-3296   Sergueï Lavrov · about Jens Stoltenberg · evaluation · direct ·" in out
    assert "« Vous savez, j’ai cessé de prendre" in out
    assert "found by gold; mention: « M. Lavrov »; cue: « a dit »" in out
    assert "\nSet aside\n     0-10     page chrome\n" in out


def test_explain_reads_a_file_without_a_store(kg, seeds_folder: Path, tmp_path: Path) -> None:
    ran = kg("explain", seeds_folder / "003_70e93934d3b14fac.txt", store=tmp_path / "none.kg")
    assert ran.status == 0 and "24 claims" in ran.out
    assert not (tmp_path / "none.kg").exists()


def test_remove_takes_an_article_back(kg, tmp_path: Path, seeds_folder: Path) -> None:
    store = tmp_path / "x.kg"
    kg("add", seeds_folder, store=store)
    ran = kg("remove", "003", "004")
    assert ran.status == 0 and "removed 003_70e93934d3b14fac (Crise ukrainienne" in ran.err
    with Store.open(store) as opened:
        assert len(list(opened.articles())) == 3


def test_remove_takes_all_or_none(kg, tmp_path: Path, seeds_folder: Path) -> None:
    kg("add", seeds_folder, store=tmp_path / "x.kg")
    ran = kg("remove", "003", "nothing like it")
    assert ran.status == 1 and ran.err.startswith("kg: no article 'nothing like it' in the store")
    with Store.open(tmp_path / "x.kg") as opened:
        assert len(list(opened.articles())) == 5


def test_stats_counts(kg, gold_folder: Path) -> None:
    out = kg("stats", store=gold_folder).out
    assert "claims\n  all " in out and " 114\n" in out


def test_the_same_graph_whatever_the_order_of_files(kg, tmp_path: Path, seeds_folder: Path) -> None:
    files = sorted(seeds_folder.glob("*.txt"))
    kg("add", seeds_folder, store=tmp_path / "a.kg")
    kg("add", seeds_folder)
    kg("export", tmp_path / "a.nq")
    for file in reversed(files):
        kg("add", file, store=tmp_path / "b.kg")
    kg("export", tmp_path / "b.nq")
    assert (tmp_path / "a.nq").read_bytes() == (tmp_path / "b.nq").read_bytes()


# Who is who

ALIASES = "name,canonical,identifier\nOccident,Occidentaux,https://example.org/west\nLavrov,à part,\n"


def test_entities_lists_whoever_has_the_pattern_in_a_name(kg, gold_folder: Path) -> None:
    assert kg("entities", "BLINK", store=gold_folder).out.splitlines() == [
        "label           kind    said  about  offices",
        "Antony Blinken  person     8      1  secrétaire d’État américain",
    ]
    everybody = kg("entities").out
    assert everybody.splitlines()[1].startswith("Russie ") and "diplomatie russe" in everybody
    assert kg("entities", "--store", gold_folder, "lavrov").out == kg("entities", "list", "LAVROV").out


def test_entities_come_in_the_formats_of_answers(kg, gold_folder: Path) -> None:
    rows = kg("entities", "Kremlin", "--format", "csv", store=gold_folder).out.splitlines()
    assert rows[0].split(",")[:5] == ["label", "kind", "said", "about", "voice_of"]
    assert rows[1].startswith("Kremlin,organisation,") and ",Russie," in rows[1]
    found = json.loads(kg("entities", "-f", "json", "Kremlin").out)["results"]["bindings"]
    assert found[0]["entity"]["value"] == "https://claims.example/entity/kremlin"
    assert kg("entities", "-f", "markdown", "Kremlin").out.startswith("| label | kind |")
    assert len(kg("entities", "-f", "csv", "zzzz").out.splitlines()) == 1


def test_a_pattern_that_nobody_has_gets_the_closest_names(kg, gold_folder: Path) -> None:
    ran = kg("entities", "Lavrof", store=gold_folder)
    assert (ran.status, ran.out, ran.err) == (0, "", "no name has 'Lavrof' in it; the closest: Sergueï Lavrov\n")


def test_entities_are_merged_split_and_let_go_again(kg, tmp_path: Path, seeds_folder: Path) -> None:
    store = tmp_path / "x.kg"
    kg("add", seeds_folder, store=store)
    kg("export", tmp_path / "before.nq")
    ran = kg("entities", "merge", "Kremlin", "Moscow")
    assert ran.status == 1
    assert ran.err == "kg: nobody and nothing is called 'Moscow' in the store; the closest: Moscou\n"
    ran = kg("entities", "merge", "Kremlin", "Moscou")
    assert ran.err == "Kremlin is Moscou now; undo it with: kg entities undo Kremlin\n"
    assert kg("entities", "kremlin").out.splitlines()[1].split()[0] == "Moscou"
    ran = kg("entities", "split", "Poutine")
    assert ran.err == (
        "Poutine is kept apart now, no longer a name of Vladimir Poutine; undo it with: kg entities undo Poutine\n"
    )
    assert kg("entities", "overrules").out == "name,canonical,identifier\nKremlin,Moscou,\nPoutine,keep apart,\n"
    assert kg("ask", "who is quoted most").status == 0
    ran = kg("entities", "undo", "Kremlin", "Poutine")
    assert ran.err == "forgotten: Kremlin, Poutine\n"
    kg("export", tmp_path / "after.nq")
    assert (tmp_path / "before.nq").read_bytes() == (tmp_path / "after.nq").read_bytes()


def test_an_aliases_file_holds_for_what_is_there_and_what_will_come(kg, tmp_path: Path, seeds_folder: Path) -> None:
    (tmp_path / "names.csv").write_text(ALIASES, "utf-8")
    ran = kg("add", seeds_folder, "--aliases", tmp_path / "names.csv", store=tmp_path / "x.kg")
    assert ran.status == 0
    kg("add", seeds_folder, store=tmp_path / "y.kg")
    ran = kg("entities", "--aliases", tmp_path / "names.csv")
    assert ran.err.endswith("names.csv: 2 overrulings, 2 of them new\n") and ran.out == ""
    kg("add", seeds_folder)
    for name in "xy":
        kg("export", tmp_path / f"{name}.ttl", store=tmp_path / f"{name}.kg")
    exported = (tmp_path / "x.ttl").read_text("utf-8")
    assert exported == (tmp_path / "y.ttl").read_text("utf-8")
    assert "overrule:lavrov a kg:Overrule ;" in exported and "skos:exactMatch <https://example.org/west>" in exported
    assert kg("entities", "overrules").out == ALIASES.replace("à part", "keep apart").replace(
        "Occident,Occidentaux,https://example.org/west\nLavrov,keep apart,\n",
        "Lavrov,keep apart,\nOccident,Occidentaux,https://example.org/west\n",
    )


def test_a_bad_aliases_file_is_said_before_anything_is_read(kg, tmp_path: Path, seeds_folder: Path) -> None:
    (tmp_path / "names.csv").write_text("name,canonical\nLavrov\n", "utf-8")
    for command in (("add", seeds_folder), ("entities",)):
        ran = kg(*command, "--aliases", tmp_path / "names.csv", store=tmp_path / "x.kg")
        failed(ran, 1, "kg: names.csv, line 2: what does 'Lavrov' stand for? Write a name, or: keep apart\n")
    assert not (tmp_path / "x.kg").exists()


# What can go wrong


def failed(ran, status: int, *parts: str) -> None:  # type: ignore[no-untyped-def]
    assert ran.status == status
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert ran.err.startswith("kg: ") or len(parts) > 1, ran.err
    for part in parts:
        assert part in ran.err, ran.err


def test_a_missing_path_is_named_and_no_store_is_made(kg, tmp_path: Path) -> None:
    failed(kg("add", tmp_path / "none", store=tmp_path / "x.kg"), 1, "none: no such file or folder")
    assert not (tmp_path / "x.kg").exists()


@pytest.mark.parametrize(
    ("data", "name"), [(b"", "empty.txt"), (b"\x00\x01\x02\xff\xfe" * 50, "binary.txt"), (b"\x81\x8d\xc3", "odd.txt")]
)
def test_one_bad_file_does_not_stop_the_others(kg, tmp_path: Path, data: bytes, name: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(data)
    (tmp_path / "in" / "good.txt").write_text("La route est fermée.")
    ran = kg("add", tmp_path / "in", store=tmp_path / "x.kg")
    assert ran.status == 1
    assert "1 article, 1 not read: 1 claim, 1 with a speaker" in ran.err
    assert ran.err.splitlines()[-1].startswith("kg: ") and name in ran.err.splitlines()[-1]
    with Store.open(tmp_path / "x.kg") as opened:
        assert [head.name for head in opened.articles()] == ["good"]


def test_an_article_that_breaks_the_extractor_does_not_stop_the_others(kg, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Une panne.")
    (tmp_path / "b.txt").write_text("La route est fermée.")
    ran = kg("add", tmp_path, "--store", tmp_path / "x.kg")
    assert ran.status == 1
    assert "a.txt: ValueError in conftest.py, line " in ran.err and "tree without a root; please report it" in ran.err
    assert "1 article, 1 not read" in ran.err


def test_only_bad_files_make_no_store(kg, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    ran = kg("add", tmp_path / "empty.txt", store=tmp_path / "x.kg")
    assert ran.status == 1 and not (tmp_path / "x.kg").exists()
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "command",
    [
        ("ask", "who is quoted most"),
        ("query", "said", "speaker=x"),
        ("stats",),
        ("export", "-f", "nq", "-"),
        ("remove", "x"),
        ("explain", "x"),
        ("entities",),
        ("entities", "merge", "x", "y"),
        ("entities", "split", "x"),
        ("entities", "undo", "x"),
        ("entities", "overrules"),
    ],
)
def test_a_store_that_is_not_there_is_not_made(kg, tmp_path: Path, command: tuple[str, ...]) -> None:
    failed(kg(*command, store=tmp_path / "none.kg"), 1, "none.kg: no such store; make one with: kg add --store")
    assert not (tmp_path / "none.kg").exists()


def test_a_store_that_another_process_holds_is_said_so(kg, tmp_path: Path) -> None:
    hold = (
        "import sys, time; from kg.store import Store; "
        "store = Store.open(sys.argv[1], write=True); print(1, flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", hold, str(tmp_path / "x.kg")], stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert other.stdout and other.stdout.readline()
        (tmp_path / "a.txt").write_text("La route est fermée.")
        for command in (("add", tmp_path / "a.txt"), ("ask", "who is quoted most")):
            failed(kg(*command, store=tmp_path / "x.kg"), 1, "x.kg is open in another process; let it end, or stop it")
    finally:
        other.kill()
        other.wait()


@pytest.mark.parametrize(
    ("command", "status", "message"),
    [
        (("query", "sayd"), 1, "kg: no question is called 'sayd'; did you mean said "),
        (
            ("query", "said-about", "speaker=lavrov"),
            2,
            "kg: said-about needs target=ENTITY; for example: kg query",
        ),
        (("query", "said", "lavrov"), 2, "kg: 'lavrov' is not KEY=VALUE; for example: kg query said speaker=lavrov"),
        (("query", "said", "who=lavrov"), 2, "kg: said has no parameter 'who'; its parameters: speaker"),
        (("query", "seeds/articles.csv"), 1, "kg: articles.csv, line 1: expected SELECT, ASK, CONSTRUCT or DESCRIBE"),
        (("explain", ""), 1, "kg: name an article: its file name, title, path or id"),
        (("query", "none.rq"), 1, "kg: none.rq: No such file or directory"),
        (
            ("query", "between", "since=naguère", "until=2022-01-01"),
            1,
            "kg: 'naguère' is not a day, a month or a year",
        ),
        (("ask", "what did Obama say"), 1, "kg: nobody and nothing is called 'Obama' in the store"),
        (("ask", "how tall is Lavrov"), 1, "kg: not understood; sentences like these are:"),
        (("ask", "--format", "pdf", "x"), 2, "kg: no format is called 'pdf'; there are table, json, csv"),
        (
            ("export", "x.pdf"),
            1,
            "kg: no format is called 'pdf'; there are .ttl .nt .nq .trig .jsonld .rdf .csv .parquet",
        ),
        (("export", "-"), 2, "kg: to stdout in which format? For example: kg export - --format ttl"),
        (("export", "/none/x.ttl"), 1, "kg: /none: No such file or directory; choose another folder"),
        (("explain", "nothing"), 1, "kg: no article 'nothing' in the store"),
        (("ask",), 2, "kg: missing argument 'QUESTION"),
        (("frobnicate",), 2, "kg: no such command 'frobnicate'"),
        (("entities", "merge", "Lavrov"), 2, "kg: missing argument 'B'; see: kg entities merge --help"),
        (("entities", "--frob", "x"), 2, "kg: no such option: --frob; see: kg entities list --help"),
        (("entities", "--format", "pdf"), 2, "kg: no format is called 'pdf'; there are table, json, csv"),
        (("entities", "overrules", "x"), 2, "kg: got unexpected extra argument"),
        (("entities", "--aliases", "none.csv"), 1, "kg: none.csv: No such file or directory"),
        (("ask", "--frob", "x"), 2, "kg: no such option"),
        (("score", "/none"), 1, "kg: /none"),
    ],
)
def test_an_error_is_one_line_with_the_next_step(  # type: ignore[no-untyped-def]
    kg, gold_folder: Path, command, status: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    ran = kg(*command, store=gold_folder)
    failed(ran, status, message)


def test_a_syntax_error_shows_file_line_and_caret(kg, gold_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "who.rq").write_text("SELECT ?s\nWHERE {\n  ?s kg:speaker\n}\n")
    ran = kg("query", tmp_path / "who.rq", store=gold_folder)
    failed(ran, 1, "kg: who.rq, line 4: ")
    assert ran.err.endswith("\n}\n^\n")


def test_an_update_and_a_service_are_refused(kg, gold_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "x.rq").write_text("DELETE WHERE { ?s ?p ?o }")
    failed(kg("query", tmp_path / "x.rq", store=gold_folder), 1, "x.rq, line 1: DELETE would change the store")
    (tmp_path / "x.rq").write_text("SELECT * { SERVICE <http://127.0.0.1:9> { ?s ?p ?o } }")
    failed(kg("query", tmp_path / "x.rq"), 1, "x.rq, line 1: SERVICE would ask another machine")


def test_kg_alone_prints_its_help(kg) -> None:
    ran = kg()
    assert (ran.out + ran.err).startswith("Usage: kg ")  # which of the two, and the status, is Typer's choice


@pytest.mark.parametrize(
    "command",
    ["add", "extract", "ask", "query", "queries", "export", "explain", "stats", "remove", "score", "entities"],
)
def test_the_help_shows_the_command_being_used(kg, command: str) -> None:
    ran = kg(command, "--help")
    assert ran.status == 0 and f"\n  kg {command}" in ran.out
    assert f"  {command} " in kg("--help").out


@pytest.mark.parametrize("command", ["list", "merge", "split", "undo", "overrules"])
def test_the_help_of_entities_shows_each_command_being_used(kg, command: str) -> None:
    ran = kg("entities", command, "--help")
    assert ran.status == 0 and f"\n  kg entities {command}" in ran.out
    assert f"  {command} " in kg("entities", "--help").out


def test_the_help_cuts_no_sentence(kg) -> None:
    for command in ((), ("entities",)):
        assert "..." not in kg(*command, "--help").out.partition("Commands:")[2]


def test_a_reader_that_stops_early_is_no_error(gold_folder: Path) -> None:
    environment = {**os.environ, "KG_STORE": str(gold_folder), "PYTHONUNBUFFERED": "1"}
    command = f"{sys.executable} -m kg export - --format nq | head -1"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=ROOT, env=environment)
    assert ran.stdout.count("\n") == 1
    assert ran.stderr == ""


def test_a_question_from_the_shell_works_in_any_folder(gold_folder: Path, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "kg", "ask", "--store", str(gold_folder), "who is quoted most"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert ran.returncode == 0 and "Vladimir Poutine" in ran.stdout
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_is_said_in_one_line(kg, gold_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.store.Store.open", interrupted)
    ran = kg("stats", store=gold_folder)
    assert (ran.status, ran.err) == (130, "kg: stopped; what was finished is kept\n")


def test_the_python_api_is_the_main_path_in_five_lines(tmp_path: Path, seeds_folder: Path) -> None:
    import kg

    with kg.open(tmp_path / "x.kg", write=True) as store:
        for article in kg.articles(seeds_folder):
            store.add(kg.extract(article))
        answer = kg.ask("what did Lavrov say about Stoltenberg", store)
        kg.save(store, tmp_path / "x.ttl")
        assert len(store.graph()) > 2000
    assert [row["date"] for row in answer.rows] == ["2022-01-26", "2022-01-26"]
    assert (tmp_path / "x.ttl").stat().st_size > 50_000


def test_an_article_without_claims_is_an_article_all_the_same(kg, tmp_path: Path) -> None:
    with Store.open(tmp_path / "x.kg", write=True) as store:
        store.add(made(1))
    ran = kg("explain", "article-1", store=tmp_path / "x.kg")
    assert "0 claims, 0 with a speaker" in ran.out
