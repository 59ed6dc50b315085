"""Messages of the index about a query that it could not fully understand, translated into Vietnamese."""

from __future__ import annotations

import re

# A message, its varying parts in groups → the translation, into which these are filled.
_TRANSLATIONS = tuple(
    (re.compile(pattern, re.DOTALL), translation)
    for pattern, translation in (
        (r"there is no word in this query", r"Câu tìm kiếm không có từ nào"),
        (
            r"no document holds this phrase; its words were looked for instead",
            r"Không văn bản nào có đúng cụm từ này; đã tìm theo từng từ của nó",
        ),
        (r"this quotation mark has no partner", r"Dấu ngoặc kép này không có dấu đóng"),
        (r"this parenthesis is not closed", r"Dấu ngoặc đơn này chưa đóng"),
        (r"this parenthesis was not opened", r"Dấu ngoặc đơn này không có dấu mở"),
        (
            r"no document holds this address; the words that it ends with were looked for instead",
            r"Không văn bản nào có địa chỉ này; đã tìm theo các từ ở cuối địa chỉ",
        ),
        (r"(\S+) needs something on both sides; left out", r"\1 cần có nội dung ở hai bên; đã bỏ qua"),
        (
            r"(\w+) needs something on both sides; searched as a word",
            r"\1 cần có nội dung ở hai bên; đã tìm như từ thường",
        ),
        (r"(\w+) needs something after it; searched as a word", r"Sau \1 cần có nội dung; đã tìm như từ thường"),
        (r"more than (\d+) groups inside each other", r"Các nhóm lồng nhau quá \1 lớp"),
        (
            r"more than (\d+) words with \* or ~; searched as it is",
            r"Quá \1 từ có dấu * hoặc ~; đã tìm như từ thường",
        ),
        (
            r"more than (\d+) words in a window; searched as words",
            r"Quá \1 từ trong cụm từ có khoảng cách; đã tìm như từ thường",
        ),
        (r"more than (\d+) words in a window; left out", r"Quá \1 từ trong cụm từ có khoảng cách; đã bỏ qua"),
        (
            r"more than (\d+) words in all windows; searched as words",
            r"Quá \1 từ trong các cụm từ có khoảng cách; đã tìm như từ thường",
        ),
        (
            r"more than (\d+) words in all windows; left out",
            r"Quá \1 từ trong các cụm từ có khoảng cách; đã bỏ qua",
        ),
        (r"more than (\d+) windows; searched as words", r"Quá \1 cụm từ có khoảng cách; đã tìm như từ thường"),
        (r"more than (\d+) windows; left out", r"Quá \1 cụm từ có khoảng cách; đã bỏ qua"),
        (r"\* is understood only at the end of a word; left out", r"Dấu * chỉ có nghĩa ở cuối từ; đã bỏ qua"),
        (r"write ~1 or ~2; searched as ~2", r"Hãy viết ~1 hoặc ~2; đã tìm như ~2"),
        (
            r"write a number after \^, as in (.*); searched as words",
            r"Sau dấu ^ cần một số, như \1; đã tìm như từ thường",
        ),
        (r"a weight is above 0 and up to 100; left out", r"Trọng số phải lớn hơn 0 và không quá 100; đã bỏ qua"),
        (r"there is no field (.*); searched as words", r"Không có trường \1; đã tìm như từ thường"),
        (
            r"there is no field (.*) in this index, so nothing (?:passes a filter|is counted) by it",
            r"Chỉ mục này không có trường \1, nên không lọc được theo đó",
        ),
        (r"(.*): needs a value right after the colon", r"\1: cần có giá trị ngay sau dấu hai chấm"),
        (r"(.*): holds no word", r"\1: không có từ nào"),
        (
            r"(.*): ['\"]?(.*?)['\"]? is no date; write (.*) or (.*)",
            r"\1: “\2” không phải là ngày; hãy viết \3 hoặc \4",
        ),
        (r"(.*): ['\"]?(.*?)['\"]? is no day of the calendar", r"\1: “\2” không có trong lịch"),
        (
            r"(.*): ['\"]?(.*?)['\"]? ends before it begins; write (.*)",
            r"\1: “\2” kết thúc trước khi bắt đầu; hãy viết \3",
        ),
        (
            r"(.*): asks for a whole value, and \* is a character of it",
            r"\1: cần cả giá trị, dấu * là một ký tự của giá trị đó",
        ),
        (r"(.*): has no ranges, only dates and numbers have", r"\1: không có khoảng; chỉ ngày và số mới có"),
        (
            r"(.*): ['\"]?(.*?)['\"]? is no law number; write a part of one, such as (.*)",
            r"\1: “\2” không phải là số hiệu; hãy viết một phần số hiệu, ví dụ \3",
        ),
        (
            r"(.*): ['\"]?(.*?)['\"]? is no range; write (.*), both ends of which are in it",
            r"\1: “\2” không phải là khoảng; hãy viết \3, gồm cả hai đầu",
        ),
        (
            r"(.*): ['\"]?(.*?)['\"]? is no range; write (.*) or (.*)",
            r"\1: “\2” không phải là khoảng; hãy viết \3 hoặc \4",
        ),
    )
)


def in_vietnamese(message: str) -> str:
    """The message in Vietnamese; as it is where there is no translation."""
    for pattern, translation in _TRANSLATIONS:
        match = pattern.fullmatch(message)
        if match:
            return match.expand(translation)
    return message
