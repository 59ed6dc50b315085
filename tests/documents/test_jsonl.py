import datetime as dt
import io
import json
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bhxh_search.documents.document import Document, Skipped
from bhxh_search.documents.field_names import purpose_of
from bhxh_search.documents.jsonl import read_jsonl

FIRST = '{"id": "a", "text": "một"}'
SECOND = '{"id": "b", "text": "hai"}'


def read(data: bytes | str) -> list[Document | Skipped]:
    file = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return list(read_jsonl(file, "tin.jsonl", "/tin.jsonl"))


def document(**record: object) -> Document:
    (item,) = read(json.dumps({"text": "một"} | record))
    assert isinstance(item, Document), item
    return item


def reason(line: bytes | str) -> str:
    (item,) = read(line)
    assert isinstance(item, Skipped)
    assert (item.path, item.line) == ("/tin.jsonl", 1)
    return item.reason


def ids(data: bytes | str) -> list[str]:
    items = read(data)
    assert all(isinstance(item, Document) for item in items), items
    return [item.id for item in items if isinstance(item, Document)]


def test_a_line_is_a_document():
    item = document(id="a", title="Tin", date="2020-12-18T19:19", url="https://example.org/1")
    assert item == Document(
        id="a",
        text="một",
        title="Tin",
        path="/tin.jsonl",
        date=dt.datetime(2020, 12, 18, 19, 19),
        fields={"url": "https://example.org/1"},
    )


def test_an_integer_id_is_its_digits():
    assert document(id=17).id == "17"


@pytest.mark.parametrize("record", [{}, {"id": None}])
def test_a_line_without_an_id_is_named_by_its_file_and_number(record: dict[str, object]):
    assert document(**record).id == "tin.jsonl#1"


def test_blank_lines_are_passed_over_and_counted():
    assert ids('\n  \r\n{"text": "một"}\n\n') == ["tin.jsonl#3"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_lines_may_end_in_any_way(end: str, last: str):
    assert ids(FIRST + end + SECOND + last) == ["a", "b"]


def test_other_line_separators_inside_a_string_end_no_line():
    (item,) = read('{"text": "một\u2028hai\x85ba"}')
    assert isinstance(item, Document)
    assert item.text == "một\u2028hai\x85ba"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_first_line(codec: str):
    assert ids(f"{FIRST}\n{SECOND}\n".encode(codec)) == ["a", "b"]


@pytest.mark.parametrize(
    ("date", "read_as"),
    [
        ("18/12/2020", dt.date(2020, 12, 18)),
        ("2020-12-18", dt.date(2020, 12, 18)),
        ("2020-12-18T19:19:00", dt.datetime(2020, 12, 18, 19, 19)),
    ],
)
def test_a_date_is_iso_or_has_the_day_first(date: str, read_as: dt.date):
    item = document(date=date)
    assert (item.date, "date" in item.fields) == (read_as, False)


@pytest.mark.parametrize(("date", "text"), [("mùa thu 2020", "mùa thu 2020"), (2020, "2020"), ([1, 2], "[1, 2]")])
def test_a_date_that_is_none_stays_a_field(date: object, text: str):
    item = document(date=date)
    assert (item.date, item.fields) == (None, {"date": text})


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("chữ", "chữ"),
        (12, 12),
        (1.5, 1.5),
        (True, "true"),
        (False, "false"),
        (["a", 1, 1.5, True, None, {"b": 2}], ("a", "1", "1.5", "true", '{"b": 2}')),
        ([], ()),
        ({"tỉnh": ["Cần Thơ"]}, '{"tỉnh": ["Cần Thơ"]}'),
    ],
)
def test_other_values_are_fields(value: object, field: object):
    item = document(khac=value)
    assert item.fields == {"khac": field}
    assert type(item.fields["khac"]) is type(field)


def line(record: dict[str, object]) -> Document:
    (item,) = read(json.dumps(record))
    assert isinstance(item, Document), item
    return item


