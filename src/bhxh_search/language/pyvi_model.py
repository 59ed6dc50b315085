"""pyvi's segmentation model as arrays: read from pyvi's files without running pyvi, and kept in the user's cache.

pyvi is a linear-chain conditional random field (Lafferty, McCallum, Pereira 2001) of two labels, B (a token begins a
word) and I (it is inside one), trained with CRFsuite. Only the files of the installed package are read: importing
pyvi would load scikit-learn, which takes seconds.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import pickle
import struct
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import util
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs

from bhxh_search.language.arrays import distinct, is_in, numbered
from bhxh_search.language.characters import canonical
from bhxh_search.language.table import KeyTable

Floats = npt.NDArray[np.float64]

CONTEXT = (
    *("bias", "word.isupper()", "word.istitle()", "word.isdigit()"),
    *("-1:word.istitle()", "-1:word.isupper()", "-1:word.bi_gram()", "-2:word.tri_gram()"),
    *("+1:word.istitle()", "+1:word.isupper()", "+1:word.bi_gram()", "+2:word.tri_gram()"),
)
"""pyvi's names of the features that hold or do not."""
PLACES = ("word.lower():", "-1:word.lower():", "+1:word.lower():")
"""And of those that are a word's spelling: its own, that of the token before, and of the one after."""

_LABELS = ("B_W", "I_W")
# Raise it whenever what is kept changes.
_CACHE_VERSION = 3
# What reading bytes that are no model may raise.
_NO_MODEL = (ValueError, TypeError, LookupError, EOFError, OSError)


@dataclass(frozen=True)
class Model:
    """What pyvi's decisions follow from. The last axis of weights is the label: B, I."""

    rows: Mapping[str, int]
    """Lower-cased token → row of `weights`, from 1; row 0 is for all others."""
    weights: Floats
    """(rows, 3, 2): by place, as in `PLACES`."""
    context: Floats
    """(12, 2): as in `CONTEXT`."""
    transitions: Floats
    """(2, 2): from label, to label."""
    syllables: Mapping[str, int]
    """Syllables of the dictionary's words of two and three → number, from 1."""
    pairs: KeyTable
    """first << 32 | second → 2 · prefix + 1 for a word of two syllables; prefix > 0 where words of three begin so."""
    triples: KeyTable
    """prefix << 32 | third → 1 for a word of three syllables."""
    spelling: Mapping[str, str]
    """Canonical syllable → its most frequent spelling in the dictionary; of equals, the first by letter."""

    @cached_property
    def inside(self) -> Mapping[str, float]:
        """What of `CONTEXT` adds how much more to the score of I than to that of B."""
        return dict(zip(CONTEXT, (self.context[:, 1] - self.context[:, 0]).tolist(), strict=True))

    def is_word(self, syllables: Sequence[int]) -> bool:
        """Whether two or three syllables, by their numbers (0: not in the dictionary), are a word of it."""
        *rest, last = syllables
        prefix = rest[0]
        if len(rest) == 2:
            prefix = max(0, int(self.pairs.find(np.array([rest[0] << 32 | rest[1]], dtype=np.uint64))[0])) >> 1
            return prefix > 0 and int(self.triples.find(np.array([prefix << 32 | last], dtype=np.uint64))[0]) > 0
        found = int(self.pairs.find(np.array([prefix << 32 | last], dtype=np.uint64))[0])
        return found > 0 and found & 1 == 1


@cache
def load_model() -> Model:
    """The model of the pyvi that is installed, from the cache where it is there and whole.

    Raises `ModuleNotFoundError` where pyvi is not installed.
    """
    folder = _pyvi_folder() / "models"
    sources = [(folder / name).read_bytes() for name in ("pyvi3.pkl", "words.txt")]
    digest = hashlib.sha256(b"".join(hashlib.sha256(source).digest() for source in sources)).hexdigest()[:16]
    name = f"pyvi-{pyvi_version()}-{digest}-{_CACHE_VERSION}.model"
    place = platformdirs.user_cache_path("bhxh-search", appauthor=False) / name
    kept = _read_checked(place)
    if kept is not None:
        # Whole, and yet no model, is what another program put there: damage like any other.
        with suppress(*_NO_MODEL):
            return _model(_deserialize(kept))
    content = _serialize(_compile(*sources))
    _write_atomically(place, hashlib.sha256(content).digest() + content)
    return _model(_deserialize(io.BytesIO(content)))


