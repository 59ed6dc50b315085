"""Which spellings are syllables of Vietnamese: an onset, a rime and a tone that may stand together.

The onsets, rimes and the rules that join them are those of the orthography (quốc ngữ): k, gh, ngh stand before
e, ê, i, y, and c, g, ng before the others; a syllable that ends in c, ch, p or t has the sharp or the heavy tone.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uyn uynh
uyp uyt uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y yêm yên yêng yêt yêu ych yn ynh yt yu
""".split()
_ONLY_AFTER_QU = frozenset("ych yn ynh yt yu".split())
_AFTER_NONE_OR_QU = frozenset("yêm yên yêng yêt yêu".split())
_BEFORE_Y = frozenset(["", *"h k l m qu s t th v".split()])
_FRONT = frozenset("eêiy")
_TONES = {"\u0300": "grave", "\u0301": "sharp", "\u0303": "tilde", "\u0309": "hook", "\u0323": "heavy"}
_STOPPED = ("c", "ch", "p", "t")


def _may_join(onset: str, rime: str) -> bool:
    front = rime[0] in _FRONT
    if rime in _ONLY_AFTER_QU:
        return onset == "qu"
    if rime in _AFTER_NONE_OR_QU:
        return onset in ("", "qu")
    if rime == "y":
        return onset in _BEFORE_Y
    if onset in ("k", "gh", "ngh"):
        return front
    if onset in ("c", "ng"):
        return not front
    if onset == "g":
        return not front or rime in ("i", "in")  # gì, gìn
    if onset == "qu":
        return rime[0] not in "uư" and not rime.startswith(("oa", "oe"))
    return True


@cache
def _toneless() -> frozenset[str]:
    """All syllables without their tones."""
    return frozenset(onset + rime for onset in ["", *_ONSETS] for rime in _RIMES if _may_join(onset, rime))


@cache
def is_syllable(word: str) -> bool:
    """Whether `word`, in any case, with its tone mark on any letter, is spelled as a syllable of Vietnamese may be.

    `hoà` and `hòa` are; `hoa` is; `hoâ`, `hoạc` spelled as `hoàc`, and `http` are not.
    """
    bare = []
    tones = []
    for character in unicodedata.normalize("NFD", word.lower()):
        if character in _TONES:
            tones.append(_TONES[character])
        else:
            bare.append(character)
    if len(tones) > 1:
        return False
    toneless = unicodedata.normalize("NFC", "".join(bare))
    if toneless.endswith(_STOPPED) and tones and tones[0] not in ("sharp", "heavy"):
        return False
    return toneless in _toneless()
