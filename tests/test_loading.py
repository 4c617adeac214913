"""What was exported comes back: into an empty store, into another one, and what is not taken."""

from __future__ import annotations

import io
import random
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from gold_extractions import made, seeds

from kg.entities import Name, Overrule
from kg.errors import LoadError, OverruleError
from kg.export import ALL, Filter, export, write
from kg.loading import FORMATS, load, load_into
from kg.model import Extraction
from kg.store import Store
from kg.store.links import Decision, Known, Match

BASE = "https://press.example.org/"
ROWS = [Overrule("Vova", "Vladimir Poutine", "https://example.org/42"), Overrule("Otan", None)]


def filled(extractions: list[Extraction], base: str | None = None) -> Store:
    store = Store.memory(base) if base else Store.memory()
    for extraction in extractions:
        store.add(extraction)
    return store


def quads(store: Store) -> str:
    out = io.BytesIO()
    write(store, out, "nq")
    return out.getvalue().decode()


def link(store: Store, name: Name, identifier: str, *, accepted: bool | None = None) -> None:
    """As ``kg link`` and ``kg links --accept`` leave it."""
    entity = next(entity for entity in store.named_entities() if name in entity.names)
    before = store.known(entity)[name]
    match = Match(name, "https://service.example/", identifier, "X", Decimal(97), "exact", "certain", date(2024, 5, 6))
    after = before.answered("https://service.example/", [match])
    if accepted is not None:
        after = after.decided(identifier, Decision(name, identifier, accepted, date(2024, 5, 7)))
    assert isinstance(after, Known)
    store.tell([(entity, name, after)])


