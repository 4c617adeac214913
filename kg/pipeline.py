"""The whole way from an article to its claims, top to bottom. Start reading here."""

from __future__ import annotations

from kg.acts import act_of
from kg.attributions import find_attributions
from kg.clean import clean
from kg.coreference import People, resolve_sources
from kg.dates import find_dates
from kg.limits import check_article, within_limits
from kg.model import Article, Attribution, Claim, Extraction, Link, Span, When
from kg.parse import Parser
from kg.targets import find_targets
from kg.topics import find_topics
from kg.versions import current_run
from kg.vias import find_via


class Pipeline:
    """Finds and attributes the claims of articles. Making one loads the model: keep it.

    >>> from kg.reading import article_id
    >>> text = "Le pont reste fermé, a indiqué la préfète, Anne Morel. « Il rouvrira », a-t-elle promis."
    >>> for claim in Pipeline()(Article(article_id("a"), "a", text, "a.txt")).claims:
    ...     print(claim.speaker.name, "|", claim.attribution.content[0].of(text))
    Anne Morel | Le pont reste fermé
    Anne Morel | Il rouvrira
    """

    def __init__(self) -> None:
        self.parser = Parser()
        self.run = current_run()

    def __call__(self, article: Article) -> Extraction:
        """Extract the claims of one article. Raises ``ArticleError`` for what is too long, or no text."""
        check_article(article)
        kept, dropped = within_limits(article.text, *clean(article))
        parsed = self.parser(article, kept)
        attributions = find_attributions(parsed)
        people = People(parsed, attributions)
        speakers = resolve_sources(people, attributions)
        days = find_dates(article, kept, attributions, [speakers[i].name for i in range(len(attributions))])
        claims: list[Claim] = []
        for i, found in enumerate(attributions):
            claims.append(self._conclude(found, speakers[i], days[i], people))
        return Extraction(article, dropped, people.entities(), tuple(claims), run=self.run)

    def _conclude(self, found: Attribution, speaker: Link, when: When, people: People) -> Claim:
        parsed = people.parsed
        begin, end = found.content[0].start, found.content[-1].end
        paragraph = parsed.paragraph_at(begin)
        targets, main = find_targets(found, speaker, people, paragraph)
        within = parsed.paragraphs[paragraph.index : parsed.paragraph_at(end - 1).index + 1]
        names = [name.span for name in people.names_by.near(Span(begin, end))]
        act, act_rule = act_of(found, parsed.text)
        return Claim(
            id=f"{parsed.article.id}-{begin}-{end}",
            attribution=found,
            speaker=speaker,
            targets=targets,
            main_target=main,
            act=act,
            act_rule=act_rule,
            when=when,
            via=find_via(found, paragraph, parsed.text),
            topics=find_topics(found, within, names, self.parser.lemma),
        )
