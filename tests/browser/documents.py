"""The documents of the browser tests: a law, what guides it, news with and without a text, and enough for pages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bhxh_search import Document, Index, create_index

LAW = """QUỐC HỘI
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Luật số: 91/2031/QH16
Hà Nội, ngày 12 tháng 5 năm 2031

LUẬT
HƯU TRÍ THỬ NGHIỆM

Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật Hưu trí thử nghiệm.

Chương I
NHỮNG QUY ĐỊNH CHUNG

Điều 1. Phạm vi điều chỉnh
Luật này quy định về lương hưu của người đọc sách.

Điều 2. Giải thích từ ngữ
1. Lương hưu là khoản tiền hằng tháng cho người đủ điều kiện quy định tại Điều 4 của Luật này.
2. Người đọc sách là người đọc ít nhất mười trang mỗi ngày.

Chương II
LƯƠNG HƯU

Mục 1
ĐIỀU KIỆN

Điều 3. Tuổi hưởng lương hưu
1. Người đọc sách đủ 60 tuổi được hưởng lương hưu khi:
a) Đã đọc đủ 1.000 quyển sách;
b) Có sổ theo dõi lương hưu.
2. Tuổi hưởng lương hưu của người đọc sách giáo khoa thấp hơn 5 tuổi.

Điều 4. Điều kiện hưởng lương hưu
Người đọc sách hưởng lương hưu khi có đủ tuổi theo Điều 3 của Luật này và không đọc sách trong bữa cơm.

Mục 2
MỨC HƯỞNG

Điều 5. Mức lương hưu hằng tháng
Mức lương hưu hằng tháng bằng một phần trăm giá bìa của số sách đã đọc.

Điều 10. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2031.

CHỦ TỊCH QUỐC HỘI
Nguyễn Thị Đọc
"""

DECREE = """CHÍNH PHỦ
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 17/2031/NĐ-CP
Hà Nội, ngày 20 tháng 6 năm 2031

NGHỊ ĐỊNH
Quy định chi tiết một số điều của Luật Hưu trí thử nghiệm

Căn cứ Luật Hưu trí thử nghiệm số 91/2031/QH16 ngày 12 tháng 5 năm 2031;
Chính phủ ban hành Nghị định quy định chi tiết một số điều của Luật Hưu trí thử nghiệm.

Điều 1. Phạm vi điều chỉnh
Nghị định này hướng dẫn Luật số 91/2031/QH16 về lương hưu, không hướng dẫn Luật số 92/2031/QH16.

Điều 2. Sổ theo dõi
Sổ theo dõi lương hưu do thư viện cấp.

Điều 3. Hiệu lực thi hành
Nghị định này có hiệu lực từ ngày 01 tháng 8 năm 2031.

TM. CHÍNH PHỦ
THỦ TƯỚNG
Trần Văn Sách
"""


def make_index(folder: Path) -> Path:
    """An index in `folder`."""
    files = folder / "files"
    files.mkdir(parents=True)
    (files / "luat-huu-tri.txt").write_text(LAW, encoding="utf-8")
    (files / "nghi-dinh.txt").write_text(DECREE, encoding="utf-8")
    with create_index(folder / "index") as index:
        index.add_paths([files])
        add_news(index)
    return folder / "index"


def add_news(index: Index) -> None:
    """News: one long with pages, some short, one without a text, and 24 to page through."""
    day = dt.date(2030, 1, 1)
    index.add(
        [
            Document(
                "tin/dai",
                "\n".join(
                    f"Đoạn {number}: người già đi dạo trong công viên rồi đọc báo." for number in range(1, 400)
                ),
                title="Một bài rất dài",
                date=dt.datetime(2030, 5, 6, 7, 8),
                pages=(0, 5_000, 10_000),
                fields={"source": "Báo Mẫu", "author": "Lê Thị Dài", "url": "https://bao-mau.vn/dai?a=1&b=2"},
            ),
            Document("tin/trong", "", title="Chỉ có tiêu đề về bảo hiểm tự nguyện", date=day),
            *(
                Document(
                    f"tin/{number:02}",
                    f"Bảo hiểm tự nguyện, bài số {number}. Nhiều người tham gia bảo hiểm tự nguyện ở xã.",
                    title=f"Tin bảo hiểm tự nguyện số {number}",
                    date=day + dt.timedelta(days=40 * number),
                    fields={"source": "Báo Mẫu" if number % 3 else "Báo Khác"},
                )
                for number in range(1, 25)
            ),
        ]
    )
