"""Tables: a document a row."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.documents.document import Document, Skipped
from bhxh_search.documents.encodings import Decoded
from bhxh_search.documents.readers import read_file
from bhxh_search.documents.tables import read_table


def rows(text: str, suffix: str = ".csv") -> list[Document | Skipped]:
    return list(read_table(Decoded(text, "utf-8"), suffix, "bang.csv", "/bang.csv"))


def test_a_row_is_a_document_under_the_names_of_the_first() -> None:
    text = 'id,title,text,date,so_trang\na,Một,"Văn bản, dài",2024-05-01,3\n\n,,Hai,,\n'
    assert rows(text) == [
        Document("a", "Văn bản, dài", "Một", "/bang.csv", dt.date(2024, 5, 1), fields={"so_trang": "3"}),
        Document("bang.csv#4", "Hai", path="/bang.csv"),
    ]


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("Tiêu đề;Nội dung\nMột;Văn bản\n", ".csv"),
        ("TIEU_DE\tNOI-DUNG\r\nMột\tVăn bản\r\n", ".tsv"),
        ("headline|content\nMột|Văn bản", ".csv"),
    ],
)
def test_columns_are_known_by_their_names_and_parted_by_what_the_first_line_has(text: str, suffix: str) -> None:
    (document,) = rows(text, suffix)
    assert isinstance(document, Document)
    assert (document.title, document.text, document.fields) == ("Một", "Văn bản", {})


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\n', "SEP=;\n", "sep=;;\n"])
def test_a_first_line_for_excel_tells_what_parts_the_cells(first: str) -> None:
    (document,) = rows(f"{first}title;text\nMột, hai, ba;Bốn\n")
    assert isinstance(document, Document)
    assert (document.id, document.title, document.text) == ("bang.csv#3", "Một, hai, ba", "Bốn")


def test_a_table_without_a_column_for_a_text_says_how_to_name_one() -> None:
    reason = "no column for a text: name one 'text' or 'title' in the first line"
    assert rows("a,b\n1,2\n") == [Skipped("/bang.csv", reason)]


def test_a_cell_may_have_lines_and_quotes_and_any_length() -> None:
    long = "dài " * 50_000
    (document,) = rows(f'text\n"Một\nhai ""ba"" {long}"\n')
    assert isinstance(document, Document)
    assert document.text == f'Một\nhai "ba" {long}'


def test_a_header_alone_is_empty() -> None:
    assert rows("text,title\n") == [Skipped("/bang.csv", "empty")]


def test_a_table_in_an_old_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("text;author\nB¶o hiÓm x· héi tù nguyÖn;NguyÔn V¨n §øc\n".encode("windows-1252"))
    (document,) = read_file(path, "a.csv")
    assert isinstance(document, Document)
    assert document.text == "Bảo hiểm xã hội tự nguyện"
    assert document.fields == {"author": "Nguyễn Văn Đức", "encoding": "tcvn3"}


@given(st.text(), st.sampled_from([".csv", ".tsv"]))
def test_any_text_gives_documents_or_reasons(text: str, suffix: str) -> None:
    assert rows("text,title\n" + text, suffix)


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_quotation_mark_that_is_not_closed_swallows_no_rows(suffix: str, end: str) -> None:
    mark = "," if suffix == ".csv" else "\t"
    lines = ["id|title|text", 'a|"Tin nóng|một', "b|Hai|hai", 'c|"Ba, là ba"|"ba ""3"""', "d|Bốn|bốn"]
    found = rows("\n".join(lines).replace("|", mark) + end, suffix)
    assert [(one.id, one.title, one.text) for one in found if isinstance(one, Document)] == [
        ("a", '"Tin nóng', "một"),
        ("b", "Hai", "hai"),
        ("c", "Ba, là ba", 'ba "3"'),
        ("d", "Bốn", "bốn"),
    ]


def test_a_mark_closed_in_the_midst_of_a_later_cell_swallows_no_rows() -> None:
    text = 'title\ttext\nMột\t"Tin nóng\nHai\t"Tin" khác\nBa\t"dài\nhai dòng"\nBốn\tcuối "cùng\n'
    found = [(one.title, one.text) for one in rows(text, ".tsv") if isinstance(one, Document)]
    assert found == [("Một", '"Tin nóng'), ("Hai", "Tin khác"), ("Ba", "dài\nhai dòng"), ("Bốn", 'cuối "cùng')]


