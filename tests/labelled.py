"""Sentences with their answer inside, and whether the extractor gives it.

``[who La ministre] [cue a affirmé] que [said le texte serait examiné mardi].`` says that one claim is
found, where it stands, by which words, and whose it is. Labels are ``who``, ``cue``, ``said`` and ``whom``
(the addressee). Several ``said`` are the pieces of one claim; digits tell claims apart (``[said:2 …]``;
``[who:12 …]`` is the source of both); ``?`` makes a claim optional (``[said? …]``). Text with no ``said``
is a text in which nothing may be found. Other brackets (« [...] ») are text, and labels may nest.

``python -m tests.labelled`` prints what does not hold, and with ``--mark`` writes down what is known not to
hold: the ``? `` before cases of ``tests/sentences/fr/*.txt``, and ``tests/known_verb_gaps.tsv``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.attributions import find_attributions
from kg.lexicon import table
from kg.model import Article, Attribution, Claim, Span
from kg.parse import Parsed
from kg.score import plain

if TYPE_CHECKING:
    from kg.pipeline import Pipeline

HERE = Path(__file__).parent
FOLDER = HERE / "sentences" / "fr"
GAPS = HERE / "known_verb_gaps.tsv"
LABEL = re.compile(r"\[(who|cue|said|whom)(?::(\d+))?(\?)? ")
CLOSE_ENOUGH = 0.8  # of the characters of an example of the lexicon: intersection over union


@dataclass
class Expected:
    """One claim as a sentence gives it. A field that is ``None`` or empty is not asked for."""

    content: list[Span] = field(default_factory=list)
    who: Span | None = None
    cue: Span | None = None
    whom: Span | None = None
    optional: bool = False
    speaker: str = ""
    form: str = ""
    act: str = ""


def labelled(marked: str) -> tuple[str, dict[int, Expected]]:
    """The text without its labels, and the claims by their number.

    >>> labelled("[who Elle] dit que [said non [...]].")[0]
    'Elle dit que non [...].'
    """
    text, claims = "", {}
    stack: list[tuple[str, str, int] | None] = []
    i = 0
    while i < len(marked):
        if match := LABEL.match(marked, i):
            for number in map(int, match[2] or "1"):
                claim = claims.setdefault(number, Expected())
                claim.optional |= bool(match[3])
            stack.append((match[1], match[2] or "1", len(text)))
            i = match.end()
            continue
        if marked[i] == "[":
            stack.append(None)
        elif marked[i] == "]" and stack and (top := stack.pop()) is not None:
            label, numbers, start = top
            span = Span(start, len(text))
            for number in map(int, numbers):
                if label == "said":
                    claims[number].content.append(span)
                else:
                    setattr(claims[number], label, span)
            i += 1
            continue
        text += marked[i]
        i += 1
    if any(stack):
        raise ValueError(f"a label is not closed: {marked}")
    return text, {number: claim for number, claim in sorted(claims.items()) if claim.content}


@dataclass(frozen=True)
class Case:
    """One case of a file: its article, what it must give, and whether it is known not to."""

    file: str
    line: int
    marked: str
    conclusions: tuple[str, ...] = ()
    known: bool = False

    @property
    def name(self) -> str:
        """Where the case stands, for test names."""
        return f"{self.file}:{self.line}"

    def read(self) -> tuple[str, list[Expected]]:
        """The text of the article and the claims in it, with their conclusions."""
        text, claims = labelled(self.marked)
        for row in self.conclusions:
            number, _, rest = row.partition(" ")
            parts = [part.strip() for part in rest.split("|")]
            if int(number or 1) not in claims:
                raise ValueError(f"{self.name}: '= {row.strip()}' is about a claim that is not there")
            claim = claims[int(number or 1)]
            claim.speaker, claim.form, claim.act = [*parts, "", ""][:3]
        return text, list(claims.values())


def cases_of(path: Path) -> Iterator[Case]:
    """The cases of a file: a line each, with indented paragraphs and ``=`` lines that belong to the line above."""
    found: list[Case] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("="):
            found[-1] = replace(found[-1], conclusions=(*found[-1].conclusions, line[1:]))
        elif line[0] == " ":
            found[-1] = replace(found[-1], marked=f"{found[-1].marked}\n\n{line.strip()}")
        else:
            known = line.startswith("? ")
            found.append(Case(path.stem, number, line[2:] if known else line, known=known))
    yield from found


def all_cases() -> list[Case]:
    """All cases of all files, in the order of their names."""
    return [case for path in sorted(FOLDER.glob("*.txt")) for case in cases_of(path)]


@cache
def pipeline() -> Pipeline:
    """The real one; its model is loaded once for all tests."""
    from kg.pipeline import Pipeline

    return Pipeline()


def article(text: str, name: str = "a") -> Article:
    """An article that says ``text``."""
    return Article("0" * 16, name, text, f"{name}.txt")


# --- what a case gives ---


def mismatch(case: Case) -> str | None:
    """What the extractor gives otherwise than the case says, in words; ``None`` where it agrees."""
    text, expected = case.read()
    try:
        found = list(pipeline()(article(text)).claims)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    for want in expected:
        have = next((c for c in found if list(c.attribution.content) == want.content), None)
        if have is None:
            if want.optional:
                continue
            said = " + ".join(span.of(text) for span in want.content)
            return f"not found: {said!r}; found: {_shown(found, text)}"
        found.remove(have)
        if wrong := _wrong_field(want, have, text):
            return wrong
    optional = [span for want in expected if want.optional for span in want.content]
    found = [c for c in found if not any(a.overlaps(b) for a in c.attribution.content for b in optional)]
    return f"too much: {_shown(found, text)}" if found else None


def _shown(claims: Sequence[Claim], text: str) -> str:
    return "; ".join(
        f"{' + '.join(p.of(text) for p in c.attribution.content)!r} "
        f"({c.speaker.name}, {c.attribution.rule}, {c.attribution.cue.of(text) if c.attribution.cue else None})"
        for c in claims
    ) or "nothing"  # fmt: skip


def _wrong_field(want: Expected, have: Claim, text: str) -> str | None:
    found = have.attribution
    for label, wanted, given in (
        ("who", want.who, found.source), ("cue", want.cue, found.cue), ("whom", want.whom, found.addressee),
    ):  # fmt: skip
        if wanted is not None and not _same_words(wanted, given, text):
            return f"{label}: {given.of(text) if given else None!r} for {wanted.of(text)!r} ({found.rule})"
    speaker = have.speaker.name or "-"
    if want.speaker and plain(speaker) != plain(want.speaker):
        return f"speaker: {speaker!r} for {want.speaker!r} ({have.speaker.rule})"
    if want.form and found.form != want.form:
        return f"form: {found.form} for {want.form} ({found.rule})"
    if want.act and have.act != want.act:
        return f"act: {have.act} for {want.act} ({have.act_rule})"
    return None


def _same_words(wanted: Span, given: Span | None, text: str) -> bool:
    """Whether one holds the other: an apposition, « -t-il » and a second auxiliary may be left out."""
    return given is not None and (wanted.covers(given) or given.covers(wanted))


# --- the examples of the lexicon ---


@dataclass(frozen=True)
class Example:
    """One row of a table with an example. ``key`` is lemma and frame, or a phrase and the table's name."""

    key: tuple[str, str]
    use: bool
    marked: str