def awkward() -> list[Extraction]:
    """Names that stand for others, by surname, by spelling, twice in one claim, and by what the user says."""
    return [
        made(11, ("Poutine", ("Vova", "Otan"), "Non"), (None, (), "Qui le dit ?")),
        made(12, ("Vladimir Poutine", ("Poutine", "Anne Martin"), "Il dit « \\u0041 »\r\n")),
        made(13, ("A. Martin", ("Martin", "Vova"), "a"), ("Anne Martin", ("Paul Martin",), "b")),
        made(14, ("ONU", ("Organisation des nations unies",), "c"), kinds={"ONU": "organisation"}),
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_what_was_exported_comes_back_the_same(format: str, tmp_path: Path) -> None:
    store = filled([*seeds(), *awkward()])
    store.overrule(ROWS)
    link(store, Name("Jens Stoltenberg", "person"), "https://authority.example/1")
    link(store, Name("Sergueï Lavrov", "person"), "https://authority.example/2", accepted=False)
    export(store, tmp_path / f"all.{format}")
    back = Store.memory()
    found = load(back, tmp_path / f"all.{format}")
    assert quads(back) == quads(store)
    assert (found.articles, found.replaced, found.overrules) == (9, 0, 2)
    assert found.claims == store.stats()["claims"]["all"]
    again = load(back, tmp_path / f"all.{format}")
    assert quads(back) == quads(store) and again.replaced == 9 and again.overrules == 0


def test_two_halves_are_the_whole_in_either_order(tmp_path: Path) -> None:
    everything = [*seeds(), *awkward()]
    whole = quads(filled(everything))
    for turn in range(4):
        random.Random(turn).shuffle(everything)
        export(filled(everything[:4]), tmp_path / "one.nq")
        export(filled(everything[4:]), tmp_path / "other.trig")
        store = Store.memory()
        for file in ("one.nq", "other.trig")[:: 1 if turn % 2 else -1]:
            load(store, tmp_path / file)
        assert quads(store) == whole


def test_an_article_replaces_the_one_with_its_id_and_what_only_that_said(tmp_path: Path) -> None:
    old, new = made(1, ("Zoé Ancien", (), "avant")), made(1, ("Anne Nouvelle", (), "après"))
    other = made(2, ("Nouvelle", (), "oui"))
    export(filled([new]), tmp_path / "new.nq")
    store = filled([old, other])
    load(store, tmp_path / "new.nq")
    assert quads(store) == quads(filled([new, other]))


def test_the_order_of_the_lines_does_not_matter(tmp_path: Path) -> None:
    store = filled(awkward())
    lines = quads(store).splitlines(keepends=True)
    random.Random(1).shuffle(lines)
    (tmp_path / "x.nq").write_text("".join(lines), "utf-8", newline="")
    back = Store.memory()
    load(back, tmp_path / "x.nq")
    assert quads(back) == quads(store)


def test_the_terms_of_schema_org_beside_ours_are_not_taken(tmp_path: Path) -> None:
    store = filled(seeds())
    export(store, tmp_path / "x.nq", schema_org=True)
    back = Store.memory()
    load(back, tmp_path / "x.nq")
    assert quads(back) == quads(store)


def test_a_file_with_another_base_gets_that_of_the_store(tmp_path: Path) -> None:
    elsewhere = filled(awkward(), BASE)
    link(elsewhere, Name("Anne Martin", "person"), "https://authority.example/1")
    elsewhere.overrule(ROWS)
    export(elsewhere, tmp_path / "x.nq")
    here = filled(awkward())
    link(here, Name("Anne Martin", "person"), "https://authority.example/1")
    here.overrule(ROWS)
    store = Store.memory()
    load(store, tmp_path / "x.nq")
    assert quads(store) == quads(here)


def test_whole_articles_of_a_filtered_export_come_back(tmp_path: Path) -> None:
    store = filled(awkward())
    export(store, tmp_path / "x.nq", filter=Filter(articles=frozenset({f"{12:016x}", f"{14:016x}"})))
    back = Store.memory()
    load(back, tmp_path / "x.nq")
    assert quads(back) == quads(filled([awkward()[1], awkward()[3]]))


def test_a_part_of_an_article_is_refused(tmp_path: Path) -> None:
    store = filled(awkward())
    export(store, tmp_path / "x.nq", filter=Filter(speakers=frozenset({"<https://claims.example/entity/anne-martin>"})))
    message = refusal(tmp_path / "x.nq")
    assert message.startswith(f"{tmp_path / 'x.nq'}, line 1: of 'article-13' only some claims were exported; load an")


def refusal(file: Path) -> str:
    """Why a file is not loaded, by a store that must stay as it is."""
    store = filled(awkward()[:1])
    before = quads(store)
    with pytest.raises(LoadError) as error:
        load(store, file)
    assert quads(store) == before
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    lines = quads(filled(awkward())).splitlines(keepends=True)
    lines[6] = lines[6].replace("<https", "https", 1)
    (tmp_path / "x.nq").write_text("".join(lines), "utf-8", newline="")
    message = refusal(tmp_path / "x.nq")
    assert message.startswith(f"{tmp_path / 'x.nq'}, line 7: ") and message.endswith("; nothing was loaded")


def test_a_graph_that_is_not_ours_is_named_with_its_line(tmp_path: Path) -> None:
    foreign = "<http://example.org/s> <http://example.org/p> <http://example.org/o> <http://example.org/g> .\n"
    (tmp_path / "x.nq").write_text(quads(filled(awkward())) + foreign, "utf-8", newline="")
    number = quads(filled(awkward())).count("\n") + 1
    assert f"x.nq, line {number}: <http://example.org/g> is no graph of kg" in refusal(tmp_path / "x.nq")
    (tmp_path / "y.nq").write_text(foreign, "utf-8")
    assert "y.nq: no article of kg is in it; kg load takes what kg export wrote" in refusal(tmp_path / "y.nq")


def test_a_file_without_graphs_or_in_another_format_is_refused(tmp_path: Path) -> None:
    export(filled(awkward()), tmp_path / "x.ttl")
    (tmp_path / "x.ttl").rename(tmp_path / "x.trig")
    assert "x.trig: it has no graphs; kg load takes" in refusal(tmp_path / "x.trig")
    assert "x.csv: kg load takes what kg export wrote with its graphs: .nq .trig .jsonld" in refusal(tmp_path / "x.csv")
    assert "none.nq: No such file" in refusal(tmp_path / "none.nq")


def test_a_text_that_was_changed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.nq").write_text(quads(filled(awkward())).replace("Qui le dit", "Qui l’a dit"), "utf-8", newline="")
    assert "the text of 'article-11' was changed after the export" in refusal(tmp_path / "x.nq")


def test_articles_without_the_graph_of_names_are_refused(tmp_path: Path) -> None:
    lines = [line for line in quads(filled(awkward())).splitlines(keepends=True) if "/names> ." not in line]
    (tmp_path / "x.nq").write_text("".join(lines), "utf-8", newline="")
    assert "'article-11' names somebody whom the file does not describe" in refusal(tmp_path / "x.nq")


def test_overrulings_that_go_in_a_circle_change_nothing(tmp_path: Path) -> None:
    there, here = filled(awkward()), filled(awkward()[:1])
    there.overrule([Overrule("Vova", "Poutine")])
    here.overrule([Overrule("Poutine", "Vova")])
    export(there, tmp_path / "x.nq")
    before = quads(here)
    with pytest.raises(OverruleError, match="stand for each other"):
        load(here, tmp_path / "x.nq")
    assert quads(here) == before


def test_a_load_that_is_interrupted_leaves_whole_articles_and_goes_on(tmp_path: Path) -> None:
    everything = sorted([*seeds(), *awkward()], key=lambda extraction: extraction.article.id)
    export(filled(everything), tmp_path / "x.nq")
    store, done = Store.memory(), 0

    def stop() -> None:
        nonlocal done
        done += 1
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(store, tmp_path / "x.nq", stop)
    assert quads(store) == quads(filled(everything[:4]))
    load(store, tmp_path / "x.nq")
    assert quads(store) == quads(filled(everything))


def test_an_empty_filter_is_everything() -> None:
    assert Filter() == ALL


def test_an_export_that_lost_a_claim_is_refused(tmp_path: Path) -> None:
    text = quads(filled([seeds()[3]]))
    lost = [line for line in text.splitlines(keepends=True) if "claim/44d98219deef9a4f-3219-3296>" not in line]
    (tmp_path / "x.nq").write_text("".join(lost), "utf-8", newline="")
    for store in (Store.memory(), filled(awkward())):
        before = quads(store)
        with pytest.raises(LoadError) as refused:
            load(store, tmp_path / "x.nq")
        assert str(refused.value).endswith(
            "what was found in '003_70e93934d3b14fac' was changed or lost after the export, by its kg:checksum; export"
            " it again, or, if you changed it, take its kg:checksum out; nothing was loaded"
        )
        assert quads(store) == before
    with pytest.raises(LoadError, match="by its kg:checksum"):
        load_into(tmp_path / "new.kg", tmp_path / "x.nq")
    assert not (tmp_path / "new.kg").exists()


def test_articles_without_a_checksum_are_taken_and_get_none(tmp_path: Path) -> None:
    text = re.sub(r".*#checksum>.*\n", "", quads(filled(awkward())))
    (tmp_path / "x.nq").write_text(text, "utf-8", newline="")
    store = Store.memory()
    load(store, tmp_path / "x.nq")
    load_into(tmp_path / "new.kg", tmp_path / "x.nq")
    with Store.open(tmp_path / "new.kg") as whole:
        assert quads(store) == quads(whole) == text


def test_a_file_with_the_base_of_the_vocabulary_keeps_its_terms_in_a_store_of_another(tmp_path: Path) -> None:
    export(filled(awkward()), tmp_path / "x.nq")
    store = Store.memory(BASE)
    load(store, tmp_path / "x.nq")
    assert quads(store) == quads(filled(awkward(), BASE))