@cache
def pyvi_version() -> str:
    """The version of the pyvi that is installed. Raises `ModuleNotFoundError` where none is."""
    # What installed it says so in the name of a folder; `importlib.metadata` alone takes 40 ms to import.
    named = [path.name for path in _pyvi_folder().parent.glob("pyvi-*.dist-info")]
    if len(named) == 1:
        return named[0].removeprefix("pyvi-").removesuffix(".dist-info")
    from importlib import metadata

    return metadata.version("pyvi")


def _pyvi_folder() -> Path:
    spec = util.find_spec("pyvi")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("pyvi is not installed; bhxh-search needs its model: pip install pyvi")
    return Path(spec.submodule_search_locations[0])


def _read_checked(place: Path) -> io.BytesIO | None:
    """What the cache holds; None where it has nothing, or something damaged."""
    try:
        stored = place.read_bytes()
    except OSError:
        return None
    file = io.BytesIO(stored)
    whole = hashlib.sha256(memoryview(stored)[32:]).digest() == file.read(32)
    return file if whole else None


def _write_atomically(place: Path, content: bytes) -> None:
    """Keep it for the next process; where nothing can be kept (a read-only home), do without."""
    if not place.is_absolute():  # a user without a home
        return
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(scratch).replace(place)
        except BaseException:  # Ctrl-C too leaves nothing behind
            with suppress(OSError):
                Path(scratch).unlink()
            raise


# What is cached: arrays, and lists of strings as arrays of bytes.

Arrays = Mapping[str, npt.NDArray[Any]]

_ARRAYS = (
    *("words", "weights", "context", "transitions", "syllables"),
    *("pair_keys", "pair_values", "triple_keys", "canonical", "usual"),
)
"""In this order, each in numpy's own format (NPY); an archive of them (NPZ) would take longer to open."""


def _compile(crf: bytes, dictionary: bytes) -> Arrays:
    """The arrays of the model from the content of pyvi's two files."""
    state, transitions = read_crfsuite(_model_file(crf))
    words = sorted({name[len(place) :] for name in state for place in PLACES if name.startswith(place)})
    weights = np.zeros((len(words) + 1, len(PLACES), 2))
    for row, word in enumerate(words, 1):
        for place, prefix in enumerate(PLACES):
            weights[row, place] = state.get(prefix + word, (0.0, 0.0))
    entries = dictionary.decode().split("\n")
    grams = {size: sorted({entry for entry in entries if entry.count(" ") == size - 1}) for size in (2, 3)}
    syllables = sorted({syllable for entries in grams.values() for entry in entries for syllable in entry.split(" ")})
    number = {syllable: index for index, syllable in enumerate(syllables, 1)}
    spelling = sorted(_usual_spellings(entries).items())
    return {
        "words": _strings(words),
        "weights": weights,
        "context": np.array([state.get(name, (0.0, 0.0)) for name in CONTEXT]),
        "transitions": transitions,
        "syllables": _strings(syllables),
        **_dictionary_tables(
            np.array([[number[s] for s in entry.split(" ")] for entry in grams[2]], dtype=np.uint64),
            np.array([[number[s] for s in entry.split(" ")] for entry in grams[3]], dtype=np.uint64),
        ),
        "canonical": _strings([key for key, _ in spelling]),
        "usual": _strings([usual for _, usual in spelling]),
    }


def _dictionary_tables(pairs: npt.NDArray[np.uint64], triples: npt.NDArray[np.uint64]) -> Arrays:
    """The keys and values of `Model.pairs`, and the keys of `Model.triples`."""
    shift = np.uint64(32)
    prefixes, _, prefix_of = numbered(triples[:, 0] << shift | triples[:, 1])
    words = distinct(pairs[:, 0] << shift | pairs[:, 1])
    keys = distinct(np.concatenate((words, prefixes)))
    values = is_in(keys, words).astype(np.int32)
    values[np.searchsorted(keys, prefixes)] += 2 * np.arange(1, len(prefixes) + 1, dtype=np.int32)
    thirds = (prefix_of.astype(np.uint64) + np.uint64(1)) << shift | triples[:, 2]
    return {"pair_keys": keys, "pair_values": values, "triple_keys": thirds}


