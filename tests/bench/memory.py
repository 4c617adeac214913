"""The most memory that ``kg add`` holds, for growing numbers of articles, as a ratio to the smallest.

Each number is a process of its own, with the real pipeline. The articles are invented: every one has names, words
and a topic of its own, as a newspaper's have, so that whatever keeps words (spaCy's string store, the caches of word
forms, the names graph) has something to keep. With a folder, its articles are taken instead, over and over, with
names changed from one time to the next.
"""

from __future__ import annotations

import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SIZES = (500, 5_000)
ROOT = Path(__file__).parent.parent.parent
_FRAMES = (
    "{name}, {office} de {town}, a déclaré mardi que {noun} de {town} serait {done} avant la fin de l’année.",
    "« {Noun} ne sera pas {done} sans {noun} », a averti {name}, qui accuse {other} d’avoir {done} {noun}.",
    "Selon {other}, {noun} de la {noun} reste {done}. « Nous ne céderons pas », martèle {name}.",
    "« Il faut {noun} », a demandé {name} à {other} devant la foule, « avant que {noun} ne soit {done} ».",
    "Le long de la {noun}, on attendait depuis {number} jours que {noun} soit {done}, et {town} se vidait.",
    "{other} dément avoir promis {noun} à {name} : « C’est faux », a-t-il répondu jeudi à {town}.",
)
_OFFICES = ("maire", "préfète", "ministre", "présidente", "directeur", "porte-parole")


def table(sizes: tuple[int, ...] = SIZES, folder: Path | None = None) -> str:
    """A row for each number of articles."""
    lines = [f"{'articles':>10}{'claims':>10}{'peak MB':>10}{'× first':>10}{'articles/s':>12}"]
    first = 0.0
    for size in sorted(sizes):
        peak, seconds, claims = _added(size, folder)
        first = first or peak
        lines.append(f"{size:>10,}{claims:>10,}{peak:>10.0f}{peak / first:>10.2f}{size / seconds:>12.1f}")
    return "\n".join(lines)


def _added(size: int, folder: Path | None) -> tuple[float, float, int]:
    """Peak resident memory in megabytes, seconds, and claims, of a ``kg add`` of so many articles."""
    with tempfile.TemporaryDirectory(prefix="kg-memory-") as place:
        press = Path(place) / "press"
        press.mkdir()
        for number, text in enumerate(_repeated(folder, size) if folder else invented(size)):
            (press / f"{number:06}.txt").write_text(text, "utf-8")
        command = [sys.executable, "-m", "kg", "add", str(press), "--store", f"{place}/x.kg"]
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        assert process.stderr
        err = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        if status:
            sys.exit(err)
        claims = re.search(r"articles?: (\d+) claims?", err.splitlines()[-1])
        return _megabytes(used), seconds, int(claims[1]) if claims else 0


def _megabytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1024)


def invented(number: int) -> Iterator[str]:
    """So many articles of some 150 words, each with names and words that no other has."""
    chance = random.Random(3)
    shared = [_word(chance) for _ in range(20_000)]
    for _ in range(number):
        nouns = [chance.choice(shared) if chance.random() < 0.9 else _word(chance) for _ in range(12)]
        names = [f"{_word(chance).title()} {_word(chance).title()}" for _ in range(4)]
        towns = [_word(chance).title() for _ in range(2)]
        sentences = []
        for _ in range(8):
            words = {
                "name": chance.choice(names), "other": chance.choice(names), "town": chance.choice(towns),
                "noun": chance.choice(nouns), "Noun": chance.choice(nouns).title(), "done": f"{_word(chance)}é",
                "office": chance.choice(_OFFICES), "number": chance.randint(2, 90),
            }  # fmt: skip
            sentences.append(chance.choice(_FRAMES).format(**words))
        yield f"À {towns[0]}, {nouns[0]} divise\n\n" + "\n\n".join(
            " ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2)
        )


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bcdfglmnprstv") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))


def _repeated(folder: Path, number: int) -> Iterator[str]:
    """The articles of a folder, over and over; each time the words with a capital get another ending."""
    files = sorted(folder.rglob("*.txt"))
    chance = random.Random(5)
    for at in range(number):
        text = files[at % len(files)].read_text("utf-8")
        ending = _word(chance) if at >= len(files) else ""
        yield re.sub(r"(?<=[a-zé] )[A-ZÉ][a-zéèç]{3,}", lambda found, end=ending: found[0] + end, text)  # type: ignore[misc]