@pytest.mark.parametrize("name", ["content", "body", "noi_dung", "nội dung", "NoiDung", "fullText", "articleBody"])
def test_a_text_is_known_by_the_names_that_columns_of_a_table_have(name: str):
    item = line({"id": "a", "title": "Tin A", name: "trợ cấp thất nghiệp mới"})
    assert (item.title, item.text, item.fields) == ("Tin A", "trợ cấp thất nghiệp mới", {})


@pytest.mark.parametrize("name", ["ngay", "Ngày đăng", "publishedAt", "published_at", "datePublished", "created_at"])
def test_a_date_is_known_by_other_names(name: str):
    item = line({"tieu_de": "Tin", "noi_dung": "một", name: "2024-06-28T08:15:00", "tac_gia": ["An", "Bình"]})
    assert (item.title, item.text, item.date) == ("Tin", "một", dt.datetime(2024, 6, 28, 8, 15))
    assert item.fields == {"author": ("An", "Bình")}


def test_our_own_names_come_first_and_others_stay_fields():
    item = line({"content": "hai", "date": "2024-06-28", "text": "một", "created_at": "2024-01-01"})
    assert (item.text, item.date) == ("một", dt.date(2024, 6, 28))
    assert item.fields == {"content": "hai", "created_at": "2024-01-01"}


def test_of_several_names_the_surest_counts():
    item = line({"created_at": "2024-01-01", "ngay_dang": "28/6/2024", "body": "hai", "content": "một"})
    assert (item.text, item.date) == ("một", dt.date(2024, 6, 28))
    assert item.fields == {"created_at": "2024-01-01", "body": "hai"}


def test_an_empty_text_gives_way_to_one_of_another_name():
    item = line({"text": " ", "title": None, "content": "một", "tieu_de": "Tin"})
    assert (item.text, item.title, item.fields) == ("một", "Tin", {})


def test_what_cannot_be_meant_by_a_known_name_stays_a_field():
    item = line({"title": "Tin", "content": ["một", "hai"], "created_at": 1719537300})
    assert (item.text, item.date, item.fields) == ("", None, {"content": ("một", "hai"), "created_at": 1719537300})


def test_null_is_no_value():
    assert document(url=None, title=None, date=None).fields == {}


def test_group_headings_and_pages_are_the_document_s_own():
    item = document(text="một hai", group=41, headings=["Chương I", "Điều 1"], pages=[0, 4])
    assert (item.group, item.headings, item.pages) == ("41", ("Chương I", "Điều 1"), (0, 4))
    assert item.fields == {}


def test_group_headings_and_pages_of_a_wrong_type_stay_fields():
    item = document(text="một", group=["g"], headings="Chương I", pages=[0, 99])
    assert (item.group, item.headings, item.pages) == (None, (), ())
    assert item.fields == {"group": ("g",), "headings": "Chương I", "pages": ("0", "99")}


def test_a_title_without_a_text_is_a_document():
    (item,) = read('{"id": "a", "title": "Tin vắn"}')
    assert isinstance(item, Document)
    assert (item.title, item.text) == ("Tin vắn", "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("[1, 2]", "an array, not a JSON object"),
        ("null", "null, not a JSON object"),
        ('{"text": "một"', "not valid JSON (Expecting ',' delimiter at character 15)"),
        ('{"text": "một"} {}', "not valid JSON (Extra data at character 17)"),
        ("{}", "no text and no title"),
        ('{"id": "a", "text": " ", "title": ""}', "no text and no title"),
        (
            '{"id": "a", "mo_ta": "trợ cấp mới", "url": "https://example.org/tin"}',
            "no text and no title; if 'mo_ta' holds one, name it 'text'",
        ),
        ('{"text": 12}', "text is a number, not a string"),
        ('{"text": ["một"], "title": "Tin"}', "text is an array, not a string"),
        ('{"text": "một", "id": true}', "id is a boolean, not a string or an integer"),
        ('{"text": "một", "id": ""}', "document id '' is empty or holds a control character"),
        ('{"text": "một", "id": "a\\n"}', "document id 'a\\n' is empty or holds a control character"),
        (b'{"text": "caf\xe9"}', "in no known encoding (byte 0xE9 at 13 is not UTF-8); give one with --encoding"),
    ],
)
def test_a_line_that_cannot_be_a_document_is_skipped_with_its_number(line: bytes | str, said: str):
    assert reason(line) == said