def examples() -> list[Example]:
    """Every row with an example of the verbs and of the free attributions, in the order of the tables."""
    verbs = [Example((r["lemma"], r["frame"]), r["use"] == "yes", r["example"]) for r in table("fr", "speech_verbs")]
    phrases = [
        Example((r["phrase"], "according_to"), r.get("use", "yes") != "no", r["example"])
        for r in table("fr", "according_to")
    ]
    return [each for each in (*verbs, *phrases) if each.marked]


@cache
def example_results() -> dict[tuple[str, str], str | None]:
    """For each example what is wrong with it, or ``None``. All are parsed in one go, each is read alone."""
    rows = examples()
    read = [labelled(row.marked) for row in rows]
    text, spans = "", []
    for words, _ in read:
        spans.append(Span(len(text), len(text) + len(words)))
        text += words + "\n\n"
    parsed = pipeline().parser(article(text), spans)
    results = {}
    for number, (row, (_, claims), whole) in enumerate(zip(rows, read, parsed.paragraphs, strict=True)):
        alone = Parsed(replace(parsed.article, id=f"{number:016x}"), (replace(whole, index=0),))
        found = find_attributions(alone)
        wanted = claims.get(1) if row.use else None
        results[row.key] = _example_mismatch(wanted, found, whole.span.start, text)
    return results


def _example_mismatch(wanted: Expected | None, found: Sequence[Attribution], start: int, text: str) -> str | None:
    shown = "; ".join(" + ".join(p.of(text) for p in a.content) + f" ({a.rule})" for a in found) or "nothing"
    if wanted is None:
        return f"found {shown}" if found else None
    said = {at + start for span in wanted.content for at in range(span.start, span.end)}
    best: Attribution | None = None
    for one in found:
        have = {at for span in one.content for at in range(span.start, span.end)}
        if len(said & have) / len(said | have) >= CLOSE_ENOUGH:
            best = one
    if best is None:
        return f"found {shown}"
    if wanted.who and not _same_words(Span(wanted.who.start + start, wanted.who.end + start), best.source, text):
        return f"source {best.source.of(text) if best.source else None!r}"
    return None


def known_gaps() -> dict[tuple[str, str], str]:
    """Examples that are known not to hold, by their key."""
    if not GAPS.is_file():
        return {}
    lines = [line.split("\t") for line in GAPS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {(line[0], line[1]): line[2] for line in lines[1:]}


# --- the command ---


def main(arguments: Sequence[str]) -> None:
    """Print what does not hold; ``--mark`` writes it down."""
    mark = "--mark" in arguments
    failing: set[tuple[str, int]] = set()
    total = all_cases()
    for case in total:
        if wrong := mismatch(case):
            failing.add((case.file, case.line))
            print(f"{case.name}\t{wrong}")
    gaps = {key: wrong for key, wrong in example_results().items() if wrong}
    for (lemma, frame), wrong in gaps.items():
        print(f"{lemma} / {frame}\t{wrong}")
    print(
        f"{len(failing)} of {len(total)} cases, {len(gaps)} of {len(examples())} examples do not hold", file=sys.stderr
    )
    if mark:
        for path in sorted(FOLDER.glob("*.txt")):
            lines = path.read_text("utf-8").split("\n")
            for case in cases_of(path):
                bare = lines[case.line - 1].removeprefix("? ")
                lines[case.line - 1] = f"? {bare}" if (case.file, case.line) in failing else bare
            path.write_text("\n".join(lines), "utf-8")
        head = "# Examples of the word tables that do not hold yet, written by: python -m tests.labelled --mark"
        rows = ["lemma\tframe\twhat is given", *("\t".join((*key, wrong)) for key, wrong in gaps.items())]
        GAPS.write_text("\n".join((head, *rows)) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
