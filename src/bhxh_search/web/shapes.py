"""The JSON of the answers, for the description of the API. Nothing is checked against it while answering.

What a search gives is described in `docs/result.schema.json`; a test holds the two together.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

Count = Annotated[int, Field(ge=0)]
Page = Annotated[int, Field(ge=1)]
Range = Annotated[list[Count], Field(min_length=2, max_length=2)]
Ranges = Annotated[list[Range], Field(description="Starts and ends (exclusive), in Unicode code points, in order.")]
Value = str | int | float | bool | list[str] | None
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?)?$"
Date = Annotated[str, Field(pattern=DATE)]
Version = Annotated[Literal[1], Field(description="Keys may be added within a version; none is removed.")]


class Snippet(BaseModel):
    """A fragment of a document's text."""

    text: Annotated[str, Field(description="Exactly the stored text from `start`.")]
    start: Annotated[Count, Field(description="Where it starts in the text, in code points.")]
    page: Annotated[Page | None, Field(description="The page of its first match; null for a text without pages.")]
    cut_before: Annotated[bool, Field(description="Whether to draw an ellipsis before it.")]
    cut_after: bool
    highlights: Annotated[Ranges, Field(description="What matched, in code points of `text`.")]


class Hit(BaseModel):
    """A document that was found."""

    rank: Annotated[Page, Field(description="Place among all results; shared within a group.")]
    score: Annotated[float, Field(description="Comparable within one answer only.")]
    id: Annotated[str, Field(min_length=1)]
    group: Annotated[str | None, Field(description="The id of the whole that this is a part of.")]
    group_total: Annotated[Count | None, Field(description="How many of its group match; null unless `group`.")]
    headings: Annotated[list[str], Field(description="Its place in the whole, outermost first.")]
    path: Annotated[str | None, Field(description="The file that it was read from.")]
    page: Annotated[Page | None, Field(description="The page of the first match.")]
    title: str
    title_highlights: Ranges
    date: Date | None
    fields: Annotated[dict[str, Value], Field(description="Whatever else is known of it, by name.")]
    snippets: list[Snippet]
    missing: Annotated[
        list[str], Field(description="Words and phrases of the query that it lacks; of `partial` only.")
    ]
    repeats: Annotated[str | None, Field(description="The id of a hit before it whose text is nearly its own.")]


class FacetValue(BaseModel):
    """A value of a field, and how many documents found have it."""

    value: str
    count: Count


class Suggestion(BaseModel):
    """Another query, which finds more."""

    query: str
    reason: Literal["accents", "spelling", "keyboard", "spacing", "fewer-words"]
    total: Count


class QueryProblem(BaseModel):
    """A place of the query that could not be taken as it was written; the rest was searched for."""

    position: Annotated[Count, Field(description="In code points of the query.")]
    length: Annotated[Count, Field(description="0 for what is no place of the query.")]
    message: str


class SearchAnswer(BaseModel):
    """What a search found."""

    version: Version
    query: str
    total: Annotated[Count, Field(description="How many documents match.")]
    total_exact: Annotated[bool, Field(description="Whether `total` is the number; a lower bound otherwise.")]
    total_all_words: Annotated[Count, Field(description="How many of them hold every word.")]
    groups: Annotated[Count | None, Field(description="How many groups match; null unless `group`.")]
    took_ms: Annotated[float, Field(ge=0, description="Of the search, when it was made: an answer may be kept.")]
    offset: Count
    hits: list[Hit]
    facets: Annotated[dict[str, list[FacetValue]], Field(description="By field, the most frequent value first.")]
    suggestion: Suggestion | None
    problems: list[QueryProblem]
    partial: Annotated[
        list[Hit],
        Field(description="Where the matches do not fill the page: documents with a part of what was asked for."),
    ]


class FacetAnswer(BaseModel):
    """The values of fields among all documents that match."""

    version: Version
    query: str
    total: Count
    facets: dict[str, list[FacetValue]]
    problems: list[QueryProblem]


class SuggestAnswer(BaseModel):
    """What the beginning of a query may become."""

    version: Version
    query: str
    suggestions: Annotated[list[str], Field(description="Whole queries, the most frequent first.")]


class DocumentAnswer(BaseModel):
    """A whole document."""

    version: Version
    id: Annotated[str, Field(min_length=1)]
    group: str | None
    headings: list[str]
    path: str | None
    title: str
    date: Date | None
    fields: dict[str, Value]
    text: str
    pages: Annotated[list[Count], Field(description="Where each page starts in the text, in code points.")]
    query: Annotated[str | None, Field(description="The query whose matches are told; null where none was given.")]
    matches: Annotated[Ranges, Field(description="All places in `text` where words of the query stand.")]


class HealthAnswer(BaseModel):
    """Whether the server can answer."""

    status: Annotated[
        Literal["ok", "stale"], Field(description="`stale`: a newer state of the index cannot be opened.")
    ]
    documents: Count
    generation: Annotated[str, Field(description="Names the state of the index; another after each change.")]
    complete: Annotated[bool, Field(description="Whether all indexing has come to its end.")]
    version: Annotated[str, Field(description="Of the program.")]


class WrongParameter(BaseModel):
    """What is wrong with one parameter."""

    parameter: str
    detail: str


class ProblemDetails(BaseModel):
    """An error, as RFC 9457 has it."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: Annotated[str, Field(description="What is wrong and what to do, for people.")]
    errors: Annotated[list[WrongParameter] | None, Field(description="What is wrong with which parameter.")] = None