def test_json_nested_too_deeply_is_skipped():
    depth = sys.getrecursionlimit() * 100
    assert reason('{"text": "một", "x": ' + "[" * depth + "]" * depth + "}") == "JSON nested too deeply"


def test_a_bad_line_does_not_stop_the_rest():
    items = read(f"{FIRST}\nkhông phải JSON\n".encode() + b"\xff\n" + f"{SECOND}\n".encode())
    assert [item.id if isinstance(item, Document) else item.line for item in items] == ["a", 2, 3, "b"]


def test_numbers_that_are_no_json_numbers_are_kept_as_text():
    (item,) = read('{"text": "một", "a": NaN, "b": -Infinity, "c": 1e999, "d": ' + "1" * 5000 + "}")
    assert isinstance(item, Document)
    assert item.fields == {"a": "NaN", "b": "-Infinity", "c": "1e999", "d": "1" * 5000}


@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\xef\xbb\xbf\n", b"\xff\xfe"])
def test_a_file_without_lines_is_empty(data: bytes):
    assert read(data) == [Skipped("/tin.jsonl", "empty")]


def test_a_binary_file_is_skipped_as_a_whole():
    assert read(b"\x1f\x8b\x08\x00\nabc\n\xff\n") == [Skipped("/tin.jsonl", "binary, not text")]


def test_a_line_with_nul_further_down_is_skipped_alone():
    assert read(FIRST.encode() + b"\n\0\0\0\n" + SECOND.encode())[1] == Skipped(
        "/tin.jsonl", "binary, not text", line=2
    )


def test_utf16_that_breaks_off_is_skipped_as_a_whole():
    (item,) = read(FIRST.encode("utf-16")[:-1])
    assert isinstance(item, Skipped)
    assert item.line is None
    assert item.reason.startswith("not utf-16-le text (byte ")


def test_lines_are_read_one_at_a_time():
    file = io.BytesIO(f"{FIRST}\n{SECOND}\n".encode())
    first = next(read_jsonl(file, "tin.jsonl", "/tin.jsonl"))
    assert isinstance(first, Document)
    assert file.tell() == len(FIRST.encode()) + 1


NAMES = st.text(min_size=1, max_size=5).filter(
    lambda name: purpose_of(name) is None and name not in ("group", "headings", "pages")
)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
VALUES = TEXTS | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.lists(TEXTS).map(tuple)


@given(
    id=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1),
    title=TEXTS,
    text=TEXTS.filter(str.strip),
    fields=st.dictionaries(NAMES.filter(lambda name: name.isprintable()), VALUES, max_size=4),
    ascii=st.booleans(),
)
@example(id="ª", title="À", text="Ö", fields={}, ascii=False)
def test_what_is_written_as_json_is_read_back(
    id: str, title: str, text: str, fields: dict[str, str | int | float | tuple[str, ...]], ascii: bool
):
    record = {"id": id, "title": title, "text": text} | fields
    assert read(json.dumps(record, ensure_ascii=ascii)) == [
        Document(id=id, text=text, title=title, path="/tin.jsonl", fields=fields)
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["id", "title", "text", "date", "group", "headings", "pages", "url"])


@given(st.dictionaries(KEYS, JSON))
def test_any_object_is_one_document_or_one_line_to_report(record: dict[str, object]):
    (item,) = read(json.dumps(record))
    assert isinstance(item, Document) or item.line == 1
