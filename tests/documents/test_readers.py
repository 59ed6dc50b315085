import datetime as dt
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.documents.document import Document, Skipped
from bhxh_search.documents.lines import plain
from bhxh_search.documents.news import parse_news
from bhxh_search.documents.readers import is_supported, read_file, read_text

SEED = Path(__file__).parents[2] / "seeds" / "000_70584c224087e00c.txt"


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def read_one(path: Path) -> Document | Skipped:
    (item,) = read_file(path, path.name)
    return item


@pytest.mark.parametrize("name", ["a.txt", "a.TXT", "a.md", "a.b.JsonL"])
def test_a_supported_file_is_known_by_its_suffix(name: str):
    assert is_supported(Path("tin") / name)


@pytest.mark.parametrize("name", ["a.doc", "a", "txt", ".txt", "a.txt.gz", "a.json"])
def test_another_suffix_is_not_supported(name: str):
    assert not is_supported(Path("tin") / name)


def test_the_seed_is_one_document():
    (item,) = read_file(SEED, "seed")
    assert isinstance(item, Document)
    assert item.title.startswith("Tiếp tục thực hiện tốt công tác tuyên truyền")
    assert item.text.startswith("Ngày 18-12, tại TP Cần Thơ, ")
    assert (item.id, item.path, item.date) == ("seed", str(SEED), dt.datetime(2020, 12, 18, 19, 19))
    caption = "Đồng chí Đào Việt Ánh, Phó Tổng Giám đốc BHXH Việt Nam, phát biểu tại hội nghị."
    lead = plain(item.text.splitlines()[0])
    assert item.fields == {
        "author": "CHẤN HƯNG",
        "place": "TP Cần Thơ",
        "source": "CT",
        "lead": lead,
        "captions": (caption,),
    }


def read_plain(text: str) -> Document:
    (document,) = read_text(text, "-", None)
    return document


def test_what_an_article_does_not_say_is_no_field():
    news = "18/12/2020\n\nMười lăm triệu người tham gia\n\nHội nghị bế mạc."
    assert read_plain(news).fields == {}


@pytest.mark.parametrize("name", ["a.txt", "a.TXT", "a.log", "a"])
def test_a_text_file_is_read_whatever_its_suffix(tmp_path: Path, name: str):
    path = write(tmp_path, name, "Bảo hiểm.\r\n\r\nXã hội.\r\n")
    assert read_one(path) == Document(id=name, text="Bảo hiểm.\r\n\r\nXã hội.\r\n", path=str(path))


def test_the_path_is_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(tmp_path, "a.txt", "Bảo hiểm.")
    monkeypatch.chdir(tmp_path)
    assert read_one(Path("a.txt")) == Document(id="a.txt", text="Bảo hiểm.", path="a.txt")


def test_a_heading_above_a_blank_line_is_the_title_and_stays_in_the_text():
    text = "\n Luật Bảo hiểm xã hội\u00a0\n\nĐiều 1. Phạm vi.\n"
    document = read_plain(text)
    assert (document.title, document.text) == ("Luật Bảo hiểm xã hội", text)


@pytest.mark.parametrize(
    "text",
    ["Một câu.\n\nHai câu.", "Một dòng\nHai dòng", "Một dòng\n\n", "106\n\nHai dòng", "chữ " * 60 + "\n\nHai"],
)
def test_a_first_line_that_may_not_be_a_heading_is_no_title(text: str):
    document = read_plain(text)
    assert (document.title, document.text) == ("", text)


def test_a_markdown_file_is_read_as_markdown(tmp_path: Path):
    path = write(tmp_path, "a.MD", "---\nauthor: Chấn Hưng\n---\n# Hỏi đáp\n")
    assert read_one(path) == Document(
        id="a.MD", text="# Hỏi đáp\n", title="Hỏi đáp", path=str(path), fields={"author": "Chấn Hưng"}
    )


def test_a_jsonl_file_gives_a_document_a_line(tmp_path: Path):
    path = write(tmp_path, "a.jsonl", '{"id": "x", "text": "một"}\n{"text": "hai"}\n{}\n')
    assert list(read_file(path, "tin/a.jsonl")) == [
        Document(id="x", text="một", path=str(path)),
        Document(id="tin/a.jsonl#2", text="hai", path=str(path)),
        Skipped(str(path), "no text and no title", line=3),
    ]


@pytest.mark.parametrize("suffix", [".txt", ".md", ".jsonl"])
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (" \n\u00a0\r\n".encode(), "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7\0\0", "binary, not text"),
    ],
)
def test_a_file_without_text_is_skipped(tmp_path: Path, suffix: str, data: bytes, reason: str):
    path = write(tmp_path, "a" + suffix, data)
    assert read_one(path) == Skipped(str(path), reason)


def test_a_file_in_an_unknown_encoding_is_skipped(tmp_path: Path):
    path = write(tmp_path, "a.txt", b"caf\xe9 s\xe1ng")
    assert read_one(path) == Skipped(
        str(path), "in no known encoding (byte 0xE9 at 3 is not UTF-8); give one with --encoding"
    )


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_a_file_that_is_gone_is_skipped(tmp_path: Path, name: str):
    assert read_one(tmp_path / name) == Skipped(str(tmp_path / name), "no such file or directory")


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_a_folder_is_skipped(tmp_path: Path, name: str):
    (tmp_path / name).mkdir()
    assert read_one(tmp_path / name) == Skipped(str(tmp_path / name), "is a directory")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_skipped(tmp_path: Path):
    path = write(tmp_path, "a.txt", "Bảo hiểm.")
    path.chmod(0)
    assert read_one(path) == Skipped(str(path), "permission denied")


def test_an_error_while_reading_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(path: Path, flags: int) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert read_one(tmp_path / "a.txt") == Skipped(str(tmp_path / "a.txt"), "permission denied")


def test_a_file_whose_id_cannot_be_one_is_skipped(tmp_path: Path):
    path = write(tmp_path, "a.txt", "Bảo hiểm.")
    (item,) = read_file(path, "a\nb.txt")
    assert item == Skipped(str(path), "document id 'a\\nb.txt' is empty or holds a control character")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


BYTES = (
    st.binary()
    | st.text().map(lambda text: text.encode("utf-16", "surrogatepass"))
    | st.text(st.sampled_from('{}[]":,\\u0 \n"text"title:18/12/2020-#')).map(str.encode)
)


@given(BYTES, st.sampled_from([".txt", ".md", ".jsonl", ".bin"]))
def test_any_bytes_give_documents_or_reasons(folder: Path, data: bytes, suffix: str):
    path = write(folder, "a" + suffix, data)
    items = list(read_file(path, "a"))
    assert items
    for item in items:
        assert isinstance(item, Document) or item.reason


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")).filter(str.strip))
def test_a_text_that_is_no_article_is_kept_as_it_is(folder: Path, text: str):
    if parse_news(text) is None:
        item = read_one(write(folder, "a.txt", b"\xef\xbb\xbf" + text.encode()))
        assert isinstance(item, Document)
        assert item.text == text
