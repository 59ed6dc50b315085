"""How fast the query's words are found in documents that were not read before, and snippets made of them.

    BHXH_SEARCH_DATA=… python -m benchmarks.snippets [--quick]

One process, warm: it has read other articles of `legal_articles` and answered the same queries. Documents are joined
articles of 200,000 characters, single articles of about 3,000, and pages of ten of these. Each is read once for each
round, every round in a process of its own; a document's time is its least over the rounds, in milliseconds of
processor time. "strings": what it takes to spell out the same texts' streams as strings, as a plain search would ask.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence

from benchmarks.analysis import articles, batches
from benchmarks.measure import in_process, percentile
from bhxh_search.language.abbreviations import BUILT_IN
from bhxh_search.language.analysis import analyze_batch
from bhxh_search.search.highlights import find_words
from bhxh_search.search.shown import body_words
from bhxh_search.search.snippets import make_snippets
from bhxh_search.search.syntax import parse

QUERIES = (
    "người lao động hưởng trợ cấp thất nghiệp",
    "bảo hiểm xã hội",
    "muc dong bao hiem y te hang thang",
    '"cơ quan nhà nước có thẩm quyền"',
    "thuế giá trị gia tăng 10%",
    "nghị định 115/2015/NĐ-CP",
)
LARGE, SMALL, PAGE = 200_000, 3000, 10
WARM_UP = 20
"""Large documents that are read before those that are measured, and pages."""
STEPS = ("found", "snippets", "both", "strings")

Pages = Sequence[Sequence[str]]


def documents(large: int, small: int) -> dict[str, Pages]:
    """What is measured, by name: pages of texts, those of the warm-up first. No text is in two of them."""
    texts = articles(None)
    middling = [text for text in texts if 0.9 * SMALL < len(text) < 1.1 * SMALL]
    others = (text for text in texts if not 0.9 * SMALL < len(text) < 1.1 * SMALL)
    joined = ["\n".join(batch)[:LARGE] for batch in batches(others, LARGE)]
    # Of all laws alike: neighbours in the collection are of one law.
    joined, middling = joined[::2] + joined[1::2], middling[::5] + [t for n, t in enumerate(middling) if n % 5]
    single = middling[: WARM_UP + small]
    paged = middling[len(single) : len(single) + (WARM_UP + small // PAGE) * PAGE]
    return {
        f"{LARGE:,} characters": [[text] for text in joined[: WARM_UP + large]],
        f"{SMALL:,} characters": [[text] for text in single],
        f"{PAGE} of {SMALL:,}": [paged[first : first + PAGE] for first in range(0, len(paged), PAGE)],
    }


def work(query: str, large: int, small: int) -> None:
    """Measure one query and print, for each kind of document and each step, the milliseconds as JSON."""
    words = body_words(parse(query))
    weights = [1.0] * len(words)
    times: dict[str, list[list[float]]] = {}
    for name, pages in documents(large, small).items():
        times[name] = []
        for number, page in enumerate(pages):
            found, of_words = timed(lambda page=page: find_words(page, words, BUILT_IN))  # type: ignore[misc]
            _, of_snippets = timed(lambda page=page, found=found: make_snippets(page, found, weights, count=3))  # type: ignore[misc]
            _, of_strings = timed(lambda page=page: spelled(page))  # type: ignore[misc]
            if number >= WARM_UP:
                times[name].append([of_words, of_snippets, of_words + of_snippets, of_strings])
    print(json.dumps(times))


def spelled(page: Sequence[str]) -> None:
    """Analyse texts and spell out their streams."""
    for text in page:
        analyze_batch([text], segmented=False).streams(0)


def timed(action: Callable[[], object]) -> tuple[object, float]:
    """What an action gives, and the milliseconds of processor time that it takes."""
    start = time.process_time()
    result = action()
    return result, (time.process_time() - start) * 1e3


def rows(rounds: int, large: int, small: int) -> Iterator[str]:
    """The lines of the table."""
    yield f"{'milliseconds':24}" + "".join(f"{step + ' p50':>14}{'p95':>8}" for step in STEPS)
    for query in QUERIES:
        yield query
        measured = [
            in_process("benchmarks.snippets", "--work", query, str(large), str(small))[0] for _ in range(rounds)
        ]
        for name in measured[0]:
            least = [
                [min(of_round[step] for of_round in of_document) for step in range(len(STEPS))]
                for of_document in zip(*(one[name] for one in measured), strict=True)
            ]
            figures = [[times[step] for times in least] for step in range(len(STEPS))]
            yield f"  {name:22}" + "".join(f"{percentile(f, 50):14.2f}{percentile(f, 95):8.2f}" for f in figures)


def main() -> None:
    """Parse the arguments and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer documents, one round")
    parser.add_argument("--work", nargs=3, metavar=("QUERY", "LARGE", "SMALL"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        query, large, small = options.work
        work(query, int(large), int(small))
        return
    for line in rows(1 if options.quick else 3, 20 if options.quick else 60, 100 if options.quick else 300):
        print(line, flush=True)


if __name__ == "__main__":
    main()
