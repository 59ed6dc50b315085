"""Formats that are no plain text, good and hostile."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.documents.extracted import Extracted, Unreadable
from bhxh_search.documents.formats import FORMATS, NEEDS, extract
from bhxh_search.documents.html import read_html
from bhxh_search.documents.pdf import read_pdf
from bhxh_search.documents.structure import structure
from bhxh_search.documents.worker import Worker
from tests.documents import samples

LEFT, RIGHT = 50, 550  # of the text on a page of the tests; a letter is 5 points wide, so a full line has 100


def full(text: str) -> str:
    """A line that reaches the right edge, with this at its end."""
    return "".join("Bao "[i % 4] for i in range(99 - len(text))) + "n" + text


def lines(*texts: str, top: float = 700) -> list[samples.Placed]:
    return [(LEFT, top - 12 * number, text) for number, text in enumerate(texts)]


# PDF


def test_wrapped_lines_are_joined_and_paragraphs_kept() -> None:
    page = lines(full(" bảo hiểm xã"), "hội tự nguyện.", full(" Điều 54 của"), "Luật này.")
    assert read_pdf(samples.pdf([page])).text.split("\n") == [
        full(" bảo hiểm xã") + " hội tự nguyện.",
        full(" Điều 54 của") + " Luật này.",
    ]


def test_a_line_behind_which_the_next_word_would_have_fitted_ends_a_paragraph() -> None:
    page = lines(full("."), "Điều 1. Phạm vi", "Luật này quy định", full(""))
    assert read_pdf(samples.pdf([page])).text.count("\n") == 3


def test_an_indented_line_begins_a_paragraph() -> None:
    page = lines(full(""), full(""))
    page[1] = (LEFT + 32, page[1][1], page[1][2][:92])
    assert "\n" in read_pdf(samples.pdf([page])).text


def test_pages_are_told_by_the_offsets_at_which_they_start() -> None:
    read = read_pdf(samples.pdf([lines("Trang một."), lines("Trang hai."), [], lines("Trang bốn.")]))
    assert read.text == "Trang một.\nTrang hai.\nTrang bốn."
    assert read.pages == (0, 11, 22, 22)


def test_a_paragraph_goes_on_over_the_end_of_a_page() -> None:
    read = read_pdf(samples.pdf([lines(full(" hưởng bảo")), lines("hiểm xã hội.", full(" Người lao"))]))
    assert read.text == full(" hưởng bảo") + " hiểm xã hội.\n" + full(" Người lao")
    assert read.pages == (0, 101)


def test_the_furniture_of_the_gazette_is_left_out() -> None:
    def page(number: int) -> list[samples.Placed]:
        head = f"{number} CÔNG BÁO/Số 347 + 348/Ngày 25-02-2025"
        return [(150, 770, head), *lines(f"Điều {number}. Phạm vi.", "Nội dung.")]

    read = read_pdf(samples.pdf([page(number) for number in (68, 69)]))
    assert read.text == "Điều 68. Phạm vi.\nNội dung.\nĐiều 69. Phạm vi.\nNội dung."


def test_headers_and_numbers_of_pages_that_repeat_are_left_out() -> None:
    def page(number: int) -> list[samples.Placed]:
        return [
            (200, 770, "BÁO CÁO THƯỜNG NIÊN"),
            *lines(f"Phần {number}.", "29", "Hết."),
            (290, 30, f"- {number} -"),
        ]

    read = read_pdf(samples.pdf([page(number) for number in range(1, 6)]))
    assert read.text.split("\n")[:3] == ["Phần 1.", "29", "Hết."]
    assert "BÁO CÁO" not in read.text
    assert " - " not in read.text


def test_two_columns_of_a_heading_stay_apart() -> None:
    page = [(LEFT, 700.0, "QUỐC HỘI"), (300, 700.0, "CỘNG HÒA XÃ HỘI"), (LEFT, 640.0, "Luật này.")]
    assert read_pdf(samples.pdf([page])).text == "QUỐC HỘI\nCỘNG HÒA XÃ HỘI\nLuật này."


def test_text_in_a_font_of_tcvn3_is_read_again() -> None:
    read = read_pdf(samples.pdf([lines("B¶o hiÓm x· héi tù nguyÖn", "Lµ g×?")]))
    assert (read.text, read.fields) == ("Bảo hiểm xã hội tự nguyện\nLà gì?", {"encoding": "tcvn3"})


def test_a_pdf_without_text_is_said_to_be_scanned() -> None:
    with pytest.raises(Unreadable, match="scanned: no text; needs OCR"):
        read_pdf(samples.pdf([[]]))


# Word and OpenDocument


def test_paragraphs_cells_and_notes_of_word() -> None:
    body = (
        "<w:p><w:r><w:t>Điều 1.</w:t><w:tab/><w:t>Phạm vi</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:p><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del><w:ins><w:r><w:t>mới</w:t></w:r></w:ins>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    note = "<w:footnote><w:p><w:r><w:t>Ghi chú</w:t></w:r></w:p></w:footnote>"
    assert extract(samples.docx(body, footnotes=note), ".docx") == Extracted("Điều 1.\tPhạm vi\na\nb\nmới\nGhi chú")


def test_a_text_box_of_word_is_read_once() -> None:
    box = "<w:p><w:r><w:t>hộp</w:t></w:r></w:p>"
    alternate = (
        f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    body = f"<w:p><w:r><w:t>trước</w:t>{alternate}<w:t> sau</w:t></w:r></w:p>"
    assert extract(samples.docx(body), ".docx").text == "hộp\ntrước sau"


def test_paragraphs_headings_and_notes_of_opendocument() -> None:
    body = (
        "<text:tracked-changes><text:p>cũ</text:p></text:tracked-changes><text:h>Chương I</text:h>"
        "<text:p>a<text:s text:c='3'/>b<text:tab/>c<text:line-break/>d"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>chú</text:p></text:note-body>"
        "</text:note></text:p><text:p><office:annotation><text:p>nhận xét</text:p></office:annotation>cuối</text:p>"
    )
    assert extract(samples.odt(body), ".odt").text == "Chương I\nchú\na   b\tc\nd\ncuối"


def test_word_in_a_font_of_vni_is_read_again() -> None:
    read = extract(samples.docx_paragraphs("Baûo hieåm xaõ hoäi töï nguyeän"), ".docx")
    assert read == Extracted("Bảo hiểm xã hội tự nguyện", fields={"encoding": "vni"})


# Pages

PAGE = """<html><head><title>Lương hưu tăng từ tháng 7 - Báo Mới</title><meta charset="utf-8">
<meta name="keywords" content="BHXH, lương hưu"><meta property="og:url" content="https://example.org/1">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Lương hưu tăng từ tháng bảy",
"datePublished": "2024-05-01T08:00:00", "author": {"name": "Lan Anh"}, "publisher": {"name": "Báo Mới"}}]}</script>
</head><body><nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/b">Thời sự</a></li></ul></nav><article>
<h1>Lương hưu tăng từ tháng bảy</h1><p>Từ ngày 1-7, lương hưu và trợ cấp hằng tháng tăng 15%.</p>
<p>Người nghỉ hưu trước năm 1995 được điều chỉnh thêm.</p></article><footer>Giấy phép số 1</footer></body></html>"""


def test_the_article_of_a_page_and_what_it_says_of_itself() -> None:
    read = read_html(PAGE.encode())
    assert read.title == "Lương hưu tăng từ tháng bảy"
    assert read.date == dt.datetime(2024, 5, 1, 8)
    assert read.fields == {
        "author": "Lan Anh",
        "source": "Báo Mới",
        "url": "https://example.org/1",
        "tags": ("BHXH", "lương hưu"),
    }
    assert read.text.endswith("tăng 15%.\n\nNgười nghỉ hưu trước năm 1995 được điều chỉnh thêm.")
    assert "Trang chủ" not in read.text
    assert "Giấy phép" not in read.text


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Lương hưu tăng từ tháng 7 - Báo Mới", "Lương hưu tăng từ tháng 7"),
        ("Lương hưu | VOV", "Lương hưu | VOV"),
        ("Quyết định 12 - 15", "Quyết định 12 - 15"),
        ("Một", "Một"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(title: str, bare: str) -> None:
    assert read_html(f"<title>{title}</title><p>Văn bản.</p>".encode()).title == bare


def test_a_page_of_old_is_read_by_what_its_bytes_give_and_not_by_what_it_declares() -> None:
    page = '<meta charset="iso-8859-1"><p>B¶o hiÓm x· héi tù nguyÖn cho n«ng d©n</p>'
    assert read_html(page.encode("latin-1")).text == "Bảo hiểm xã hội tự nguyện cho nông dân"


def test_a_page_in_another_language_is_read_as_it_declares() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><p>déjà vu à l’été'
    assert read_html(page.encode("windows-1252")).text == "déjà vu à l’été"


def test_letters_written_as_entities_are_read_again_too() -> None:
    page = "<p>B&para;o hi&Oacute;m x&middot; h&eacute;i t&ugrave; nguy&Ouml;n</p>"
    assert read_html(page.encode()).text == "Bảo hiểm xã hội tự nguyện"


@pytest.mark.parametrize("around", ["{}", "<div>{}</div>", "<div><div><div>{}</div></div></div>"])
def test_a_list_is_part_of_a_page_wherever_it_stands(around: str) -> None:
    menu = "<ul><li><a href='/'>Trang chủ</a></li><li><a href='/b'>Thời sự</a></li></ul>"
    body = "<p>Hồ sơ gồm:</p><ul><li>Sổ bảo hiểm</li><li>Đơn:<ul><li>theo mẫu</li></ul></li></ul><p>Nộp tại xã.</p>"
    read = read_html(f"<body>{menu}{around.format(body)}".encode())
    assert read.text.split() == "Hồ sơ gồm: Sổ bảo hiểm Đơn: theo mẫu Nộp tại xã.".split()


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (
            "<title>T</title><ul><li>Văn bản <ol><li>Luật<ul><li><a href=1>Luật BHXH</a></li>"
            "<li><a href=2>NĐ 158</a></li></ul></li></ol></li></ul>",
            "Văn bản Luật Luật BHXH NĐ 158",
        ),
        (
            "<main><h1>T</h1><p>Một.</p><ul><li>Văn bản cần xem kỹ:<ul><li><a href=a>Luật BHXH</a> quy định lương hưu"
            " và trợ cấp</li></ul></li><li>Khác</li></ul><p>Hai.</p></main>",
            "T Một. Văn bản cần xem kỹ: Luật BHXH quy định lương hưu và trợ cấp Khác Hai.",
        ),
    ],
)
def test_a_list_of_a_page_comes_with_the_lists_inside_of_it(page: str, words: str) -> None:
    assert read_html(page.encode()).text.split() == words.split()


def test_what_is_said_of_a_picture_is_part_of_a_page() -> None:
    page = "<p>Lương hưu.</p><figure><img src='a.jpg'><figcaption>Chi trả tại xã.</figcaption></figure><p>Hết.</p>"
    assert read_html(page.encode()).text.split("\n\n") == ["Lương hưu.", "Chi trả tại xã.", "Hết."]


def test_a_summary_is_apart_from_what_it_sums_up() -> None:
    page = "<p>Hỏi đáp.</p><details><summary>Câu <b>hỏi</b> hai</summary>Đáp</details>"
    assert read_html(page.encode()).text.split() == ["Hỏi", "đáp.", "Câu", "hỏi", "hai", "Đáp"]


def test_names_that_are_links_stay_in_a_table_of_documents() -> None:
    rows = [("Nghị định 158/2025/NĐ-CP", "25/06/2025"), ("Luật Bảo hiểm xã hội", "29/06/2024")]
    cells = "".join(f"<tr><td><a href='/a'>{name}</a></td><td>{day}</td></tr>" for name, day in rows)
    page = f"<title>Văn bản mới</title><p>Văn bản mới</p><table>{cells}</table>"
    assert all(f"{name}\t\t{day}" in read_html(page.encode()).text for name, day in rows)
    (document,) = structure(read_html(page.encode()), "a.html", None)
    assert document.date is None


def test_cells_of_links_alone_are_a_menu() -> None:
    row = "<tr><td><a href='/'>Trang chủ</a></td><td>|</td><td><a href='/b'>Thời sự</a></td></tr>"
    column = "<td><a href='/c'>Kinh tế</a> <a href='/d'>Pháp luật</a></td><td>Lương hưu tăng.</td>"
    text = read_html(f"<table>{row}</table><table><tr>{column}</tr></table>".encode()).text
    assert text.split() == ["|", "Lương", "hưu", "tăng."]


@pytest.mark.parametrize(("word", "encoding"), [("日本", "shift_jis"), ("朝", "shift_jis"), ("川", "big5")])
def test_of_few_foreign_letters_it_is_the_page_that_tells_the_encoding(word: str, encoding: str) -> None:
    page = f'<meta charset="{encoding}"><p>{word}</p>'
    assert read_html(page.encode(encoding)).text == word


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "x-user-defined", "utf-8"])
def test_a_short_page_of_old_is_read_by_what_its_bytes_give(declared: str) -> None:
    page = f'<meta charset="{declared}"><p>B¶o hiÓm x· héi'
    assert read_html(page.encode("latin-1")).text == "Bảo hiểm xã hội"


# Hostile files


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(seconds=20) as worker:
        yield worker


GOOD = {
    ".pdf": samples.pdf([lines("Bảo hiểm xã hội.")]),
    ".docx": samples.docx_paragraphs("Bảo hiểm xã hội."),
    ".odt": samples.odt("<text:p>Bảo hiểm xã hội.</text:p>"),
    ".html": "<p>Bảo hiểm xã hội.</p>".encode(),
}


@pytest.mark.parametrize("suffix", GOOD)
def test_the_worker_gives_what_is_given_in_this_process(worker: Worker, suffix: str) -> None:
    assert worker.extract(GOOD[suffix], suffix) == extract(GOOD[suffix], suffix)


def test_all_of_a_page_comes_back_from_the_worker(worker: Worker) -> None:
    assert worker.extract(PAGE.encode(), ".html") == read_html(PAGE.encode())


@pytest.mark.parametrize(
    ("suffix", "data", "reason"),
    [
        (".pdf", b"", "not a PDF, or damaged"),
        (".pdf", GOOD[".pdf"][:200], "not a PDF, or damaged"),
        (".pdf", samples.encrypted_pdf(), "encrypted: needs a password"),
        (".pdf", samples.recursive_pdf(), ""),
        (".pdf", b"\0" * 1_000_000, "not a PDF, or damaged"),
        (".docx", GOOD[".docx"][:-30], "not a .docx file, or damaged"),
        (".docx", samples.marked_encrypted(GOOD[".docx"]), "encrypted: needs a password"),
        (".docx", b"\xd0\xcf\x11\xe0" + bytes(600), "encrypted, or in the format of Word before 2007"),
        (".docx", samples.archive({"a.txt": "x"}), "not a .docx file, or damaged"),
        (".docx", samples.archive({"word/document.xml": samples.ENTITY_BOMB}), "declares a document type"),
        (".docx", samples.archive({"word/document.xml": "<a><b>"}), "not well formed"),
        (".docx", samples.archive({"word/document.xml": bytes(250_000_000)}), "unpacks to 250 MB"),
        (".odt", samples.odt("", "<manifest:encryption-data/>"), "encrypted: needs a password"),
        (".odt", samples.archive({"content.xml": samples.ENTITY_BOMB}), "declares a document type"),
        (".odt", bytes(1000), "not a .odt file, or damaged"),
        (".html", bytes(1000), "binary, not text"),
        (".html", b"\xff\xfe<", "not utf-16-le text"),
        (".html", b"caf\xe9", "give one with --encoding"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_worker_goes_on(
    worker: Worker, suffix: str, data: bytes, reason: str
) -> None:
    with pytest.raises(Unreadable) as caught:
        worker.extract(data, suffix)
    assert reason in str(caught.value)
    assert worker.extract(GOOD[".pdf"], ".pdf").text == "Bảo hiểm xã hội."


def test_a_page_nested_without_end_gives_text_or_a_reason() -> None:
    with Worker(seconds=1) as worker:
        try:
            assert "sâu" in worker.extract(b"<div>" * 100_000 + "sâu".encode(), ".html").text
        except Unreadable as error:
            assert "more than 1 s" in str(error)
        assert worker.extract(GOOD[".html"], ".html").text == "Bảo hiểm xã hội."


def test_a_bomb_costs_no_more_than_the_worker_may_take() -> None:
    with Worker(seconds=2, memory=450_000_000) as worker:
        with pytest.raises(Unreadable) as caught:
            worker.extract(samples.bomb_pdf(500_000_000), ".pdf")
        assert str(caught.value)
        assert worker.extract(GOOD[".docx"], ".docx").text == "Bảo hiểm xã hội."


def test_a_file_that_takes_too_long_is_given_up() -> None:
    many = samples.docx("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 1_500_000)
    with Worker(seconds=1) as worker:
        with pytest.raises(Unreadable, match="takes more than 1 s to read"):
            worker.extract(many, ".docx")
        assert worker.extract(GOOD[".html"], ".html").text == "Bảo hiểm xã hội."


def test_a_worker_that_died_is_started_again(worker: Worker) -> None:
    worker.extract(GOOD[".pdf"], ".pdf")
    process = worker._process
    assert process is not None
    process.kill()
    process.wait()
    assert worker.extract(GOOD[".pdf"], ".pdf").text == "Bảo hiểm xã hội."


@pytest.mark.parametrize(("suffix", "library"), [(".pdf", "pypdfium2"), (".html", "resiliparse")])
def test_a_missing_library_is_named_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, suffix: str, library: str
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(Unreadable) as caught:
        extract(GOOD[suffix], suffix)
    assert str(caught.value) == f"{suffix} {NEEDS}"


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_a_damaged_file_gives_text_or_a_reason(worker: Worker, suffix: str, data: st.DataObject) -> None:
    changed = bytearray(GOOD[suffix])
    for _ in range(data.draw(st.integers(1, 5))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    try:
        read = worker.extract(bytes(changed), suffix)
        assert list(read.pages) == sorted(read.pages)
        assert all(0 <= page <= len(read.text) for page in read.pages)
    except Unreadable as error:
        assert str(error)


def test_every_format_has_a_sample() -> None:
    assert {*GOOD, ".htm"} == FORMATS
