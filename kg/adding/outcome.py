"""What a run did: one event for each place, and the numbers of all."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from kg.model import Extraction

Status = Literal["added", "replaced", "unchanged", "same text", "removed", "failed"]


@dataclass(frozen=True, slots=True)
class Event:
    """What became of one place. ``article`` is an id; the numbers are known for what was extracted in this run."""

    status: Status
    place: str
    article: str | None = None
    title: str | None = None
    reason: str | None = None
    claims: int | None = None
    speakers: int | None = None
    aside: int | None = None

    @classmethod
    def of(cls, status: Status, place: str, extraction: Extraction) -> Event:
        """The event of an article that was extracted."""
        article, claims = extraction.article, extraction.claims
        speakers = sum(claim.speaker.name is not None for claim in claims)
        title = article.title or article.name
        return cls(status, place, article.id, title, None, len(claims), speakers, len(extraction.dropped))

    def line(self) -> str:
        """One line for a person.

        >>> Event("failed", "press/a.txt", reason="empty file; leave it out or fill it").line()
        'kg: press/a.txt: empty file; leave it out or fill it'
        """
        from kg.show import counts

        lines = {
            "failed": f"kg: {self.place}: {self.reason}",
            "removed": f"removed {self.title}: {self.reason}",
            "same text": f"{self.place}: {self.reason}",
            "unchanged": f"{self.place}: unchanged",
        }
        found = lines.get(self.status)
        told = found or f"{self.title}: {counts(self.claims or 0, self.speakers or 0, self.aside or 0)}"
        return told.replace("\n", "\\n")  # a file may be called so

    def record(self) -> dict[str, Any]:
        """For ``--report``: every key in every line."""
        return asdict(self)


@dataclass(slots=True)
class Outcome:
    """The numbers of a run; ``failed`` are the events of the places that are not in the graph."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    same_text: int = 0
    removed: int = 0
    claims: int = 0
    speakers: int = 0
    aside: int = 0
    failed: list[Event] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many places are behind us."""
        return self.added + self.replaced + self.unchanged + self.same_text + len(self.failed)

    def count(self, event: Event) -> None:
        """Take an event in."""
        if event.status == "failed":
            self.failed.append(event)
            return
        name = event.status.replace(" ", "_")
        setattr(self, name, getattr(self, name) + 1)
        self.claims += event.claims or 0
        self.speakers += event.speakers or 0
        self.aside += event.aside or 0

    def take_back(self, event: Event) -> None:
        """Count an event no more that something after it has undone: its article had to go for another one with its
        text, or what stood for it has gone."""
        name = event.status.replace(" ", "_")
        setattr(self, name, getattr(self, name) - 1)
        self.claims -= event.claims or 0
        self.speakers -= event.speakers or 0
        self.aside -= event.aside or 0

    def summary(self, store: object, seconds: float) -> str:
        """One line: how much went in, where, what else was there, and how long it took.

        >>> Outcome(added=2, unchanged=3, claims=4, speakers=4).summary("press.kg", 1.25)
        'press.kg: 2 articles, 3 unchanged: 4 claims, 4 with a speaker, 0 paragraphs set aside; 1.2 s'
        """
        from kg.show import counts

        new = self.added + self.replaced
        other = (
            (self.replaced, "of them replaced"),
            (self.unchanged, "unchanged"),
            (self.same_text, "with the same text as another"),
            (self.removed, "removed"),
            (len(self.failed), "not read"),
        )
        parts = ["1 article" if new == 1 else f"{new:,} articles"]
        parts += [f"{number:,} {what}" for number, what in other if number]
        numbers = f": {counts(self.claims, self.speakers, self.aside)}" if new else ""
        return f"{store}: {', '.join(parts)}{numbers}; {seconds:.1f} s"
