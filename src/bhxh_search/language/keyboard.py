"""Vietnamese typed while the keyboard was switched off: the keystrokes of Telex and VNI, and the text they stand for.

    baor hieemr, bao3 hie6m3   → bảo hiểm
    DDaof, D9ao2               → Đào
    tieengs, tieesng, tiengse  → tiếng
    aaa, mass                  → aa, mas (a key pressed once too often takes back what it did)

A word is taken for keystrokes only where they give a syllable of the language, or an abbreviation (NDD → NĐ). Some
words are both: A4 is VNI for Ã, and the English "has" is Telex for há. Which was meant is for the caller to find out.
"""

from __future__ import annotations

import re
import unicodedata

from bhxh_search.language.characters import canonical, fold, is_syllable_shaped

# What each key does to the word before it: set the tone (a combining mark, or none), or make one of these letters.
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")  # none, huyền, sắc, ngã, hỏi, nặng
_NO_TONE, _, _SAC, _, _, _NANG = _TONES
_TELEX = {"a": "â", "e": "ê", "o": "ô", "w": "ăơư", "d": "đ", **dict(zip("zfsxrj", _TONES, strict=True))}
_VNI = {"6": "âêô", "7": "ơư", "8": "ă", "9": "đ", **dict(zip("021435", _TONES, strict=True))}

# With the marks that follow a letter, so that one in decomposed text is not taken for a plain letter.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
# The longest syllable takes 11 keys, an abbreviation with Đ a few more. A bound also keeps the work linear.
_MOST_KEYS = 24

_PARTS = re.compile("(?P<onset>qu|gi(?=[aăâeêioôơuưy])|[^aăâeêioôơuưy]*)(?P<vowels>[aăâeêioôơuưy]*)(?P<rest>.*)")
_VOWELS_BEFORE_CODA = frozenset("a ă â e ê i o ô ơ u ư y iê oa oă oe oo uâ uê uô uy ươ yê uyê".split())
# No syllable has uo or ơu: input methods show them on the way to uô and ươu.
_VOWELS_AT_END = _VOWELS_BEFORE_CODA | frozenset(
    "ai ao au ay âu ây eo êu ia iu oi ôi ơi ua ui uơ ưa ưi ưu iêu yêu oai oay oao oeo uây uôi ươi ươu uya uyu"
    " uo ơu".split()
)
_HALF_MARKED = re.compile("ưo|uơ(?=[iucmnpt])")
_STOPS = ("c", "ch", "p", "t")
_TONES_BEFORE_STOPS = (_NO_TONE, _SAC, _NANG)


def from_telex(text: str) -> str:
    """`text`, which is in NFC, with every word that is Telex for a syllable written out, and all else as it is."""
    return _WORD.sub(lambda word: _written(word[0], _TELEX), text)


def from_vni(text: str) -> str:
    """`text`, which is in NFC, with every word that is VNI for a syllable written out, and all else as it is."""
    return _WORD.sub(lambda word: _written(word[0], _VNI), text)


def _written(word: str, method: dict[str, str]) -> str:
    """What the keys of `word` write; `word` itself where that is no Vietnamese."""
    if not word.isascii() or len(word) > _MOST_KEYS:
        return word
    typing = _Typing()
    for key in word:
        typing.press(key, method.get(key.lower()))
    return typing.text() if typing.is_vietnamese() else word


