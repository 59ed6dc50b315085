import datetime as dt
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.documents.lines import plain, split_lines
from bhxh_search.documents.news import News, parse_article, parse_news
from bhxh_search.documents.news_lines import author_of, is_furniture

SEED = Path(__file__).parents[2] / "seeds" / "000_70584c224087e00c.txt"
TITLE = "Thêm 15 triệu người tham gia bảo hiểm xã hội"
FIRST = "(CT) - Ngày 18-12, tại TP Cần Thơ, hội nghị khai mạc."
LAST = "Hội nghị bế mạc cùng ngày."


def article(*paragraphs: str, top: tuple[str, ...] = ("18/12/2020 - 19:19", TITLE)) -> News:
    news = parse_news("\n\n".join([*top, *paragraphs]))
    assert news is not None
    return news


def seed() -> News:
    news = parse_news(SEED.read_bytes().decode("utf-8"))
    assert news is not None
    return news


def test_the_seed_is_taken_apart():
    news = seed()
    assert news.title == ("Tiếp tục thực hiện tốt công tác tuyên truyền về cải cách chính sách bảo hiểm xã hội")
    assert news.date == dt.datetime(2020, 12, 18, 19, 19)
    assert (news.author, news.place, news.source) == ("CHẤN HƯNG", "TP Cần Thơ", "CT")


def test_the_body_of_the_seed_is_the_file_without_what_was_taken_out():
    text = SEED.read_bytes().decode("utf-8")
    caption = "Đồng chí Đào Việt Ánh, Phó Tổng Giám đốc BHXH Việt Nam, phát biểu tại hội nghị."
    body = text[text.index("Ngày 18-12") : text.index("\n\nCHẤN HƯNG")]
    assert seed().body == body.replace(f"{caption}\u00a0 \u00a0\u00a0\n\n", "")
    assert seed().body.count(caption) == 1


def test_the_letters_and_spaces_of_the_body_are_as_in_the_file():
    assert "; Ðào Việt Ánh, Phó" in seed().body  # U+00D0
    assert "chủ trì hội nghị.\u00a0\n\n" in seed().body


def test_the_date_may_stand_under_the_title():
    news = article(FIRST, LAST, top=(TITLE, "Thứ sáu, 18/12/2020"))
    assert (news.title, news.date) == (TITLE, dt.date(2020, 12, 18))


def test_the_name_of_a_section_is_no_title():
    news = article(LAST, top=("Xã hội", "18/12/2020", TITLE))
    assert (news.title, news.body) == (TITLE, f"Xã hội\n\n{LAST}")


def test_a_summary_between_title_and_date_stays_in_the_body():
    news = article(LAST, top=(TITLE, "Tóm tắt của bài báo, dài hơn cả tên của nó nữa.", "18/12/2020"))
    assert news.title == TITLE
    assert news.body == f"Tóm tắt của bài báo, dài hơn cả tên của nó nữa.\n\n{LAST}"


def test_a_title_given_twice_is_not_in_the_body():
    assert article(TITLE + "\u00a0", LAST).body == LAST
    assert article(LAST, top=(TITLE, TITLE, "18/12/2020")).body == LAST


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hội nghị ngày 18/12/2020.\n\nBế mạc.",
        f"{TITLE}\n\nHội nghị bế mạc.",
        "18/12/2020\nĐi chợ mua rau.\nNấu cơm.",
        "18/12/2020\n19/12/2020\n20/12/2020\n",
        f"18/12/2020\n\n{TITLE}\n",
        "một\nhai\nba\nbốn\nnăm\nsáu\n18/12/2020\nbảy tám chín mười\nhết",
        "CÔNG BÁO/Số 151/Ngày 17-03-2026\n106\n\nBỘ TÀI CHÍNH\n",
    ],
)
def test_what_has_no_date_title_and_body_is_no_article(text: str):
    assert parse_news(text) is None


def test_the_source_is_taken_off_the_body():
    news = article("(TTXVN)- Hội nghị khai mạc.", LAST)
    assert (news.source, news.body) == ("TTXVN", f"Hội nghị khai mạc.\n\n{LAST}")


