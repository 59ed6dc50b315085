"""What the beginning of a query may become."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search import Document, Index, create_index, open_index
from bhxh_search.search.completion import LONGEST_TITLE
from tests.search.test_word_counts import random_documents


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    texts = [
        "Luật Bảo hiểm xã hội 41/2024/QH15 quy định về bảo hiểm xã hội bắt buộc và tự nguyện.",
        "Người lao động đóng bảo hiểm xã hội, bảo hiểm y tế, bảo hiểm thất nghiệp.",
        "Nghị định 115/2015/NĐ-CP về bảo hiểm xã hội; công ty đóng cho người lao động.",
        "Thẻ bảo hiểm y tế. Bảo vệ môi trường. Báo hiệu đường bộ.",
        "Luật Bảo hiểm y tế. Bảo hiểm y tế cho người lao động của công ty.",
        "Kỹ thuật của công ty. Quyết định 28/QĐ-TTg của Thủ tướng.",
    ]
    with create_index(tmp_path_factory.mktemp("laws") / "index") as index:
        index.add(Document(f"{n}", text, title=text.split(".")[0]) for n, text in enumerate(texts))
        index.add([Document("gone", "bảo hiểm hàng hải bảo hiểm hàng hải", title="bảo hộ lao động")])
        index.commit()
        index.remove(["gone"])
        index.commit()
        yield index


@pytest.mark.parametrize(
    ("typed", "among"),
    [
        ("bao hi", ["bảo hiểm", "bảo hiểm xã hội", "bảo hiểm y tế"]),
        ("bảo hi", ["bảo hiểm", "bảo hiểm xã hội", "bảo hiểm y tế"]),
        ("Bảo hi", ["Bảo hiểm", "Bảo hiểm xã hội"]),
        ("BẢO H", ["BẢO HIỂM", "BẢO HIỂM XÃ HỘI"]),
        ("BẢO h", ["BẢO hiểm"]),
        ("BẢO HIỂM ", ["BẢO HIỂM XÃ HỘI"]),
        ("báo hi", ["báo hiệu"]),
        ("luật b", ["luật bảo hiểm"]),
        ("bảo hiểm ", ["bảo hiểm xã hội", "bảo hiểm y tế"]),
        ("nguoi lao d", ["người lao động"]),
        ("công t", ["công ty"]),
        ("cong ty", ["công ty"]),
        ("cty", []),
        ("ky", ["kỹ thuật"]),
        ("hiê", ["hiệu"]),
        ("hie", ["hiểm", "hiệu"]),
        ("bh", ["BHXH", "BHYT"]),
        ("BH", ["BHXH", "BHYT"]),
        ("BHXH b", ["BHXH bắt buộc"]),
        ("41/20", ["41/2024/QH15"]),
        ("theo 115/2015/n", ["theo 115/2015/NĐ-CP"]),
        ("28/", ["28/QĐ-TTg"]),
        ("title:bao hi", ["title:bảo hiểm"]),
        ("-BHYT (bao hi", ["-BHYT (bảo hiểm"]),
        ('"bao hi', ['"bảo hiểm']),
        ("thẻ bảo hiểm y t", ["Thẻ bảo hiểm y tế"]),
    ],
)
def test_a_beginning_becomes_what_the_index_holds(laws: Index, typed: str, among: list[str]) -> None:
    suggestions = laws.suggest(typed)
    places = [suggestions.index(text) for text in among]  # whatever is missing raises
    assert places == sorted(places)


OTHERS = "ở rừng vườn ruộng ao hồ suối khe đảo".split()


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Where the last syllable alone would say something else than all that was typed."""
    texts = [
        *["Nộp hồ sơ, xem hồ sơ."] * 30,
        *["Họp tại thành phố Hồ Chí Minh."] * 4,
        *["Người lao động nghỉ hưu tại Hà Nội."] * 6,
        *["Mua bất động sản; hoạt động sản xuất."] * 5,
        *["Hợp đồng lao động mẫu. Hợp đồng thuê nhà."] * 5,
        *["Lương theo lượng hàng, số lượng hàng, chất lượng."] * 6,
        *["Bảo hiểm xã hội12 chi trả. Bảo hiểm xã hội chi trả."] * 6,
        *["Lương hưu theo quy định."] * 6,
        *["Trợ cấp hằng tháng. Hàng hóa, hàng không."] * 4,
        *["Hưởng BHXH một lần. Bảo hiểm xã hội bắt buộc, bảo đảm."] * 4,
        *[f"Quyền sử dụng đất {what}. Đất đai, đất đai. Được đổi." for what in OTHERS],
        *[f"Khám bệnh, chữa bệnh {what}. Chữ ký. Chức năng." for what in OTHERS],
        *["Nghị định 158/2025/NĐ-CP, Thông tư 06/2023/TT-BLĐTBXH, Luật 15/2012/QH13."] * 2,
        *["Nghị định 151/2017/NĐ-CP"],
        *[f"Tuổi nghỉ hưu {what}. Hưu trí, hưu trí. Trung học cơ sở." for what in OTHERS],
    ]
    with create_index(tmp_path_factory.mktemp("cities") / "index") as index:
        index.add(Document(f"{n}", text) for n, text in enumerate(texts))
        index.commit()
        yield index


