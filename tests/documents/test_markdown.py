import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.documents.document import Document
from bhxh_search.documents.markdown import read_markdown


def read(text: str) -> Document:
    return read_markdown(text, "a.md", None)


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
