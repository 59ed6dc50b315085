"""What the page of help shows: queries to try, and what each finds."""

from __future__ import annotations

# A query, and what it finds: in Vietnamese, in English.
EXAMPLES: tuple[tuple[str, str, str], ...] = (
    ("bao hiem tu nguyen", "không dấu: tìm được chữ có mọi dấu", "without accents: finds them with any"),
    ("bảo hiểm tự nguyện", "có dấu: tìm đúng dấu đã gõ", "with accents: those that you type"),
    ("BHXH", "chữ viết tắt được hiểu như tên đầy đủ: “bảo hiểm xã hội”", "an abbreviation, or what it stands for"),
    ('"lương hưu hằng tháng"', "đúng nguyên cụm từ", "the very phrase"),
    ("lương -hưu", "có “lương”, không có “hưu”", "with “lương”, without “hưu”"),
    ("hưu trí OR tử tuất", "có một trong hai", "either side"),
    ("bảo hi*", "từ bắt đầu bằng “hi”", "words that begin with “hi”"),
    ("41/2024/QH15", "theo số hiệu văn bản", "by the number of a law"),
    ("nghị định 115", "theo loại và số, năm nào cũng được", "by kind and number, of any year"),
    ("Điều 54 Luật bảo hiểm xã hội 2014", "đúng điều của luật đó", "that article of that law"),
    ("khoản 2 Điều 54", "nơi nhắc đến khoản, điều đó", "where that provision is named"),
    ("1/7/2025", "một ngày, viết cách nào cũng được", "a date, however it is written"),
    ("cites:41/2024/QH15", "văn bản nhắc đến số hiệu này", "what names that number"),
    ("title:hưu", "từ trong tiêu đề", "a word in the title"),
    ("date:2024..2025", "theo thời gian", "by date"),
)