@pytest.mark.parametrize(
    ("typed", "first", "never"),
    [
        ("thành phố h", "thành phố hồ chí minh", "thành phố hồ sơ"),
        ("TP.H", "TP. Hồ chí minh", "TP.hồ"),
        ("tp h", "tp hồ chí minh", "tp h"),
        ("thành phố hồ", "thành phố hồ chí minh", "thành phố hồ"),
        ("nghỉ h", "nghỉ hưu", "nghỉ hàng"),
        ("bất động s", "bất động sản", "bất động sản xuất"),
        ("hợp đồng lao", "hợp đồng lao động", "hợp đồng lao"),
        ("hop dong la", "hợp đồng lao động", "hợp đồng lao"),
        ("lương", "lương", "lương theo"),
        ("bảo hiểm xã h", "bảo hiểm xã hội", "bảo hiểm xã hội12"),
        ("lương hưu", "lương hưu", "lương hưu theo quy định"),
        # what is indexed as another word before certain ones
        ("trợ cấp hằng t", "trợ cấp hằng tháng", "trợ cấp hàng tháng"),
        ("hằng ", "hằng tháng", "hằng hóa"),
        ("bhxh 1 l", "bhxh 1 lần", "bhxh 1 luật"),
        # a syllable that begins words elsewhere
        ("quyền sử dụng đ", "quyền sử dụng đất", "quyền sử dụng đ"),
        ("tuổi ngh", "tuổi nghỉ hưu", "tuổi nghỉ"),
        # across a comma
        ("khám bệnh, ch", "khám bệnh, chữa bệnh", "khám bệnh, chức năng"),
        # an abbreviation goes on as what it stands for
        ("BHX", "BHXH", "BHX"),
        ("bhxh", "BHXH", "bhxh bảo"),
        ("hưởng bhxh", "hưởng BHXH", "bhxh một lần"),
        # law numbers of the kind that was said
        ("nghị định 15", "nghị định 158/2025/NĐ-CP", "nghị định 15/2012/QH13"),
        ("theo NĐ số 15", "theo NĐ số 158/2025/NĐ-CP", "theo NĐ số 15/2012/QH13"),
        ("thông tư 0", "thông tư 06/2023/TT-BLĐTBXH", "thông tư 0158/2025/NĐ-CP"),
        ("luật 1", "luật 15/2012/QH13", "luật 158/2025/NĐ-CP"),
    ],
)
def test_all_that_was_typed_says_how_it_goes_on(cities: Index, typed: str, first: str, never: str) -> None:
    suggestions = cities.suggest(typed)
    assert suggestions[0] == first
    assert never not in suggestions


def test_an_abbreviation_goes_on_as_what_it_stands_for(cities: Index) -> None:
    assert "BHXH bắt buộc" in cities.suggest("BHXH")
    assert "hưởng bhxh một lần" in cities.suggest("hưởng bhxh")
    assert "hưởng bhxh một lần" in cities.suggest("hưởng bhxh m")
    assert not [text for text in cities.suggest("bảo hiểm th") if "THCS" in text], "it follows nowhere"


