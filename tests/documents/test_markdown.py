import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.documents.document import Document
from bhxh_search.documents.extracted import Extracted
from bhxh_search.documents.markdown import read_markdown
from bhxh_search.documents.readers import read_file


def read(text: str) -> Extracted:
    return read_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "# Bảo hiểm\n\nMột.",
        "Mở đầu.\n\n## Mục\n\n# Bảo hiểm #\n\n# Thứ hai\n",
        "Bảo hiểm\n========\n",
        "   # Bảo hiểm   \r\nMột.\r\n",
        "```\n# chú thích\n```\n# Bảo hiểm\n",
        "~~~~\n~~~\n# chú thích\n~~~~\n# Bảo hiểm\n",
    ],
)
def test_the_title_is_the_first_level_1_heading(text: str):
    assert read(text).title == "Bảo hiểm"


@pytest.mark.parametrize("text", ["Một.\n", "## Mục\n", "#bhxh\n", "    # mã\n", "#\n", "\n===\n", "```\n# mã\n"])
def test_without_a_level_1_heading_there_is_no_title(text: str):
    assert read(text).title == ""


@pytest.mark.parametrize(
    ("line", "title"), [("# Bảo hiểm ##", "Bảo hiểm"), ("# C#", "C#"), ("# # a", "# a"), ("# ##", "")]
)
def test_the_closing_marks_of_a_heading_are_no_part_of_the_title(line: str, title: str):
    assert read(line).title == title


def test_markup_and_line_ends_stay_in_the_text():
    text = "# Bảo hiểm\r\n\r\n**Đậm** và [liên kết](https://example.org)\r\n"
    assert read(text).text == text


def test_front_matter_gives_title_date_and_fields_and_leaves_the_text():
    document = read('---\ntitle: "Bảo hiểm: hỏi và đáp"\ndate: 2020-12-18\nauthor: Chấn Hưng\n---\n# Hỏi\nMột.\n')
    assert (document.title, document.date) == ("Bảo hiểm: hỏi và đáp", dt.date(2020, 12, 18))
    assert (document.fields, document.text) == ({"author": "Chấn Hưng"}, "# Hỏi\nMột.\n")


def test_front_matter_without_a_title_leaves_it_to_the_heading():
    assert read("---\nauthor: Chấn Hưng\n---\n# Hỏi\n").title == "Hỏi"


def test_a_date_that_is_none_stays_a_field():
    document = read("---\ndate: mùa thu\n---\nMột.\n")
    assert (document.date, document.fields) == (None, {"date": "mùa thu"})


def test_of_front_matter_only_simple_lines_are_read():
    document = read("---\n# chú thích\ntags:\n  - bhxh\n- bhyt\n\nkind: tin\nurl:\n...\nMột.\n")
    assert (document.fields, document.text) == ({"kind": "tin"}, "Một.\n")


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        ("title: >-\n  Bảo hiểm\n  xã hội", "Bảo hiểm xã hội"),
        ("title: |  # hai dòng\n  Bảo hiểm\n\n  xã hội\nkind: tin", "Bảo hiểm xã hội"),
        ("title: Bảo hiểm  # chú thích", "Bảo hiểm"),
        ('title: "Bảo hiểm # 1" # chú thích', "Bảo hiểm # 1"),
        ("title: Bảo hiểm C#", "Bảo hiểm C#"),
        ("title: Hỏi: đáp", "Hỏi: đáp"),
        ("title: 'Luật mới' # cũ", "Luật mới"),
        ("Title: Bảo hiểm", "Bảo hiểm"),
        ("Tiêu đề: Bảo hiểm", "Bảo hiểm"),
        ("title: # chú thích", "Hỏi"),
    ],
)
def test_the_title_of_front_matter_is_read_as_yaml_is(title: str, read_as: str):
    document = read(f"---\n{title}\n---\n# Hỏi\n")
    assert (document.title, document.text) == (read_as, "# Hỏi\n")