def _usual_spellings(entries: Sequence[str]) -> Mapping[str, str]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        for syllable in entry.lower().split():
            counts[canonical(syllable)][syllable] += 1
    return {key: min(spellings, key=lambda s: (-spellings[s], s)) for key, spellings in counts.items()}


def _strings(strings: Sequence[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\0".join(strings).encode(), dtype=np.uint8)


def _serialize(arrays: Arrays) -> bytes:
    file = io.BytesIO()
    for name in _ARRAYS:
        np.save(file, arrays[name], allow_pickle=False)
    return file.getvalue()


def _deserialize(file: io.BytesIO) -> Arrays:
    return {name: np.load(file, allow_pickle=False) for name in _ARRAYS}


def _model(arrays: Arrays) -> Model:
    def strings(name: str) -> list[str]:
        return arrays[name].tobytes().decode().split("\0")

    pair_table, triple_table = KeyTable(), KeyTable()
    pair_table.insert(arrays["pair_keys"], arrays["pair_values"])
    triple_table.insert(arrays["triple_keys"], np.ones(len(arrays["triple_keys"]), dtype=np.int32))
    return Model(
        rows={word: row for row, word in enumerate(strings("words"), 1)},
        weights=arrays["weights"],
        context=arrays["context"],
        transitions=arrays["transitions"],
        syllables={syllable: number for number, syllable in enumerate(strings("syllables"), 1)},
        pairs=pair_table,
        triples=triple_table,
        spelling=dict(zip(strings("canonical"), strings("usual"), strict=True)),
    )


# pyvi's files.


class _Anything:
    """Stands for every object in pyvi's pickle: only the bytes of the model are wanted."""

    def __init__(self, *arguments: object) -> None:
        pass

    def __setstate__(self, state: object) -> None:
        if isinstance(state, dict):
            self.__dict__.update(state)


class _DataOnly(pickle.Unpickler):
    """Reads a pickle without importing or calling what it names."""

    def find_class(self, module: str, name: str) -> Any:
        # The form that bytes have in a pickle for Python 2.
        return codecs.encode if (module, name) == ("_codecs", "encode") else _Anything


def _model_file(pickled: bytes) -> bytes:
    content: bytes = _DataOnly(io.BytesIO(pickled)).load().modelfile.__dict__["__FILE_RESOURCE_DATA__"]
    return content


def read_crfsuite(content: bytes) -> tuple[dict[str, tuple[float, float]], Floats]:
    """State weights by attribute, each (B, I), and transition weights by from and to, of a CRFsuite model.

    `content`: the model's file, in the format of CRFsuite 0.12 (crf1d_model.c, cqdb.c). Raises `ValueError` where
    it is another.
    """
    if content[:4] != b"lCRF" or content[8:12] != b"FOMC":
        raise ValueError("pyvi's model is no CRFsuite model: this version of pyvi is not known")
    features, labels, attributes = struct.unpack_from("<3I", content, 28)
    label_names, names = _read_strings(content, labels), _read_strings(content, attributes)
    order = [label_names.index(label) for label in _LABELS]
    state: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    transitions = np.zeros((2, 2))
    [count] = struct.unpack_from("<I", content, features + 8)
    for kind, source, target, weight in struct.iter_unpack("<IIId", content[features + 12 :][: 20 * count]):
        if kind == 0:
            state[names[source]][order.index(target)] = weight
        else:
            transitions[order.index(source), order.index(target)] = weight
    return {name: (first, second) for name, (first, second) in state.items()}, transitions


def _read_strings(content: bytes, offset: int) -> list[str]:
    """The strings of a constant quark database, by number."""
    count, table = struct.unpack_from("<2I", content, offset + 16)
    strings = []
    for [record] in struct.iter_unpack("<I", content[offset + table :][: 4 * count]):
        [size] = struct.unpack_from("<I", content, offset + record + 4)
        strings.append(content[offset + record + 8 :][: size - 1].decode())
    return strings
