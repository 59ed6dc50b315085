"""Results as HTML. Documents are strangers' texts: it is escaped at the last step, where the markup goes in."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping

from bhxh_search.render.drawing import (
    by_rank,
    date_name,
    headings_of,
    highlighted,
    new_snippets,
    place_of,
    ranks_of,
    shown,
    snippet_drawn,
    title_of,
)
from bhxh_search.search.results import Hit, Ranges, Results


def to_html(results: Results) -> str:
    """The hits as an HTML fragment: an `<ol>` with an `<article>` for each, matches in `<mark>`.

    Documents that hold only a part of what was asked for follow in an `<ol class="partial">`, with what they lack in
    `<s>`. A hit whose text is nearly that of one before it tells whose, and has one snippet. The rest of the results
    (counts, facets, problems) is left to the page that the fragment goes into.
    """
    ranks = ranks_of(results)
    partial = f'\n<ol class="partial">\n{_html_items(results.partial, ranks)}</ol>' if results.partial else ""
    return f"<ol>\n{_html_items(results, ranks)}</ol>{partial}"


def _html_items(found: Iterable[Hit], ranks: Mapping[str | None, int]) -> str:
    return "".join(
        f'<li value="{hits[0].rank}">\n' + "\n".join(_html_hit(hit, ranks) for hit in hits) + "\n</li>\n"
        for hits in by_rank(found)
    )


def _html_hit(hit: Hit, ranks: Mapping[str | None, int]) -> str:
    lines = [f"<h2>{_html(*title_of(hit))}</h2>"]
    place = [html.escape(part) for part in place_of(hit, base=None)]
    if hit.date is not None:
        place.insert(0, f'<time datetime="{hit.date.isoformat()}">{date_name(hit.date)}</time>')
    if place:
        lines.append(f'<p class="place">{" · ".join(place)}</p>')
    if hit.headings:
        lines.append(f'<p class="headings">{html.escape(headings_of(hit))}</p>')
    if hit.repeats in ranks:
        lines.append(f'<p class="repeats">nearly the text of {ranks[hit.repeats]}</p>')
    lines += [f'<p class="snippet">{_html(*snippet_drawn(snippet))}</p>' for snippet in new_snippets(hit, ranks)]
    if hit.missing:
        missing = (f"<s>{html.escape(shown(word))}</s>" for word in hit.missing)
        lines.append(f'<p class="missing">{", ".join(missing)}</p>')
    return "<article>\n" + "\n".join(lines) + "\n</article>"


def _html(text: str, ranges: Ranges) -> str:
    """Drawn text as HTML. Each piece is escaped by itself: offsets hold, no markup comes from the text."""
    return highlighted(text, ranges, _html_mark, html.escape)


def _html_mark(text: str) -> str:
    return f"<mark>{html.escape(text)}</mark>"
