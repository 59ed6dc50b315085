"""How good the answers are, beside other engines: nDCG@10 and recall@100 on real questions.

    BHXH_SEARCH_DATA=… python -m benchmarks.quality [--ours] [--ablation] [COLLECTION…]

Questions are asked as they were written and with their accents stripped ("bare"). Ours is measured a second time by
what matches alone, without the documents that follow because they hold a part of a question that finds few.
`--ours` leaves the other engines out, `--ablation` prints what each part of the ranking brings instead. `--set` tries
another value of a constant of `ranking` or `minimum_match`; of a table of weights, for one stream:
`--set ranking.TITLE=1 --set ranking.WEIGHTS.words=0`.

Other engines get title and text as one field and the words of a question as alternatives (see `benchmarks.peers`);
with pyvi, its words of both. nDCG and recall are those of ir-measures, which asks trec_eval for them.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

from benchmarks.collections import Collection, load
from benchmarks.peers import OURS, WITH_PYVI, installed, make
from benchmarks.scale import Kind, syllables_in, words_of
from bhxh_search import Index, create_index
from bhxh_search.language import lexicon
from bhxh_search.language.abbreviations import BUILT_IN
from bhxh_search.language.characters import fold
from bhxh_search.search import minimum_match, ranking

COLLECTIONS = ("alqac2023", "vnlawqa_bench", "mailong25_qa", "uitreg_wiki_handcraft")
DEPTH = 100
Ranked = Mapping[str, Sequence[str]]
"""Question → ids of documents, the best first."""

ABLATION: Mapping[str, Sequence[str]] = {
    "as it is": (),
    "without the exact stream": ("ranking.WEIGHTS.exact=0", "ranking.BARE_WEIGHTS.exact=0"),
    "without folded syllables": ("ranking.BARE_AMONG_MARKED=0", "ranking.BARE_WEIGHTS.folded=0"),
    "without words": ("ranking.WEIGHTS.words=0", "ranking.BARE_WEIGHTS.words=0"),
    "without pairs": ("ranking.WEIGHTS.pairs=0", "ranking.BARE_WEIGHTS.pairs=0"),
    "without citations": ("ranking.WEIGHTS.citations=0", "ranking.BARE_WEIGHTS.citations=0"),
    "titles count once": ("ranking.TITLE=1",),
    "question words as heavy as others": ("ranking.QUESTION=1",),
    "years as heavy as other words": ("ranking.YEAR=1",),
    "abbreviations are not expanded": ("abbreviations=0",),
    "of more than four words a third must match": ("minimum_match.SHARE_OF_WORDS=0.3334",),
    "half of them": ("minimum_match.SHARE_OF_WORDS=0.5",),
    "k1 1.2, b 0.75": ("ranking.K1=1.2", "ranking.B=0.75"),
}
"""What is left out or changed → its settings."""


def evaluate(ranked: Ranked, collection: Collection) -> tuple[float, float]:
    """nDCG@10 and recall@100 over the judged questions of a collection."""
    import ir_measures

    measures: list[Any] = [ir_measures.nDCG @ 10, ir_measures.R @ DEPTH]
    judged = [ir_measures.Qrel(id, document, 1) for id, ids in collection.relevant.items() for document in ids]
    run = [
        ir_measures.ScoredDoc(id, document, float(DEPTH - place))
        for id, documents in ranked.items()
        for place, document in enumerate(documents)
    ]
    means = ir_measures.calc_aggregate(measures, judged, run)
    return means[measures[0]], means[measures[1]]


def questions_of(collection: Collection) -> dict[str, str]:
    """The questions that are judged."""
    return {id: text for id, text in collection.questions.items() if id in collection.relevant}


def found(index: Index, question: str) -> list[str]:
    """The ids that a question finds, those that hold only a part of it last."""
    results = index.search(question, limit=DEPTH, snippets=0)
    return [hit.id for hit in (*results, *results.partial)]


def matching(index: Index, question: str) -> list[str]:
    """The ids of what matches."""
    return [hit.id for hit in index.search(question, limit=DEPTH, snippets=0, partial=False)]


def ask(
    index: Index,
    collection: Collection,
    change: Callable[[str], str],
    answer: Callable[[Index, str], Sequence[str]] = found,
) -> Ranked:
    """What our index answers to the questions, each passed through `change`."""
    return {id: answer(index, change(text)) for id, text in questions_of(collection).items()}


@contextmanager
def built(collection: Collection) -> Iterator[Index]:
    """An index of the documents of a collection, for as long as it is used."""
    with tempfile.TemporaryDirectory() as folder, create_index(Path(folder) / "index") as index:
        index.add(collection.documents)
        index.commit()
        yield index


def ask_peer(name: str, collection: Collection, place: Path) -> tuple[Ranked, Ranked | None]:
    """What another engine answers to the questions as written, and bare; None where it cannot be asked so."""
    engine = make(name)
    source = place / "documents.jsonl"
    with source.open("w", encoding="utf-8") as file:
        texts = [f"{one.title}\n{one.text}" for one in collection.documents]
        for document, words in zip(collection.documents, words_of(texts), strict=True):
            row = {"id": document.id, "title": document.title, "text": document.text, "words": words}
            print(json.dumps(row, ensure_ascii=False), file=file)
    engine.build(source, place / name, folded=True)
    engine.open(place / name)

    def asked(kind: Kind, change: Callable[[str], str]) -> Ranked:
        texts = [change(unicodedata.normalize("NFC", text)) for text in questions_of(collection).values()]
        if name in WITH_PYVI:
            # An address has signs that query languages take for their own.
            tokens = [[word for word in words.split() if ":" not in word] for words in words_of(texts)]
        else:
            tokens = [syllables_in(text) for text in texts]
        return {
            id: engine.query(kind, list(dict.fromkeys(words)), count=False, best=DEPTH) if words else []
            for id, words in zip(questions_of(collection), tokens, strict=True)
        }

    return asked(Kind.ANY, str), asked(Kind.BARE, fold) if Kind.BARE in engine.kinds else None


@contextmanager
def settings(changes: Sequence[str]) -> Iterator[None]:
    """Give named constants of `ranking` or `minimum_match` other values, such as `ranking.TITLE=1`, for a while."""
    undo: list[Callable[[], None]] = []
    for change in changes:
        path, _, value = change.partition("=")
        undo.append(_set(path, float(value)))
    try:
        yield
    finally:
        for one in undo:
            one()


def _set(path: str, value: float) -> Callable[[], None]:
    if path == "abbreviations":
        table = BUILT_IN.full_forms
        _expand({})
        return lambda: _expand(table)
    module, name, *stream = path.split(".")
    owner = {"ranking": ranking, "minimum_match": minimum_match}[module]
    if stream:
        weights = getattr(owner, name)
        before = weights[stream[0]]
        weights[stream[0]] = value
        return lambda: weights.update({stream[0]: before})
    before = getattr(owner, name)
    setattr(owner, name, type(before)(value))
    return lambda: setattr(owner, name, before)


def _expand(table: Mapping[str, Any]) -> None:
    """Have these abbreviations be the built-in ones, which are frozen for all but measurements."""
    for name in set(vars(BUILT_IN)) - {field.name for field in fields(BUILT_IN)}:
        del vars(BUILT_IN)[name]  # what was made of the table before
    object.__setattr__(BUILT_IN, "full_forms", table)
    lexicon._current = None


def report(name: str, of_engine: str, marked: tuple[float, float], bare: tuple[float, float] | None) -> None:
    """Print one row."""
    figures = [*marked, *(bare or ())]
    print(f"{name:24}{of_engine:44}" + "".join(f"{figure:>12.4f}" for figure in figures), flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table: for each collection, an engine or a variation a row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collections", nargs="*", default=COLLECTIONS, metavar="COLLECTION")
    parser.add_argument("--ours", action="store_true", help="leave the other engines out")
    parser.add_argument("--ablation", action="store_true", help="what each part of the ranking brings")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="settings")
    options = parser.parse_args(arguments)
    asked = {"": found} if options.ablation else {"": found, ", matches alone": matching}
    peers = [] if options.ours or options.ablation else [name for name in installed() if name != OURS]
    print(f"{'':68}{'nDCG@10':>12}{'recall@100':>12}{'bare nDCG':>12}{'bare recall':>12}")
    for name in options.collections:
        collection = load(name)
        for variation, changes in (ABLATION if options.ablation else {OURS: ()}).items():
            with settings([*options.settings, *changes]), built(collection) as index:
                for suffix, answer in asked.items():
                    measured = [evaluate(ask(index, collection, one, answer), collection) for one in (str, fold)]
                    report(name, variation + suffix, measured[0], measured[1])
        for peer in peers:
            with tempfile.TemporaryDirectory() as folder:
                marked, bare = ask_peer(peer, collection, Path(folder))
            report(name, peer, evaluate(marked, collection), None if bare is None else evaluate(bare, collection))


if __name__ == "__main__":
    main()
