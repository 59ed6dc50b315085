"""The documents of a page → hits as they are shown: titles and snippets, with the words that are marked in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bhxh_search.documents.document import Document
from bhxh_search.index.faults import damage_reported
from bhxh_search.index.reader import Snapshot
from bhxh_search.index.records import DocumentHead
from bhxh_search.language.analysis import Span
from bhxh_search.search.grouping import Member
from bhxh_search.search.highlights import find_words
from bhxh_search.search.long_texts import LONG, LongText, LongTexts
from bhxh_search.search.matching import Matches
from bhxh_search.search.occurrences import Occurrences
from bhxh_search.search.order import Ranked
from bhxh_search.search.ranking import idf
from bhxh_search.search.repeats import repeated
from bhxh_search.search.results import Hit, Snippet
from bhxh_search.search.snippets import make_snippets
from bhxh_search.search.tree import Alternative, FieldValue, Query, Term, TitleWord, Word, wanted


class Shown:
    """How the hits of one query are shown."""

    def __init__(self, query: Query, matches: Sequence[Matches], snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.words = body_words(query)
        title_only = [node.word for node in wanted(query.group) if isinstance(node, TitleWord)]
        self.title_words = [*self.words, *title_only]
        self.weights = [
            idf(snapshot.document_count, sum(one.word_documents.get(word.alternatives, 0) for one in matches))
            for word in self.words
        ]

    def hits(self, page: Sequence[Member], snippets: int, length: int, *, grouped: bool = False) -> tuple[Hit, ...]:
        """The hits of a page, each with up to `snippets` pieces of its text, of up to `length` characters."""
        ordered = [member.ranked for member in page]
        with damage_reported(self.snapshot.folder):
            heads = [ranked.live_segment.segment.head(ranked.number) for ranked in ordered]
        texts = self.texts(ordered) if snippets else []
        long = {
            number: LongText(ranked.live_segment.kept("long texts", LongTexts), ranked.number)
            for number, (text, ranked) in enumerate(zip(texts, ordered, strict=False))
            if len(text) >= LONG
        }
        in_titles, in_texts = self.found(heads, texts, long)
        titles = [head.document.title for head in heads]
        marks = [in_titles.marks(number, 0, len(title), title) for number, title in enumerate(titles)]
        pages = [head.document.pages for head in heads]
        earlier = [None if place is None else heads[place].document.id for place in repeated(texts)]
        pieces = make_snippets(texts, in_texts, self.weights, count=snippets, pages=pages, length=length)
        return tuple(
            _hit(member, head.document, in_title, piece, like, grouped=grouped)
            for member, head, in_title, piece, like in zip(
                page, heads, marks, pieces or [()] * len(heads), earlier or [None] * len(heads), strict=True
            )
        )

    def texts(self, hits: Sequence[Ranked]) -> list[str]:
        """The texts of documents; they are read for snippets only."""
        with damage_reported(self.snapshot.folder):
            return [ranked.live_segment.segment.texts[ranked.number].decode() for ranked in hits]

    def found(
        self, heads: Sequence[DocumentHead], texts: Sequence[str], long: Mapping[int, LongText]
    ) -> tuple[Occurrences, Occurrences]:
        """Where the words of the query stand in the titles, and in the texts.

        Titles and texts are analysed in one batch, unless the query looks for other words in titles. `long`: the long
        ones of the texts, by number.
        """
        titles = [head.document.title for head in heads]
        defined = [head.defined for head in heads]
        if len(self.title_words) > len(self.words):
            in_titles = find_words(titles, self.title_words, self.snapshot.abbreviations, defined)
            return in_titles, find_words(texts, self.words, self.snapshot.abbreviations, defined[: len(texts)], long)
        every, of_every = [*titles, *texts], [*defined, *defined[: len(texts)]]
        long = {len(titles) + number: text for number, text in long.items()}
        found = find_words(every, self.words, self.snapshot.abbreviations, of_every, long)
        return found.of(0, len(titles)), found.of(len(titles), len(found))


def body_words(query: Query) -> list[Word]:
    """The words that are highlighted in a document's text: those asked for, less what only makes a question."""
    words: dict[tuple[Alternative, ...], Word] = {}
    for node in wanted(query.group):
        if isinstance(node, Word) and not node.question:
            words.setdefault(node.alternatives, node)
        elif isinstance(node, FieldValue) and node.name in ("cites", "abbr"):
            cited = [Term("citations", node.value)]
            if node.pattern is not None:
                cited.append(Term("citations", node.pattern, "number"))
            value = tuple(Alternative((term,)) for term in cited)
            words.setdefault(value, Word(0, 0, value))
    return list(words.values())


def _hit(
    member: Member,
    document: Document,
    title_highlights: tuple[Span, ...],
    snippets: tuple[Snippet, ...],
    repeats: str | None,
    *,
    grouped: bool,
) -> Hit:
    """One hit. `document`: without its text."""
    return Hit(
        rank=member.rank,
        score=member.ranked.score,
        id=document.id,
        group=document.group,
        group_total=member.group_total if grouped else None,
        headings=document.headings,
        path=document.path,
        page=snippets[0].page if snippets else None,
        title=document.title,
        title_highlights=title_highlights,
        date=document.date,
        fields=document.fields,
        snippets=snippets,
        repeats=repeats,
    )