@pytest.mark.parametrize("start", ["(Hà Nội) - ", "(BHXH) ", "(28) - ", "(ct) - "])
def test_other_brackets_stay_in_the_body(start: str):
    news = article(start + "Hội nghị khai mạc.")
    assert (news.source, news.body) == (None, start + "Hội nghị khai mạc.")


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("CHẤN HƯNG", "CHẤN HƯNG"),
        (unicodedata.normalize("NFD", "CHẤN\u00a0HƯNG"), "CHẤN HƯNG"),
        ("ÐÀO ANH", "ĐÀO ANH"),
        ("Chấn Hưng", "Chấn Hưng"),
        ("Lan Anh - Minh Đức", "Lan Anh - Minh Đức"),
        ("Bài, ảnh: H.T", "H.T"),
        ("Theo TTXVN", "TTXVN"),
        ("(Theo Báo Nhân Dân)", "Báo Nhân Dân"),
    ],
)
def test_the_author_signs_the_last_line(line: str, author: str):
    news = article(FIRST, LAST, line)
    assert (news.author, news.body.endswith(LAST)) == (author, True)


@pytest.mark.parametrize(
    "line",
    [
        "HẾT",
        "Ảnh: Lan Anh",
        "Theo đó, hội nghị bế mạc",
        "Theo Nghị quyết 28",
        "Hội nghị bế mạc",
        "28-NQ/TW",
        "Chấn Hưng.",
        "",
    ],
)
def test_a_line_that_is_no_name_is_no_author(line: str):
    assert author_of(line) is None


def test_a_name_above_the_end_stays_in_the_body():
    news = article(FIRST, "CHẤN HƯNG", LAST)
    assert (news.author, "CHẤN HƯNG" in news.body) == (None, True)


def test_a_body_of_one_line_is_not_an_author():
    news = article("BẢO HIỂM")
    assert (news.author, news.body) == (None, "BẢO HIỂM")


@pytest.mark.parametrize(
    "line", ["Chia sẻ bài viết", "CHIA SẺ", "Từ khóa:", "Từ khoá", unicodedata.normalize("NFD", "Bình\u00a0luận")]
)
def test_furniture_at_the_end_is_taken_out(line: str):
    assert article(LAST, line, "In bài viết").body == LAST


def test_furniture_at_the_top_is_taken_out():
    news = article(LAST, top=("Trang chủ", "18/12/2020", "Chia sẻ", TITLE))
    assert (news.title, news.body) == (TITLE, LAST)


def test_furniture_between_the_title_and_the_body_is_taken_out():
    assert article("Chia sẻ", "In bài viết", LAST).body == LAST


def test_furniture_inside_the_body_stays():
    assert article(LAST, "Chia sẻ", LAST).body == f"{LAST}\n\nChia sẻ\n\n{LAST}"


def test_a_line_with_more_than_furniture_stays():
    assert article(LAST, "Từ khóa: BHXH, BHYT.").body == f"{LAST}\n\nTừ khóa: BHXH, BHYT."


def test_a_caption_repeated_at_once_is_kept_once():
    caption = "Đồng chí Đào Việt Ánh phát biểu"
    assert article(FIRST, caption, caption + " \u00a0", LAST).body.count(caption) == 1


def test_a_sentence_repeated_later_stays():
    assert article(LAST, FIRST, LAST).body == f"{LAST}\n\n{FIRST}\n\n{LAST}"


def test_short_lines_that_repeat_stay_because_they_may_be_a_table():
    assert article("Năm 2020", "15,3%", "15,3%", LAST).body == f"Năm 2020\n\n15,3%\n\n15,3%\n\n{LAST}"


def test_the_line_ends_of_the_body_are_kept():
    news = parse_news(f"18/12/2020\r\n{TITLE}\r\nMột hai.\r\n\r\nBa bốn.\r\nChia sẻ\r\n")
    assert news is not None
    assert news.body == "Một hai.\r\n\r\nBa bốn."


