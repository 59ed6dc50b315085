"""Answers that are kept: as many as fit, and never one of another state or request."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.web.answers import Cache, Key
from tests.web.conftest import serving


def key(name: str, generation: str = "1") -> Key:
    return Key(generation, "/api/v1/search", name.encode(), False)


@given(
    st.integers(0, 20_000),
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 3_000)), max_size=60),
)
def test_a_cache_gives_what_was_put_and_keeps_to_its_size(size: int, asked: list[tuple[str, int]]) -> None:
    cache, put = Cache(size), {}
    for name, length in asked:
        found = cache.get(key(name))
        if found is None:
            cache.put(key(name), bytes(length))
            put[name] = length
        else:
            assert len(found) == put[name]
        kept = [len(body) for name in "abcdefgh" if (body := cache.get(key(name))) is not None]
        assert sum(kept) <= size
        assert cache.used <= size


def test_what_was_asked_for_last_is_kept() -> None:
    cache = Cache(16_000)
    for name in "abcdefgh":
        cache.put(key(name), bytes(1_500))
        cache.get(key("a"))
    assert cache.get(key("a")) is not None
    assert cache.get(key("b")) is not None
    cache.put(key("i"), bytes(1_500))
    cache.put(key("j"), bytes(1_500))
    assert cache.get(key("a")) is not None
    assert cache.get(key("c")) is None


def test_an_answer_belongs_to_one_state_address_and_encoding() -> None:
    cache = Cache(100_000)
    cache.put(key("q=a"), b"{}")
    assert cache.get(key("q=a")) == b"{}"
    assert cache.get(key("q=b")) is None
    assert cache.get(key("q=a", generation="2")) is None
    assert cache.get(Key("1", "/api/v1/suggest", b"q=a", False)) is None
    assert cache.get(Key("1", "/api/v1/search", b"q=a", True)) is None


def test_nothing_is_kept_when_told_so(folder: Path) -> None:
    import httpx

    with serving("--index", str(folder), "--no-cache") as (address, _):
        times = {httpx.get(f"{address}/api/v1/search?q=bao+hiem").json()["took_ms"] for _ in range(5)}
    assert len(times) > 1
