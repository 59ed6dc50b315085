"""What the page says, in Vietnamese and in English: sentences, numbers and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bhxh_search.web.query_problems import in_vietnamese

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")

_SWAPPED = str.maketrans(",.", ".,")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

# Key → what is said in Vietnamese, what in English. {names} are filled in.
_TEXTS: Mapping[str, tuple[str, str]] = {
    # The frame
    "site": ("Tra cứu văn bản", "Document search"),
    "skip": ("Chuyển đến nội dung chính", "Skip to content"),
    "search-label": ("Nội dung cần tìm", "What to search for"),
    "search-placeholder": (
        "Từ ngữ hoặc số hiệu",
        "Words or a law number",
    ),
    "search-button": ("Tìm kiếm", "Search"),
    "search-within": ("Tìm trong văn bản này", "Search in this document"),
    "suggestions": ("Gợi ý", "Suggestions"),
    "suggestions-found": (
        "Có {count} gợi ý. Dùng phím mũi tên để chọn.",
        "{count} suggestions. Use the arrow keys to choose.",
    ),
    "suggestions-found-one": (
        "Có 1 gợi ý. Dùng phím mũi tên để chọn.",
        "1 suggestion. Use the arrow keys to choose.",
    ),
    "suggestions-none": ("Không có gợi ý.", "No suggestions."),
    "other-language": ("English", "Tiếng Việt"),
    "theme": ("Giao diện", "Theme"),
    "theme-light": ("Sáng", "Light"),
    "theme-dark": ("Tối", "Dark"),
    "theme-auto": ("Theo hệ thống", "As the system"),
    "settings": ("Hướng dẫn và thiết lập", "Help and settings"),
    "help": ("Hướng dẫn", "How to search"),
    "loading": ("Đang tìm…", "Searching…"),
    "program-interface": ("Dành cho lập trình viên (API)", "For programs (API)"),
    "stale": (
        "Chỉ mục đã thay đổi hoặc không còn ở chỗ cũ nên chưa mở được; kết quả dưới đây lấy từ bản đã mở trước đó.",
        "The index has changed or is gone, and cannot be opened now; this is what was opened before.",
    ),
    # Home
    "tagline": (
        "Tìm trong {documents} mục của {groups} văn bản và bài viết",
        "Search {documents} items in {groups} documents",
    ),
    "tagline-one": ("Tìm trong {documents} mục của 1 văn bản", "Search {documents} items in 1 document"),
    "tagline-flat": ("Tìm trong {documents} văn bản và bài viết", "Search {documents} documents"),
    "tagline-flat-one": ("Tìm trong 1 văn bản", "Search 1 document"),
    "tagline-empty": ("Chỉ mục chưa có văn bản nào", "The index holds no documents yet"),
    "empty-remedy": ("Hãy đưa văn bản vào chỉ mục bằng lệnh", "Add some with the command"),
    "newest": ("Mới nhất", "Newest"),
    "some": ("Văn bản và bài viết", "Documents"),
    "browse-all": ("Xem tất cả", "Show all"),
    # Results
    "results-title": ("{query} – kết quả tìm kiếm", "{query} – search results"),
    "browse-title": ("Duyệt văn bản", "Browse"),
    "title-of-page": ("{title}, trang {page}", "{title}, page {page}"),
    "results-for": ("Kết quả tìm kiếm cho {query}", "Results for {query}"),
    "found": ("{count} kết quả", "{count} results"),
    "found-one": ("1 kết quả", "1 result"),
    "found-grouped": ("{count} kết quả trong {groups} văn bản", "{count} results in {groups} documents"),
    "found-grouped-one": ("{count} kết quả trong 1 văn bản", "{count} results in 1 document"),
    "browsed": ("{count} mục", "{count} items"),
    "browsed-one": ("1 mục", "1 item"),
    "browsed-grouped": ("{count} mục trong {groups} văn bản", "{count} items in {groups} documents"),
    "browsed-grouped-one": ("{count} mục trong 1 văn bản", "{count} items in 1 document"),
    "counted": ("số mục", "items"),
    "at-least": ("Ít nhất {found}", "At least {found}"),
    "page-of": ("trang {page}/{pages}", "page {page} of {pages}"),
    "did-you-mean": ("Có phải bạn muốn tìm", "Did you mean"),
    "reason-accents": ("sửa dấu", "accents changed"),
    "reason-spelling": ("sửa chính tả", "spelling corrected"),
    "reason-keyboard": ("gõ khi bộ gõ tiếng Việt đang tắt", "typed with the Vietnamese keyboard off"),
    "reason-spacing": ("sửa khoảng cách giữa các chữ", "spaces changed"),
    "reason-fewer-words": ("bớt từ", "fewer words"),
    "problems": ("Một phần câu tìm kiếm không dùng được như đã gõ", "Part of the query was not used as typed"),
    "sort": ("Sắp xếp", "Sort"),
    "sort-relevance": ("Phù hợp nhất", "Most relevant"),
    "sort-date": ("Mới nhất", "Newest first"),
    "sort--date": ("Cũ nhất", "Oldest first"),
    "view": ("Cách xem", "View"),
    "view-grouped": ("Gộp theo văn bản", "By document"),
    "view-flat": ("Từng mục", "Each part"),
    "filters": ("Thu hẹp kết quả", "Narrow the results"),
    "filters-on": ("Đang lọc", "Filtered by"),
    "filters-clear": ("Xóa tất cả bộ lọc", "Clear all filters"),
    "filter-remove": ("Bỏ lọc {name}: {value}", "Remove {name}: {value}"),
    "facet-more": ("Thêm {count}", "{count} more"),
    "facet-cut": ("Chỉ hiện {count} giá trị có nhiều mục nhất.", "The {count} with the most items are shown."),
    "facet-cut-year": ("Chỉ hiện {count} năm gần nhất.", "The {count} latest years are shown."),
    "facet-kind": ("Loại văn bản", "Kind"),
    "facet-year": ("Năm", "Year"),
    "facet-issuer": ("Cơ quan ban hành", "Issuer"),
    "facet-source": ("Nguồn", "Source"),
    "facet-in": ("Trong văn bản", "In document"),
    "more-parts": ("Thêm {count} mục trong văn bản này", "{count} more in this document"),
    "all-parts": ("Xem {count} mục", "See {count} parts"),
    "all-parts-one": ("Xem 1 mục", "See 1 part"),
    "page-number": ("tr. {page}", "p. {page}"),
    "previous-page": ("Trang trước", "Previous"),
    "next-page": ("Trang sau", "Next"),
    "paging": ("Các trang kết quả", "Pages of results"),
    "go-to-page": ("Đến trang {page}", "Go to page {page}"),
    "first-only": (
        "Chỉ xem được {count} kết quả đầu tiên. Hãy thêm từ hoặc chọn bộ lọc để thu hẹp.",
        "Only the first {count} results can be seen. Add words or filters to narrow them.",
    ),
    "nothing": ("Không tìm thấy kết quả nào", "Nothing found"),
    "nothing-for": ("Không tìm thấy kết quả nào cho {query}", "Nothing found for {query}"),
    "partial": ("Chỉ có một phần những gì bạn tìm", "With only a part of what you asked for"),
    "missing": ("Không có:", "Missing:"),
    "repeats": ("Gần như nguyên văn kết quả {rank}", "Nearly the text of result {rank}"),
    "nothing-filters": ("Bỏ bớt điều kiện lọc rồi tìm lại", "Search again without the filters"),
    "nothing-closest": ("Những câu tìm kiếm gần giống và có kết quả", "Queries like it that find something"),
    "nothing-tip-words": (
        "Thử ít từ hơn, hoặc từ khác cùng nghĩa.",
        "Try fewer words, or others that mean the same.",
    ),
    "nothing-tip-accents": (
        "Gõ dấu thì tìm đúng dấu; gõ không dấu thì tìm mọi dấu.",
        "Accents you type are meant; without them, any accents are found.",
    ),
    "nothing-tip-quotes": (
        "Bỏ dấu ngoặc kép nếu không cần tìm đúng nguyên cụm từ.",
        "Leave out quotation marks unless you need that very phrase.",
    ),
    # A document
    "back": ("Về kết quả tìm kiếm", "Back to the results"),
    "contents": ("Mục lục", "Contents"),
    "contents-found": ("có từ cần tìm", "has what you search for"),
    "opening": ("Phần mở đầu", "Preamble"),
    "about": ("Thông tin văn bản", "About this document"),
    "about-kind": ("Loại", "Kind"),
    "about-number": ("Số hiệu", "Number"),
    "about-issuer": ("Cơ quan ban hành", "Issuer"),
    "about-date": ("Ngày ban hành", "Issued"),
    "about-published": ("Ngày đăng", "Published"),
    "about-effective": ("Có hiệu lực từ", "In force from"),
    "about-signer": ("Người ký", "Signed by"),
    "about-author": ("Tác giả", "Author"),
    "about-source": ("Nguồn", "Source"),
    "about-place": ("Địa điểm", "Place"),
    "about-tags": ("Từ khóa", "Tags"),
    "about-url": ("Liên kết", "Link"),
    "about-path": ("Tệp", "File"),
    "about-id": ("Mã trong chỉ mục", "Id in the index"),
    "about-amends": ("Sửa đổi, bổ sung", "Amends"),
    "about-replaces": ("Thay thế", "Replaces"),
    "about-repeals": ("Bãi bỏ", "Repeals"),
    "about-guides": ("Hướng dẫn thi hành", "Guides"),
    "about-consolidates": ("Hợp nhất", "Consolidates"),
    "cited-by": ("{count} mục khác dẫn chiếu đến văn bản này", "Cited in {count} other places"),
    "cited-by-one": ("1 mục khác dẫn chiếu đến văn bản này", "Cited in 1 other place"),
    "similar": ("Văn bản tương tự", "Similar documents"),
    "matches": ("Chỗ khớp", "Matches"),
    "match-of": ("{number}/{count}", "{number} of {count}"),
    "match-count": ("{count} chỗ khớp", "{count} matches"),
    "match-count-one": ("1 chỗ khớp", "1 match"),
    "match-none": ("Không có chỗ khớp trong mục này", "No match in this part"),
    "match-title": ("Chỉ khớp ở tiêu đề", "Match in the title only"),
    "match-previous": ("Chỗ khớp trước", "Previous match"),
    "match-next": ("Chỗ khớp sau", "Next match"),
    "match-clear": ("Tắt đánh dấu", "Hide matches"),
    "match-mark": ("Bật đánh dấu", "Show matches"),
    "part-previous": ("Phần trước", "Previous part"),
    "part-next": ("Phần sau", "Next part"),
    "whole": ("Xem toàn văn", "Read the whole text"),
    "one-part": ("Xem từng phần", "Read part by part"),
    "portions": ("Các đoạn của văn bản", "Portions of the document"),
    "portion-of": (
        "Văn bản dài {characters} ký tự nên được chia thành {count} đoạn. Đây là đoạn {number}.",
        "The document has {characters} characters, so it is shown in {count} portions. This is portion {number}.",
    ),
    "portion-previous": ("Đoạn trước", "Previous portion"),
    "portion-next": ("Đoạn sau", "Next portion"),
    "whole-too-long": (
        "Toàn văn quá dài để xem trên một trang; hãy xem từng phần theo mục lục.",
        "The whole text is too long for one page; read it part by part, by the contents.",
    ),
    "no-text": ("Văn bản này không có nội dung, chỉ có tiêu đề.", "This document has no text, only a title."),
    "page-mark": ("Trang {page}", "Page {page}"),
    # Errors
    "error-home": ("Về trang đầu", "Go to the home page"),
    "error-first-page": ("Về trang kết quả đầu tiên", "Go to the first page of results"),
    "not-found-title": ("Không có trang này", "There is no such page"),
    "not-found": ("Địa chỉ này không dẫn đến trang nào.", "This address leads to no page."),
    "bad-address-title": ("Địa chỉ không hợp lệ", "That is no address"),
    "bad-address": (
        "Địa chỉ có ký tự không đọc được: dấu % phải viết là %25, chữ phải theo bảng mã UTF-8.",
        "The address cannot be read: a percent sign is written %25, letters are UTF-8.",
    ),
    "long-address-title": ("Địa chỉ quá dài", "The address is too long"),
    "long-address": ("Máy chủ không đọc địa chỉ dài như vậy.", "This server reads no address of that length."),
    "no-document-title": ("Không có văn bản này", "There is no such document"),
    "no-id": ("Địa chỉ này không nói là văn bản nào.", "This address does not say which document."),
    "no-document": (
        "Chỉ mục không có văn bản mang mã “{id}”. Có thể văn bản đã được gỡ hoặc đổi tên.",
        "The index has no document with the id “{id}”. It may have been removed or renamed.",
    ),
    "bad-page-title": ("Số trang không hợp lệ", "That is no page number"),
    "bad-page": (
        "“{value}” không phải là số trang. Số trang là số nguyên từ 1 đến {last}.",
        "“{value}” is no page number. Give a whole number from 1 to {last}.",
    ),
    "too-deep-title": ("Không xem được trang này", "This page cannot be seen"),
    "too-deep": (
        "Chỉ xem được {seen} kết quả đầu tiên, ở các trang từ 1 đến {last}. Hãy thêm từ hoặc chọn bộ lọc để thu hẹp.",
        "Only the first {seen} results can be seen, on pages 1 to {last}. Add words or filters to narrow them.",
    ),
    "past-end-title": ("Đã hết kết quả", "Past the last page"),
    "past-end": ("Chỉ có {pages} trang kết quả.", "There are only {pages} pages of results."),
    "past-end-one": ("Chỉ có 1 trang kết quả.", "There is only 1 page of results."),
    "too-long-title": ("Câu tìm kiếm quá dài", "The query is too long"),
    "too-long": (
        "Câu tìm kiếm có {length} ký tự, nhiều nhất là {limit}. Hãy rút ngắn rồi tìm lại.",
        "The query has {length} characters; the most is {limit}. Shorten it and search again.",
    ),
    "bad-filter-title": ("Điều kiện lọc không hợp lệ", "A filter that makes no sense"),
    "many-filters": ("Có quá nhiều điều kiện lọc, nhiều nhất là {limit}.", "Too many filters; the most is {limit}."),
    "long-filter": (
        "Có điều kiện lọc quá dài, nhiều nhất là {limit} ký tự.",
        "A filter is too long; the most is {limit} characters.",
    ),
    "index-title": ("Chưa đọc được chỉ mục", "The index cannot be read"),
    "index-damaged": (
        "Tệp của chỉ mục bị thiếu hoặc bị hỏng. Người quản trị hãy chạy lệnh kiểm tra, rồi lập lại chỉ mục:",
        "Files of the index are missing or damaged. Whoever runs this server should check it and rebuild it:",
    ),
    "index-missing": (
        "Không tìm thấy chỉ mục. Người quản trị hãy lập chỉ mục bằng lệnh:",
        "There is no index. Whoever runs this server should make one:",
    ),
    "index-unreadable": (
        "Máy chủ không đọc được thư mục của chỉ mục: thiếu quyền, hoặc đĩa có lỗi.",
        "The server cannot read the folder of the index: no permission, or an error of the disk.",
    ),
    "told": ("{message}.", "{message}."),
    "busy-title": ("Máy chủ đang bận", "The server is busy"),
    "busy": ("Có quá nhiều lượt tìm cùng lúc. Xin thử lại sau ít giây.", "Too many searches at once. Try again."),
    "slow-title": ("Tìm quá lâu", "That took too long"),
    "slow": (
        "Máy chủ chưa tìm xong trong thời gian cho phép. Hãy thử ít từ hơn, hoặc tìm lại sau.",
        "The search did not end in time. Try fewer words, or try again later.",
    ),
    "server-title": ("Máy chủ gặp lỗi", "The server failed"),
    "server": ("Đã có lỗi khi xử lý yêu cầu này.", "Something went wrong with this request."),
    # Keys
    "keys": ("Phím tắt", "Keys"),
    "keys-choice": (
        "Dùng các phím tắt chỉ là một ký tự: / j k n p u",
        "Use the keys that are a single character: / j k n p u",
    ),
    "key-search": ("đến ô tìm kiếm", "go to the search box"),
    "key-results": ("kết quả sau, kết quả trước", "next result, previous result"),
    "key-open": ("mở kết quả đang chọn", "open the chosen result"),
    "key-matches": ("chỗ khớp sau, chỗ khớp trước", "next match, previous match"),
    "key-escape": ("đóng gợi ý; rời ô tìm kiếm", "close the suggestions; leave the search box"),
    "key-arrows": ("chọn gợi ý; Enter để tìm", "choose a suggestion; Enter to search"),
    "key-back": ("về kết quả tìm kiếm", "back to the results"),
}


@dataclass(frozen=True)
class PageWords:
    """The page's words in one language."""

    language: Language

    def __call__(self, key: str, /, **values: object) -> str:
        """What the page says under `key`, with the values filled in. Raises `KeyError`."""
        vietnamese, english = _TEXTS[key]
        text = vietnamese if self.language == "vi" else english
        return text.format(**values) if values else text

    def counted(self, key: str, count: int, /, **values: object) -> str:
        """What the page says of so many: of one what is under the key with `-one`. Raises `KeyError`."""
        return self(f"{key}-one" if count == 1 else key, **{"count": self.number(count), **values})

    def has(self, key: str) -> bool:
        """Whether there is something to say under `key`."""
        return key in _TEXTS

    def number(self, value: float) -> str:
        """1.743 or 1,743; 0,02 or 0.02."""
        written = f"{value:,}"
        return written.translate(_SWAPPED) if self.language == "vi" else written

    def date(self, date: dt.date) -> str:
        """18/12/2020 19:19, or 18 Dec 2020, 19:19."""
        has_time = isinstance(date, dt.datetime)
        if self.language == "vi":
            day = f"{date.day:02}/{date.month:02}/{date.year:04}"
            return f"{day} {date:%H:%M}" if has_time else day
        day = f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
        return f"{day}, {date:%H:%M}" if has_time else day

    def problem(self, message: str) -> str:
        """What the index says of a query, in this language; as it is where there is no translation."""
        return message[:1].upper() + message[1:] if self.language == "en" else in_vietnamese(message)


def language_of(value: str | None) -> Language:
    """The language that an address names; Vietnamese unless it is another that the page has."""
    return value if value in LANGUAGES else "vi"