def test_a_summary_above_the_body_is_the_lead_and_stays_in_the_body():
    summary = "Hội nghị tổng kết công tác năm đã diễn ra tại thành phố."
    news = article(FIRST, LAST, top=(TITLE, summary, "18/12/2020"))
    assert news.lead == summary
    assert news.body.startswith(summary)


def test_the_first_paragraph_is_the_lead_where_more_follows():
    assert article(FIRST, LAST).lead == FIRST.removeprefix("(CT) - ")
    assert article(FIRST).lead is None


def test_captions_end_with_who_took_the_picture_or_are_repeated():
    first, second = "Quang cảnh hội nghị. Ảnh: Minh Đức", "Đồng chí Đào Việt Ánh phát biểu"
    news = article(FIRST, first, LAST, second, second, LAST)
    assert set(news.captions) == {first, second}
    assert first in news.body


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("Từ khóa: BHXH, hưu trí; BHYT.", ("BHXH", "hưu trí", "BHYT")),
        ("Tags: BHXH | BHXH", ("BHXH",)),
        ("TỪ KHOÁ: lương hưu", ("lương hưu",)),
        ("Từ khóa quan trọng nhất là BHXH.", ()),
    ],
)
def test_tags_are_listed_below_the_body(line: str, tags: tuple[str, ...]):
    assert article(FIRST, LAST, line).tags == tags


def test_the_author_may_stand_above_the_tags_and_the_source():
    news = article(FIRST, LAST, "CHẤN HƯNG", "Nguồn: Báo Nhân Dân", "Từ khóa: BHXH")
    assert (news.author, news.source) == ("CHẤN HƯNG", "CT")
    assert article(LAST, LAST, "Nguồn: Báo Nhân Dân").source == "Báo Nhân Dân"


def test_an_author_with_a_credit_may_stand_above_the_body():
    assert article("Tác giả: Lê Thu Hà", FIRST, LAST).author == "Lê Thu Hà"
    assert article("Lê Thu Hà", FIRST, LAST).author is None


@pytest.mark.parametrize("mark", ["TTO - ", "Dân trí - ", "(Dân trí) - ", "(Chinhphu.vn) – "])
def test_newspapers_mark_their_reports(mark: str):
    news = article(f"{mark}Hội nghị khai mạc.", LAST)
    assert news.source == mark.strip("()–- ")
    assert news.body.startswith("Hội nghị")


def test_a_subject_before_a_dash_is_no_mark():
    assert article("BHXH - trụ cột an sinh.", LAST).source is None


def test_a_page_that_gives_title_and_date_is_an_article_without_a_date_line():
    news = parse_article(f"{TITLE}\n\n{FIRST}\n\n{LAST}\n\nCHẤN HƯNG", TITLE, dt.date(2020, 12, 18))
    assert news is not None
    assert (news.title, news.author, news.place, news.source) == (TITLE, "CHẤN HƯNG", "TP Cần Thơ", "CT")
    assert news.body.startswith("Ngày 18-12")


WORDS = st.sampled_from(
    "Hội nghị BHXH Ðào Thơ. 28-NQ/TW, tại (CT) - Theo chia sẻ CHẤN".split() + ["\u00a0", "hô\u0323i"]
)
LINES = st.lists(WORDS, max_size=6).map(" ".join) | st.just("Chia sẻ") | st.just("18/12/2020")


@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_every_line_is_in_what_an_article_is_taken_apart_into(lines: list[str], end: str):
    news = parse_news(end.join(["18/12/2020", TITLE, FIRST, *lines, LAST]))
    assert news is not None
    kept = {plain(line) for line in split_lines(news.body)} | {"18/12/2020", TITLE, plain(FIRST)}
    assert {plain(line) for line in lines if plain(line) and not is_furniture(line)} <= kept


@given(st.text())
def test_any_text_under_a_date_and_a_title_is_an_article_or_not(text: str):
    news = parse_news(f"18/12/2020\n{TITLE}\n{text}")
    assert news is None or news.body == news.body.strip() != ""
