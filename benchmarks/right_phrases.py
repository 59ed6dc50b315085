"""Whether phrases that are spelled right are left alone: how many of them a suggestion changes into other words.

    BHXH_SEARCH_DATA=… python -m benchmarks.right_phrases [--show]

Phrases of everyday life, of work and of the news, and runs of two or three words from the headlines' texts, are asked
of indexes that hardly have them. Of those that find at most one document is counted how many get a suggestion with a
word that was not typed: news (`danes_headlines` and `mailong25_qa`; phrases alone), 54 laws on insurance and labour
(`bhxh_law_documents`), and every fourth of the articles of `legal_articles`. `--show` prints these.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.collections import data_folder, load
from benchmarks.known_items import articles, headlines
from benchmarks.scale import words_of
from bhxh_search import Document, Index, Suggestion, create_index
from bhxh_search.language.characters import canonical

LIFE = """
    sổ đỏ, nhà trọ, tiền điện, tiền nước, mèo con, nấu cơm, đi chợ, giặt giũ, quần áo, bánh mì, phở bò, cà phê sữa,
    xe ôm, xe buýt, tắc đường, kẹt xe, vé số, chung cư mini, thuê trọ, chuyển nhà, máy giặt, tủ lạnh, nồi cơm điện,
    bếp ga, rau sạch, chó dữ cắn người, cha mẹ chồng, mẹ vợ, con rể, cưới hỏi, đám cưới, giỗ chạp, tết âm lịch,
    lì xì, ông bà nội, cháu ngoại, bệnh sởi, cảm cúm, đau dạ dày, nhổ răng khôn, mổ ruột thừa, sinh mổ, bầu bí,
    tã bỉm, sữa bột, học thêm, nghỉ hè, trường mầm non, bạo hành trẻ em, vay nóng, bốc bát họ, chơi hụi, bể hụi,
    đòi nợ thuê, tín dụng đen, ly thân, ngoại tình, thừa kế nhà đất, sang tên sổ đỏ, mất sổ đỏ, hàng xóm ồn ào,
    nuôi chó, karaoke loa kẹo kéo, áo mưa, bánh chưng, cháo lòng, thịt lợn, giá lợn hơi, trà đá vỉa hè, xăng dầu,
    máy lọc nước, điều hòa, thang máy, gửi xe, hầm chung cư, phí quản lý chung cư, cắt điện, mất nước, rò rỉ ga,
    ngộ độc thực phẩm, say xe, mất ngủ, trầm cảm sau sinh, viêm họng, ung thư vú, chạy thận, ghép thận, hiến máu,
    đỡ đẻ, nhau thai, khuyết tật bẩm sinh, bảo mẫu, gia sư
"""
WORK = """
    thử việc, nhảy việc, sếp, lương tháng 13, thưởng tết, tăng ca, làm thêm giờ, xin nghỉ phép, đơn xin nghỉ việc,
    sa thải, bị đuổi việc, chấm công, bảng lương, phiếu lương, lương ròng, lương gộp, công nhân may, thợ hồ,
    thợ xây, phụ hồ, giúp việc nhà, bảo vệ tòa nhà, lái xe công nghệ, giao hàng, nhân viên bán hàng, kế toán trưởng,
    thủ quỹ, thực tập sinh, cộng tác viên, làm việc từ xa, văn phòng, đình công, nợ lương, quỵt lương, chậm lương,
    tạm ứng lương, nghỉ đẻ, nghỉ ốm, vợ sinh con, sẩy thai, khám thai, nghỉ cưới, nghỉ tang, đi làm lại, đóng bù,
    chốt sổ, gộp sổ, mất sổ, rút một lần, rút bảo hiểm, lãnh bảo hiểm thất nghiệp, về hưu sớm, về hưu non,
    tuổi nghỉ hưu nữ, lương hưu tối thiểu, người già neo đơn, trợ cấp tuất, tiền tử tuất, tai nạn giao thông,
    tai nạn trên đường đi làm, bệnh nghề nghiệp, bụi phổi, điếc nghề nghiệp, thẻ bhyt trẻ em, trái tuyến,
    thông tuyến, bằng giả, quay cóp, bỏ học, đuổi học, cơm trưa, tiền ăn ca, xe đưa đón, ca đêm, ngủ gật, đi muộn,
    về sớm, kỷ luật lao động, bồi thường hợp đồng, lao động chui, xuất khẩu lao động, môi giới, lừa sang campuchia,
    shipper, freelancer, bảo hiểm tàu thuyền, phao cứu sinh, đuối nước, sập giàn giáo, điện giật, ngã cao,
    vay tiêu dùng, thẻ tín dụng, nợ xấu, giấy nợ, siết nợ, cầm đồ, mua trả góp
