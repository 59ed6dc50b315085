"""What cuts an analysis short leaves nothing behind that later ones could be wrong by."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable
from types import FrameType

import pytest

from bhxh_search.language import lexicon, segment
from bhxh_search.language.analysis import analyze, analyze_batch
from tests.language import plain


def new_words(seed: int) -> str:
    """A text of tokens that no other text has, an abbreviation that it defines, and a figure."""
    drawn = random.Random(seed)
    tokens = ("".join(drawn.choices("abcdđêghôơuư", k=drawn.randint(4, 12))) for _ in range(40))
    return " ".join(tokens) + f" Bộ Nông nghiệp (BNN), BNN {seed}.000 a.{seed}"


@pytest.mark.parametrize("place", ["canonical", "fold", "_flags", "respell"])
def test_an_error_while_words_are_learnt(monkeypatch: pytest.MonkeyPatch, place: str):
    calls = 0
    real: Callable[..., object] = getattr(lexicon, place)

    def raising(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 20:
            raise MemoryError
        return real(*arguments)

    text = new_words(len(place))
    before = analyze_batch(["bảo hiểm xã hội"])
    with monkeypatch.context() as patch, pytest.raises(MemoryError):
        patch.setattr(lexicon, place, raising)
        analyze_batch([text])
    assert calls == 20
    assert analyze(text) == plain.analyze(text)
    assert before.streams(0) == plain.analyze("bảo hiểm xã hội")


def interrupt_at(step: int, work: Callable[[], object]) -> bool:
    """Raise KeyboardInterrupt at the so manyth line that `work` runs in the lexicon or the table; whether it came."""
    left = step

    def trace(frame: FrameType, event: str, _argument: object) -> object:
        nonlocal left
        if not frame.f_code.co_filename.endswith(("lexicon.py", "table.py")):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        work()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


def test_an_interrupt_at_any_line():
    analyze("bảo hiểm")
    interrupted = 0
    for seed in range(40):
        text = new_words(1000 + seed)
        interrupted += interrupt_at(1 + 23 * seed, lambda text=text: analyze_batch([text]))  # type: ignore[misc]
        assert analyze(text) == plain.analyze(text), f"after an interrupt at line {1 + 23 * seed}"
    assert interrupted > 20


def test_a_thread_that_waited_takes_a_new_lexicon():
    text = new_words(7)
    inside, go_on = threading.Event(), threading.Event()
    used: list[lexicon.Lexicon] = []

    def fail() -> None:
        with pytest.raises(MemoryError), lexicon.learning() as held:
            used.append(held)
            inside.set()
            assert go_on.wait(10)
            raise MemoryError

    def wait() -> None:
        with lexicon.learning() as held:
            used.append(held)
        segment.segment(text)

    failing, waiting = threading.Thread(target=fail), threading.Thread(target=wait)
    failing.start()
    assert inside.wait(10)
    waiting.start()
    go_on.set()
    failing.join(10)
    waiting.join(10)
    assert used[0].spoiled and len(used) == 2 and used[1] is not used[0] and not used[1].spoiled
    assert analyze(text) == plain.analyze(text)