class _Typing:
    """A word as it stands after some keys."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        """Per letter: the key that made it, which it goes back to."""
        self._letters: list[str] = []
        """The same with marks, less the tone."""
        self._tone = _NO_TONE
        self._taken_back = ""
        """The last key, if it took back what the same key had done; it is a mere letter from then on."""
        self._was_vietnamese = False
        """Whether the word was so before that."""

    def press(self, key: str, effect: str | None) -> None:
        """`effect`: what the input method has the key do, None for a mere letter."""
        if key.lower() != self._taken_back:
            self._taken_back = ""
            if effect is not None and self._changes(key, effect):
                return
        self._add(key, key)

    def text(self) -> str:
        """The word as an input method shows it."""
        letters = self._spelt()
        if not self._tone:
            return letters
        onset, _, _ = _parts(letters)
        place = len(onset)
        if is_syllable_shaped(letters):
            pairs = zip(canonical(letters), canonical(letters + self._tone), strict=True)
            place = next(index for index, (bare, toned) in enumerate(pairs) if bare != toned)
        return unicodedata.normalize("NFC", letters[: place + 1] + self._tone + letters[place + 1 :])

    def is_vietnamese(self) -> bool:
        """Whether this is a syllable or an abbreviation, or was before the last key took back its mark."""
        if self._taken_back:
            return self._was_vietnamese
        letters = self._spelt()
        _, vowels, coda = _parts(letters)
        if not vowels:
            return letters.isalpha()
        if coda in _STOPS and self._tone not in _TONES_BEFORE_STOPS:
            return False
        return is_syllable_shaped(letters) and vowels in (_VOWELS_BEFORE_CODA if coda else _VOWELS_AT_END)

    def _spelt(self) -> str:
        """The letters, with ươ for what is marked only in part: huơu is hươu, but huơ stays."""
        letters = "".join(self._letters)
        onset, _, _ = _parts(letters)
        pair = _HALF_MARKED.match(letters.lower(), len(onset))
        if pair is None:
            return letters
        whole = "".join(_in_case_of(old, new) for old, new in zip(letters[pair.start() :], "ươ", strict=False))
        return letters[: pair.start()] + whole + letters[pair.end() :]

    def _add(self, key: str, letter: str) -> None:
        self._keys.append(key)
        self._letters.append(letter)

    def _changes(self, key: str, effect: str) -> bool:
        """Do what `key` does to the word; False where it is to be added as a letter."""
        if effect not in _TONES:
            return self._marks(key, effect)
        _, vowels, _ = _parts("".join(self._letters))
        if not vowels:
            return False
        if effect != self._tone:
            self._tone = effect
            return True
        if effect:
            self._take_back(key)
            self._tone = _NO_TONE
        return False

    def _marks(self, key: str, choices: str) -> bool:
        """Make a letter of the word one of `choices`: a mark as in ă, ê, ơ or đ."""
        onset, vowels, rest = _parts("".join(self._letters))
        if key in "wW" and (not vowels or onset + vowels + rest == "gi") and not onset.startswith("q"):
            self._add(key, _in_case_of(key, "ư"))
            return True
        targets = self._targets(key, choices)
        if not targets:
            return False
        marked = {fold(choice): choice for choice in choices}
        for index in targets:
            letter = self._letters[index]
            new = _in_case_of(letter, marked[fold(letter).lower()])
            if new != letter:
                self._letters[index] = new
                return True
        self._take_back(key)
        for index in targets:
            self._letters[index] = self._keys[index]
        # A lone w made the whole of ư, and goes back to itself.
        return self._keys[targets[0]] in "wW"

    def _targets(self, key: str, choices: str) -> list[int]:
        """Which letters the key marks, the one to begin with first."""
        onset, vowels, _ = _parts("".join(self._letters))
        bases = fold("".join(self._letters)).lower()
        if choices == "đ":
            if bases.endswith("d"):
                return [len(bases) - 1]
            return [0] if vowels and bases.startswith("d") else []
        start, end = len(onset), len(onset + vowels)
        if bases[start:] + key.lower() in ("oao", "oeo"):
            return []
        marked = fold(choices)
        both = bases.find("uo", start, end)
        if "u" in marked and both >= 0:
            return [both + 1, both]
        if bases[start:end] == "oa" and "a" in marked:
            return [start + 1]
        return [index for index in range(start, end) if bases[index] in marked][:1]

    def _take_back(self, key: str) -> None:
        self._was_vietnamese = self.is_vietnamese()
        self._taken_back = key.lower()


def _parts(letters: str) -> tuple[str, str, str]:
    """The consonants, vowels and what follows, of `letters` without tone, in lower case."""
    match = _PARTS.fullmatch(letters.lower())
    assert match is not None, "every part may be empty, and the last takes whatever there is"
    return match["onset"], match["vowels"], match["rest"]


def _in_case_of(model: str, letter: str) -> str:
    return letter.upper() if model.isupper() else letter