def test_keys_are_known_in_any_letters_and_in_vietnamese():
    document = read("---\nDate: 2020-12-18\nNgười ký: Lê Văn Hai\nnơi lưu: kho\nid: 7\n---\nMột.\n")
    assert (document.date, document.text) == (dt.date(2020, 12, 18), "Một.\n")
    assert document.fields == {"signer": "Lê Văn Hai", "nơi lưu": "kho", "id": "7"}


def test_lines_below_a_key_are_one_text():
    document = read("---\nmô tả: |\n  Một.\n  Hai.\nkind: tin\n---\n")
    assert document.fields == {"mô tả": "Một.\nHai.", "kind": "tin"}


LAW = """CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/2020/NĐ-CP
Hà Nội, ngày 18 tháng 12 năm 2020
{0}NGHỊ ĐỊNH{1}
Quy định về trợ cấp
{0}Điều 1. Phạm vi{1}
Một.
{0}Điều 2. Đối tượng{1}
Hai.
"""


@pytest.mark.parametrize(("before", "behind"), [("", ""), ("## ", ""), ("**", "**"), ("### **", "**")])
def test_a_law_in_markdown_is_read_article_by_article(tmp_path: Path, before: str, behind: str):
    path = tmp_path / "a.md"
    text = LAW.format(before, behind)
    path.write_text(f"---\nnumber: 13/2020/NĐ-CP\n---\n{text}", "utf-8")
    documents = [one for one in read_file(path, "a.md") if isinstance(one, Document)]
    assert [one.id for one in documents] == ["a.md#mo-dau", "a.md#dieu-1", "a.md#dieu-2"]
    assert [one.title for one in documents[1:]] == ["Điều 1. Phạm vi", "Điều 2. Đối tượng"]
    assert "".join(one.text for one in documents) == text, "markup stays"
    assert {one.date for one in documents} == {dt.date(2020, 12, 18)}
    assert {one.fields["number"] for one in documents} == {"13/2020/NĐ-CP"}
    assert {one.fields["kind"] for one in documents} == {"nghị định"}


@pytest.mark.parametrize(
    ("front", "title", "date"),
    [
        ("---\ntitle: Ghi chép tháng 6\ndate: 2024-06-21\n---\n", "Ghi chép tháng 6", dt.date(2024, 6, 21)),
        ("", "Họp về mức đóng tự nguyện", dt.datetime(2024, 6, 20, 10, 0)),
    ],
)
def test_a_date_below_a_heading_takes_nothing_away_from_markdown(
    tmp_path: Path, front: str, title: str, date: dt.date
):
    path = tmp_path / "a.md"
    text = "# Họp về mức đóng tự nguyện\n\nThứ năm, 20/6/2024, 10:00\n\nNội dung bàn.\n\n**Trần Văn Bình**\n"
    path.write_text(front + text, "utf-8")
    (document,) = read_file(path, "a.md")
    assert isinstance(document, Document)
    assert (document.text, document.title, document.date) == (text, title, date)
    assert document.fields["author"] == "Trần Văn Bình"


def test_the_old_encoding_of_a_markdown_file_is_told(tmp_path: Path):
    path = tmp_path / "a.md"
    path.write_bytes("# B¶o hiÓm x· héi tù nguyÖn\n".encode("latin-1"))
    (document,) = read_file(path, "a.md")
    assert isinstance(document, Document)
    assert (document.title, document.fields) == ("Bảo hiểm xã hội tự nguyện", {"encoding": "tcvn3"})


@pytest.mark.parametrize(
    "text",
    [
        "---\nMột câu thường.\n---\nHai.\n",
        "---\ntitle: không đóng\n",
        "---\n\n---\nMột.\n",
        "Một.\n---\ntitle: giữa bài\n---\n",
    ],
)
def test_what_is_not_front_matter_as_a_whole_stays_in_the_text(text: str):
    document = read(text)
    assert (document.text, document.fields) == (text, {})


@given(st.text(st.sampled_from("#=-~`:a \n\r")))
def test_any_text_is_a_document_whose_text_ends_the_file(text: str):
    assert text.endswith(read(text).text)
