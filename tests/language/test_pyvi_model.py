from __future__ import annotations

import hashlib
import io
import re
import stat
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import platformdirs
import pytest

from bhxh_search.language import pyvi_model
from bhxh_search.language.pyvi_model import CONTEXT, Model, load_model, read_crfsuite


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path / "cache")
    load_model.cache_clear()
    yield tmp_path / "cache"
    load_model.cache_clear()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, Path]:
    """The model as it is made where none is kept, and the copy that is kept of it."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(platformdirs, "user_cache_path", lambda *_, **__: folder)
        load_model.cache_clear()
        model = load_model()
    load_model.cache_clear()
    [kept] = folder.iterdir()
    return model, kept


def check_made_again(cache: Path, made: tuple[Model, Path], content: bytes) -> None:
    """What stands in the place of the copy is found out, and a new copy takes its place."""
    model, kept = made
    cache.mkdir()
    (cache / kept.name).write_bytes(content)
    assert same(model, load_model())
    assert (cache / kept.name).read_bytes() == kept.read_bytes()


def same(one: Model, other: Model) -> bool:
    return (
        np.array_equal(one.weights, other.weights)
        and (one.rows, one.syllables, one.spelling) == (other.rows, other.syllables, other.spelling)
        and (len(one.pairs), len(one.triples)) == (len(other.pairs), len(other.triples))
    )


def test_the_model_is_kept_and_read_again(cache: Path, monkeypatch: pytest.MonkeyPatch):
    first = load_model()
    [kept] = cache.iterdir()
    load_model.cache_clear()
    monkeypatch.setattr(pyvi_model, "_compile", lambda *_: pytest.fail("it was made again"))
    assert same(first, load_model())
    assert [kept] == list(cache.iterdir())


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other"])
def test_a_damaged_copy_is_made_again(cache: Path, made: tuple[Model, Path], damage: str):
    whole = made[1].read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    damaged = {"cut": whole[:-9], "flipped": bytes(flipped), "empty": b"", "other": b"x" * 99}[damage]
    check_made_again(cache, made, damaged)


def no_model(content: str, model: bytes) -> bytes:
    if content in ("nothing", "garbage"):
        return b"" if content == "nothing" else b"garbage"
    if content == "half of it":
        return model[: len(model) // 2]
    arrays = dict(pyvi_model._deserialize(io.BytesIO(model)))
    if content == "too few arrays":
        del arrays["usual"]
    elif content == "no UTF-8":
        arrays["words"] = np.full(9, 255, dtype=np.uint8)
    elif content == "another shape":
        arrays["pair_values"] = arrays["pair_values"][:5]
    else:
        arrays["pair_keys"] = np.array({}, dtype=object)
    file = io.BytesIO()
    for array in arrays.values():
        np.save(file, array)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    ["nothing", "garbage", "half of it", "too few arrays", "no UTF-8", "another shape", "a pickle"],
)
def test_what_has_the_right_hash_and_is_no_model_is_made_again(cache: Path, made: tuple[Model, Path], content: str):
    other = no_model(content, made[1].read_bytes()[32:])
    check_made_again(cache, made, hashlib.sha256(other).digest() + other)


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_what_cannot_be_kept_leaves_no_scratch_file(
    cache: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
):
    def fail(*_: object) -> None:
        raise error

    expected = nullcontext() if error is OSError else pytest.raises(error)
    with monkeypatch.context() as patch, expected:
        patch.setattr(Path, "replace", fail)
        load_model()
    assert list(cache.iterdir()) == []
    assert "bảo" in load_model().syllables


@pytest.mark.parametrize("hindrance", ["a file in its place", "not to be written", "no home"])
def test_without_a_cache_there_is_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hindrance: str):
    place = tmp_path / "cache"
    if hindrance == "a file in its place":
        place.write_text("")
    elif hindrance == "not to be written":
        place = Path("/proc/self/bhxh-search")  # not even root may write there
    else:
        place = Path("~/.cache")  # what is left of it where nobody knows the user's home
        monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: place)
    load_model.cache_clear()
    try:
        assert "bảo" in load_model().syllables
    finally:
        load_model.cache_clear()
    assert not (tmp_path / "~").exists()


def test_only_the_user_may_change_what_is_kept(cache: Path):
    load_model()
    [kept] = cache.iterdir()
    assert not stat.S_IMODE(kept.stat().st_mode) & 0o022


PLACES = [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_weights_are_those_that_crfsuite_reads(tmp_path: Path):
    """CRFsuite's own reader prints the model with six decimals."""
    import pycrfsuite

    folder = pyvi_model._pyvi_folder() / "models"
    content = pyvi_model._model_file((folder / "pyvi3.pkl").read_bytes())
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(content)
    dump = tmp_path / "model.txt"
    tagger.dump(str(dump))
    # Attributes may hold line ends, which pycrfsuite's own reader of the dump does not expect.
    lines = re.findall(r"  \((\d)\) (.*?) --> ([BI])_W: (\S+)\n", dump.read_text(encoding="utf-8"), re.DOTALL)
    state, transitions = read_crfsuite(content)
    read = {("0", name, "BI"[label]): pair[label] for name, pair in state.items() for label in (0, 1) if pair[label]}
    read |= {("1", f"{'BI'[source]}_W", "BI"[target]): transitions[source, target] for source, target in PLACES}
    dumped = {(kind, name, label): float(weight) for kind, name, label, weight in lines}
    assert dumped.keys() == read.keys()
    assert all(abs(dumped[key] - weight) <= 1e-6 for key, weight in read.items())
    assert {("0", name, "B") for name in CONTEXT} <= read.keys()


@pytest.mark.parametrize("content", [b"", b"lCRF", b"x" * 100, b"lCRF\0\0\0\0XXXX" + b"\0" * 60])
def test_another_format_is_refused(content: bytes):
    with pytest.raises(ValueError, match="this version of pyvi is not known"):
        read_crfsuite(content)