def test_only_the_mark_that_is_not_closed_is_taken_as_written() -> None:
    text = 'id,title,text,x\nc,"Ba, là ba","chưa đóng,4\nd,"Lương, thưởng","Tin" nóng,5\n'
    found = [(one.title, one.text, one.fields) for one in rows(text) if isinstance(one, Document)]
    assert found == [("Ba, là ba", '"chưa đóng', {"x": "4"}), ("Lương, thưởng", "Tin nóng", {"x": "5"})]


@pytest.mark.parametrize("more", ["", "e,Năm,năm\n"])
def test_a_row_is_read_alike_wherever_it_stands(more: str) -> None:
    for row in ('z,"Lương, thưởng","Tin" nóng', 'a,Một,"dòng 1\ndòng 2" ', 'a,"dòng 1\ndòng 2" ,b'):
        read = [rows(f"id,title,text\n{first}{row}\n{more}") for first in ("", "f,Sáu,sáu\n")]
        documents = [[one for one in some if isinstance(one, Document) and one.id in "az"] for some in read]
        found = [(one.title, one.text) for (one,) in documents]
        assert found[0] == found[1]
        assert found[0] in [("Lương, thưởng", "Tin nóng"), ("Một", "dòng 1\ndòng 2 "), ("dòng 1\ndòng 2 ", "b")]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).filter(lambda cell: cell.strip())


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1), st.sampled_from([",", ";", "\t"]))
def test_what_python_writes_is_read_as_it_was(table: list[tuple[str, str]], delimiter: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows([("title", "text"), *table])
    found = rows(file.getvalue(), ".tsv" if delimiter == "\t" else ".csv")
    assert [(one.title, one.text) for one in found if isinstance(one, Document)] == table


def test_commas_of_a_text_in_the_last_column_are_its_own() -> None:
    [found] = rows("id,title,text\n1,Tin,Người lao động, người sử dụng lao động, công đoàn ,\n")
    assert isinstance(found, Document)
    assert found.text == "Người lao động, người sử dụng lao động, công đoàn "


def test_cells_without_a_name_are_told_and_not_lost() -> None:
    found = rows("id,text,date\n1,Người lao động, công đoàn,2024-05-01\n2,Khác,2024-05-02,\n")
    assert isinstance(found[0], Skipped)
    assert found[0].line == 2
    assert found[0].reason.startswith("4 cells, and the first line names 3;")
    assert found[1] == Document("2", "Khác", path="/bang.csv", date=dt.date(2024, 5, 2))


def test_columns_of_one_name_are_both_kept() -> None:
    assert rows("text,nội dung,text,loai,loai\na,b,c,d,e\n") == [
        Document(
            "bang.csv#2", "a", path="/bang.csv", fields={"nội dung": "b", "text 2": "c", "loai": "d", "loai 2": "e"}
        )
    ]


def test_our_own_name_comes_first_wherever_its_column_stands() -> None:
    [found] = rows("nội dung,ngày,text,date\na,1/1/2024,b,2024-06-28\n")
    assert isinstance(found, Document)
    assert (found.text, found.date) == ("b", dt.date(2024, 6, 28))
    assert found.fields == {"nội dung": "a", "ngày": "1/1/2024"}


def test_a_date_of_publishing_is_known_as_programs_write_it() -> None:
    [found] = rows("text,created_at,publishedAt\nb,2024-01-01,2024-06-28\n")
    assert isinstance(found, Document)
    assert (found.date, found.fields) == (dt.date(2024, 6, 28), {"created_at": "2024-01-01"})


def test_very_many_columns_of_one_name_are_told_apart() -> None:
    [found] = rows(",".join(["text", *["loai"] * 3_000]) + "\n" + ",".join(["a", *map(str, range(3_000))]) + "\n")
    assert isinstance(found, Document)
    assert list(found.fields.values()) == [str(number) for number in range(3_000)]


def test_fields_of_laws_are_known_by_their_vietnamese_names() -> None:
    [found] = rows(
        "Số hiệu;Loại văn bản;Cơ quan ban hành;Người ký;Trích yếu\n1/2024/NĐ-CP;Nghị định;Chính phủ;An;Về\n"
    )
    assert isinstance(found, Document)
    assert found.fields == {"number": "1/2024/NĐ-CP", "kind": "Nghị định", "issuer": "Chính phủ", "signer": "An"}
