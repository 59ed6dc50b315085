import datetime as dt

import pytest

from bhxh_search.documents.document import Document, Skipped, without_surrogates
from bhxh_search.errors import InvalidDocument


def message(**values: object) -> str:
    with pytest.raises(InvalidDocument) as caught:
        Document(**{"id": "a", "text": "", **values})  # type: ignore[arg-type]
    return str(caught.value)


def test_a_document_needs_an_id_and_a_text_only():
    document = Document(id="a", text="xã hội")
    assert (document.title, document.path, document.date, document.group) == ("", None, None, None)
    assert (document.headings, document.pages, document.fields) == ((), (), {})


def test_an_empty_id_is_refused():
    assert message(id="") == "document id '' is empty or holds a control character"


def test_an_id_with_a_line_end_is_refused():
    assert message(id="a\nb") == "document id 'a\\nb' is empty or holds a control character"


def test_an_id_may_hold_any_printable_text():
    assert Document(id="luật/số 41#Điều 3", text="").id == "luật/số 41#Điều 3"


def test_a_text_that_is_no_text_is_refused():
    assert message(text=b"abc") == "text of document 'a' is bytes, not text"


def test_lone_surrogates_are_replaced_everywhere():
    document = Document(
        id="a\ud800", text="b\udfff", title="\ud801", headings=("\ud802",), fields={"\ud803": ("\ud804",)}
    )
    assert (document.id, document.text, document.title) == ("a\ufffd", "b\ufffd", "\ufffd")
    assert (document.headings, document.fields) == (("\ufffd",), {"\ufffd": ("\ufffd",)})


def test_a_character_outside_the_first_plane_is_not_a_surrogate():
    assert without_surrogates("𝄞") == "𝄞"


def test_line_ends_are_kept():
    assert Document(id="a", text="một\r\nhai\rba\n").text == "một\r\nhai\rba\n"


def test_a_time_with_a_zone_becomes_that_of_vietnam():
    moment = dt.datetime(2020, 12, 18, 17, 19, tzinfo=dt.timezone.utc)
    document = Document(id="a", text="", date=moment, fields={"seen": moment})
    assert document.date == document.fields["seen"] == dt.datetime(2020, 12, 19, 0, 19)


def test_a_naive_time_is_kept():
    moment = dt.datetime(2020, 12, 18, 19, 19)
    assert Document(id="a", text="", date=moment).date == moment


@pytest.mark.parametrize("offset", [-23, 23])
def test_a_time_out_of_the_calendar_is_an_invalid_document(offset: int):
    moment = dt.datetime.max if offset < 0 else dt.datetime.min
    aware = moment.replace(tzinfo=dt.timezone(dt.timedelta(hours=offset)))
    assert "is out of the calendar in Vietnam's time" in message(date=aware)
    assert "field 'seen' of document" in message(fields={"seen": aware})


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"date": "18/12/2020"}, "date of document 'a' is str, not a date"),
        ({"headings": (1,)}, "headings of document 'a' are not a tuple of texts"),
        ({"headings": "Chương I"}, "headings of document 'a' are str, not a tuple"),
        ({"headings": None}, "headings of document 'a' are NoneType, not a tuple"),
        ({"pages": ("1",)}, "pages of document 'a' are not a tuple of rising offsets from 0"),
        *(
            ({"pages": pages}, "pages of document 'a' are not a tuple of rising offsets from 0")
            for pages in ((-1,), (True,), (5, 3), (10**30,), (0, "1"))
        ),
        ({"pages": b"ab"}, "pages of document 'a' are bytes, not a tuple"),
        ({"pages": None}, "pages of document 'a' are NoneType, not a tuple"),
        ({"fields": None}, "fields of document 'a' are NoneType, not a mapping of names"),
        ({"fields": {1: "x"}}, "a field of document 'a' has a name that is not text"),
    ],
)
def test_a_value_of_a_wrong_type_is_an_invalid_document(values: dict[str, object], said: str):
    assert message(**values) == said


def test_headings_and_pages_may_come_one_by_one():
    given = Document("a", "x" * 9, headings=map(str.strip, [" I ", "II"]), pages=iter([0, 5]))  # type: ignore[arg-type]
    assert (given.headings, given.pages) == (("I", "II"), (0, 5))


def test_a_field_holds_no_mapping():
    assert message(fields={"x": {}}).startswith("field 'x' of document 'a' is dict;")


def test_a_document_cannot_be_changed():
    with pytest.raises(AttributeError):
        Document(id="a", text="").text = "b"  # type: ignore[misc]


def test_a_skipped_line_is_shown_with_its_place():
    assert str(Skipped("tin.jsonl", "no text and no title", line=3)) == "tin.jsonl:3: no text and no title"


def test_a_skipped_file_is_shown_with_its_path():
    assert str(Skipped("tin.txt", "empty")) == "tin.txt: empty"


def test_a_number_that_nobody_counts_with_is_refused() -> None:
    assert Document("d", "", fields={"views": 10**299}).fields["views"] == 10**299
    for number in (10**300, -(10**5000)):
        with pytest.raises(InvalidDocument, match="'views' of document 'd' is a number of more than 300 digits"):
            Document("d", "", fields={"views": number})


def test_the_names_of_known_fields_are_written_small() -> None:
    assert Document("a", "x", fields={"Source": "A", "KIND": "b", "Loai": "c"}).fields == {
        "source": "A",
        "kind": "b",
        "Loai": "c",
    }
    for both in ({"Source": "A", "source": "b"}, {"source": "b", "Source": "A"}):
        assert Document("a", "x", fields=both).fields == both
    assert Document("a", "x", fields={"Source": "A", "SOURCE": "b"}).fields == {"source": "A", "SOURCE": "b"}