@pytest.mark.parametrize("typed", ["kind:nghị đ", 'kind:="Nghị', "bảo~2", "bảo^3", "baohiem.gov.v", "a@ng"])
def test_what_is_no_text_is_not_completed_from_texts(cities: Index, typed: str) -> None:
    assert cities.suggest(typed) == ()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("covid-1", "covid-19"),
        ("vn-inde", "vn-index"),
        ("VN-i", "VN-index"),
        ("park hang-s", "park hang-seo"),
        ("hang-s", "hang-seo"),
        ('"hang-s', '"hang-seo'),
        ("u-crai-n", "u-crai-na"),
        ("-hang-s", None),
        ("http://hang-s", None),
        ("kind:hang-s", None),
    ],
)
def test_a_word_with_hyphens_goes_on_with_them(tmp_path: Path, typed: str, first: str | None) -> None:
    texts = ["Covid-19 ở U-crai-na", "VN Index", "Park Hang-seo", "hàng sau, hàng sau", "hàng sau", "hàng sau nữa"]
    with create_index(tmp_path / "index") as index:
        index.add(Document(f"{n}", text) for n, text in enumerate(texts))
        index.commit()
        assert next(iter(index.suggest(typed)), None) == first


def test_a_title_is_offered_as_it_is_for_a_word_with_hyphens(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add([Document("1", "…", "Xem Park Hang Seo")])
        index.commit()
        assert index.suggest("hang-s") == ("hang-seo", "Xem Park Hang Seo")


def test_a_title_keeps_nothing_that_was_excluded(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add([Document("1", "…", "Truy thu, truy đóng")])
        index.commit()
        assert "Truy thu, truy đóng" in index.suggest("truy đ")
        for typed in ("-truy đ", '"truy đ', "thông tư -truy đ", "title:truy đ"):
            assert all(text.startswith(typed[:-1]) for text in index.suggest(typed)), typed


def test_a_title_that_nobody_would_type_is_not_suggested(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add([Document("1", "…", "Quy chế " + "rất dài " * 30), Document("2", "…", "Quy chế ngắn gọn")])
        index.commit()
        assert max(map(len, index.suggest("quy ch"))) <= LONGEST_TITLE
        assert "Quy chế ngắn gọn" in index.suggest("quy ch")


@pytest.mark.parametrize("typed", ["", " ", "zz", "?", "bảo hiểm hàng", '"', "-", "\x00", "0", "9/"])
def test_what_nothing_begins_with_becomes_nothing(laws: Index, typed: str) -> None:
    assert laws.suggest(typed) == ()


def test_what_was_deleted_is_not_suggested(laws: Index) -> None:
    assert "bảo hộ" not in laws.suggest("bảo h", limit=100)
    assert "hàng hải" not in laws.suggest("hàng", limit=100)


def test_marks_that_were_typed_are_meant(laws: Index) -> None:
    assert all(text.startswith("báo") for text in laws.suggest("báo"))
    assert not laws.suggest("bạo")


def test_as_many_come_as_are_wanted(laws: Index) -> None:
    every = laws.suggest("b", limit=100)
    assert len(every) == len(set(every)) > 4
    assert laws.suggest("b", limit=3) == every[:3]
    assert laws.suggest("b", limit=0) == ()


def test_more_frequent_words_come_first(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        for number, word in enumerate(["hưu", "hiện", "hàng", "huyện"]):
            index.add([Document(f"{word}{n}", f"lương {word}.") for n in range(2 + number)])
        index.commit()
        assert [text.split()[1] for text in laws_of(index, "lương h")] == ["huyện", "hàng", "hiện", "hưu"]


def laws_of(index: Index, typed: str) -> list[str]:
    return [text for text in index.suggest(typed) if len(text.split()) == 2]


def test_suggestions_are_the_same_in_any_segments(tmp_path: Path) -> None:
    documents = random_documents(150, 5)
    for name, size in (("one", 1000), ("several", 37)):
        with create_index(tmp_path / name) as index:
            for start in range(0, len(documents), size):
                index.add(documents[start : start + size])
                index.commit()
    gone = [Document(f"gone{n}", "bảo hiểm bảo hiểm hiếu hiển", title="xã hội") for n in range(20)]
    with open_index(tmp_path / "several", write=True) as index:
        index.add(gone)
        index.commit()
        index.remove([document.id for document in gone])
    with open_index(tmp_path / "one") as one, open_index(tmp_path / "several") as several:
        for typed in ("b", "h", "bao h", "bảo hi", "xa hoi b", "lao ", "nguoi lao d", "41 "):
            assert one.suggest(typed) == several.suggest(typed), typed


@given(st.text(st.sampled_from('bảohiểmxã 41/2-:"()+*~^\t'), max_size=15))
def test_any_text_may_be_completed_and_what_comes_is_found(laws: Index, text: str) -> None:
    for suggestion in laws.suggest(text):
        assert suggestion
        assert "gone" not in {hit.id for hit in laws.search(suggestion, snippets=0)}


def test_every_suggestion_of_plain_words_finds_something(laws: Index) -> None:
    for typed in ("b", "bao", "bao h", "x", "người ", "của", "lao động"):
        suggestions = laws.suggest(typed)
        assert suggestions
        for suggestion in suggestions:
            assert laws.search(f'"{suggestion}"', snippets=0).total, suggestion


@pytest.mark.parametrize("before", ["của " * 4_000, "x-" * 10_000 + " ", '"' + "một, " * 4_000])
def test_only_the_end_of_a_long_text_is_looked_at(laws: Index, before: str) -> None:
    ends = [found.removeprefix(before) for found in laws.suggest(before + "bảo h")]
    assert ends == [found.removeprefix("của ") for found in laws.suggest("của bảo h")] != []


@pytest.mark.parametrize("text", ["a" * 100_000 + ".", "1" * 100_000 + "!", " " * 100_000 + ".", "x-" * 50_000 + "/"])
def test_a_long_text_that_ends_as_no_word_does_is_completed_by_nothing(laws: Index, text: str) -> None:
    assert laws.suggest(text) == ()


def test_what_no_document_holds_with_the_words_before_is_not_offered(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add([Document("a", "thuế thu nhập"), Document("b", "bảo hiểm"), Document("c", "thuế và bảo hộ")])
        index.commit()
        assert index.suggest("thuế bao h") == ("thuế bảo hộ",)
        assert index.suggest("thuees bao h") == ()
        assert "một hai ba bốn bảo hiểm" in index.suggest("một hai ba bốn bảo h"), "of more words some may be missing"


def test_a_number_that_was_begun_with_zero_goes_on_so(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add([Document("a", "Nghị định 01/2003/NĐ-CP và nghị định 1/2003/NĐ-CP")])
        index.commit()
        assert index.suggest("nghị định 01/2003") == ("nghị định 01/2003/NĐ-CP",)
        assert index.suggest("01/") == ("01/2003/NĐ-CP",)
        assert index.suggest("1/") == ("1/2003/NĐ-CP",)


def test_an_abbreviation_is_offered_where_it_stands_behind_what_is_typed(tmp_path: Path) -> None:
    texts = ["Trợ cấp thất nghiệp một lần.", "Giáo viên cấp trung học cơ sở.", "Trường trung học cơ sở mới."]
    with create_index(tmp_path / "index") as index:
        index.add(Document(f"{n}", text) for n, text in enumerate(texts))
        index.commit()
        assert "giáo viên cấp THCS" in index.suggest("giáo viên cấp th")
        assert "trợ cấp THCS" not in index.suggest("trợ cấp th")
        assert "trợ cấp thất nghiệp" in index.suggest("trợ cấp th")
        assert index.suggest("Trợ C")[0].startswith("Trợ Cấp")


def test_the_end_of_a_word_begins_nothing(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as index:
        index.add(Document(f"q{n}", f"Quản lý hồ sơ và xử lý hoạt động số {n}.") for n in range(9))
        index.add(Document(f"l{n}", f"Án ly hôn số {n}.") for n in range(2))
        index.commit()
        assert index.suggest("ly h")[0] == "ly hôn"
        assert "lý hồ sơ" in index.suggest("ly h")
        assert index.suggest("quan ly h")[0] in ("quản lý hồ sơ", "quản lý hoạt động")


def test_a_syllable_that_elsewhere_ends_words_ends_none_where_it_begins_one(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as made:
        texts = ["Hồ sơ hưởng chế độ.", "Hồ sơ hưởng chế độ thai sản."] * 3 + ["Quy chế và thể chế."] * 60
        made.add(Document(f"{n}", text) for n, text in enumerate(texts))
        made.commit()
        found = made.suggest("hồ sơ hưởng ")
    assert "hồ sơ hưởng chế" not in found
    assert "hồ sơ hưởng chế độ" in found


def test_how_a_run_goes_on_is_counted_where_what_follows_its_last_word_elsewhere_hardly_follows_it(
    tmp_path: Path,
) -> None:
    texts = [*["Thông tư liên tịch của hai bộ."] * 8, "Thông tư liên quan.", *["Cơ quan liên quan."] * 250]
    with create_index(tmp_path / "index") as index:
        index.add(Document(str(number), text) for number, text in enumerate(texts))
        index.commit()
        suggested = index.suggest("thông tư li")
    assert suggested[0] == "thông tư liên tịch"
    assert "thông tư liên" not in suggested
