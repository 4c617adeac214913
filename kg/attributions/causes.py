"""Who is made to speak: « ce qui lui fait dire que P », « cela a amené les élus à demander P »."""

from __future__ import annotations

import re

from kg.attributions.evidence import Cue, Source
from kg.attributions.sources import head_of, noun_source

MAKES = {"fait", "font", "faisait", "faisaient", "fit", "firent", "faire", "faisant", "fera", "ferait"}


def made_to_say(cue: Cue) -> Source | None:
    """« Ce qui lui fait dire que P », « qui fait dire à X que P »: the source is who is made to say it."""
    doc = cue.paragraph.doc
    k = cue.first - 2
    if k >= 0 and doc[k].lower_ in {"lui", "leur"}:
        return Source(k, k + 1, k)
    after = cue.last + 1
    if after + 1 < len(doc) and doc[after].lower_ in {"à", "au", "aux"}:
        return noun_source(doc, head_of(doc, after + 1, len(doc)), len(doc), floor=after + 1)
    return None


_CAUSES = re.compile(r"(?:amen|condui|pouss|oblig|contrai|forc|incit)\w+", re.IGNORECASE)


def caused(cue: Cue) -> Source | None:
    """« … a amené les opposants à appeler à P »: whom something makes say so."""
    doc = cue.paragraph.doc
    mark = cue.first - 1
    if mark < 2 or doc[mark].lower_ != "à":
        return None
    for k in range(mark - 2, max(-1, mark - 14), -1):
        if doc[k].text in {".", ";", ":", '"'}:
            return None
        if doc[k].pos_ == "VERB" and _CAUSES.fullmatch(doc[k].text) and doc[k + 1].pos_ in {"DET", "PROPN"}:
            source = noun_source(doc, head_of(doc, k + 1, mark), mark, floor=k + 1)
            return source if source is not None and source.end == mark else None
    return None