"""
NEWS = """
    giá vàng, chứng khoán, lãi suất, cá độ bóng đá, đánh bạc, lừa đảo qua mạng, hack tài khoản, hoa hậu, ca sĩ,
    diễn viên, bóng đá nữ, huấn luyện viên, đội tuyển việt nam, sốt đất, cò đất, giải cứu dưa hấu, ngập lụt, bão lũ,
    sạt lở đất, hạn hán, cháy rừng, nồm ẩm, rét đậm, nắng nóng, ùn tắc giao thông, phạt nồng độ cồn, vượt đèn đỏ,
    không đội mũ bảo hiểm, bằng lái xe, phạt nguội, đăng kiểm, ly hôn đơn phương, quyền nuôi con, kết hôn giả,
    di chúc miệng, tranh chấp đất đai, giấy viết tay, lấn chiếm vỉa hè, hụi chết, trộm chó, cướp giật, giết người,
    hiếp dâm, ma túy đá, mại dâm, tham nhũng vặt, đưa hối lộ, án treo, tù chung thân, ân xá, luật sư bào chữa,
    nghĩa vụ quân sự, trốn nghĩa vụ, hộ chiếu, căn cước gắn chip, tạm trú, tạm vắng, khai sinh muộn,
    con ngoài giá thú, nhận con nuôi, đổi họ, trồng cây cần sa, pháo nổ, thuốc lá điện tử, dạy thêm, học phí,
    điểm chuẩn, hàng nhái, hàng lậu, buôn lậu, thuế môn bài, hộ kinh doanh, bán hàng rong, cấp phép xây dựng,
    nhà xây lấn, mốc giới, ranh giới đất, ao vườn, đất ruộng, cây cổ thụ, chặt cây, xả rác, khói bụi, tiếng ồn,
    đốt rơm rạ, chăn nuôi gà, cá lồng, giống lúa, ruộng bậc thang, khoai sắn, kẹo lạc, chửi bới, đánh ghen,
    tung ảnh nóng, bạo lực mạng, bắt nạt học đường, tự tử, xăm mình, tổ tiên, mồ mả, cải táng, hỏa táng,
    nghĩa trang, chùa chiền
"""

SEED = 3
TEXTS = 2500
"""So many of the headlines' texts give one run of words each, at most."""
_WORD = re.compile(r"[^\W\d_]{2,}(?:_[^\W\d_]+)*")
_LONGEST = 4
"""Syllables of a run."""


def phrases() -> dict[str, list[str]]:
    """The lists of phrases, by name."""
    lists = {"life": LIFE, "work": WORK, "news": NEWS}
    return {name: [" ".join(phrase.split()) for phrase in text.split(",")] for name, text in lists.items()}


def runs() -> list[str]:
    """Two or three words of pyvi's in a row, in small letters, from texts of the headlines."""
    draw = random.Random(SEED)
    documents = headlines()
    draw.shuffle(documents)
    found: list[str] = []
    for text in words_of([document.text for document in documents[:TEXTS]]):
        words = text.split()
        if len(words) > _LONGEST:
            first = draw.randrange(len(words) - 2)
            run = words[first : first + draw.choice((2, 2, 3))]
            syllables = " ".join(run).replace("_", " ").split()
            if len(syllables) <= _LONGEST and all(_WORD.fullmatch(word) and word == word.lower() for word in run):
                found.append(" ".join(syllables))
    return found


def news() -> list[Document]:
    """The headlines, and paragraphs of general text."""
    return [*headlines(), *load("mailong25_qa").documents]


def laws() -> list[Document]:
    """Whole documents on insurance and labour."""
    with lzma.open(data_folder() / "bhxh_law_documents.jsonl.xz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [Document(id=str(row["id"]), title=row["title"], text=row["text"]) for row in rows]


def some_articles() -> list[Document]:
    """Every fourth article."""
    return articles()[::4]


INDEXES: Mapping[str, Callable[[], list[Document]]] = {
    "news": news,
    "54 laws": laws,
    "articles of law": some_articles,
}


def changed(index: Index, asked: Sequence[str]) -> Iterator[tuple[str, Suggestion | None]]:
    """Of the phrases that find at most one document, each with the suggestion that has a word which was not typed."""
    for phrase in asked:
        results = index.search(phrase, snippets=0)
        if results.total <= 1:
            suggestion = results.suggestion
            yield phrase, None if suggestion is None or _words(suggestion.query) <= _words(phrase) else suggestion


def _words(text: str) -> set[str]:
    return {canonical(word) for word in text.split()}


def measure(name: str, *, show: bool = False) -> tuple[int, int]:
    """Print the lines of an index; how many phrases are changed there, and of how many, runs left out."""
    lists = phrases()
    wrong = asked = 0
    with tempfile.TemporaryDirectory() as folder, create_index(Path(folder) / "index") as index:
        index.add(INDEXES[name]())
        index.commit()
        for kind, of_kind in (lists if name == "news" else {**lists, "runs of words": runs()}).items():
            results = list(changed(index, of_kind))
            changes = [(phrase, suggestion) for phrase, suggestion in results if suggestion is not None]
            print(f"{name:18}{kind:16}{len(changes):5} of {len(results):4}", flush=True)
            for phrase, suggestion in changes if show else ():
                print(f"    {phrase} → {suggestion.query} ({suggestion.reason}, {suggestion.total})")
            if kind in lists:
                wrong, asked = wrong + len(changes), asked + len(results)
    return wrong, asked


def main() -> None:
    """Print the lines of each index."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--show", action="store_true", help="print each phrase that is changed, and into what")
    options = parser.parse_args()
    for name in INDEXES:
        measure(name, show=options.show)


if __name__ == "__main__":
    main()
