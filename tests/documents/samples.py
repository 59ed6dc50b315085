"""Files of each format, made by the tests: good ones, and hostile ones."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

Placed = tuple[float, float, str]
"""A line of text, and where it begins: points from the left and from the bottom of a page of 600 by 800."""

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODT = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def pdf(pages: Sequence[Sequence[Placed]], *, trailer: str = "", size: int = 10) -> bytes:
    """A PDF with lines at places. Every letter is half as wide as the letters are high."""
    letters = sorted({letter for lines in pages for _, _, text in lines for letter in text})
    codes = {letter: number for number, letter in enumerate(letters, start=1)}
    assert len(codes) < 256
    shown = "\n".join(f"<{code:02X}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items())
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF>\n"
        f"endcodespacerange {len(codes)} beginbfchar\n{shown}\nendbfchar endcmap end end"
    )
    objects: list[bytes] = []

    def add(body: str, stream: bytes | None = None) -> int:
        written = body.encode("latin-1")
        if stream is not None:
            written = b"<< %s /Length %d >>\nstream\n%s\nendstream" % (written, len(stream), stream)
        objects.append(written)
        return len(objects)

    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    add("<< /Type /Catalog /Pages 2 0 R >>")
    add(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    widths = " ".join(["500"] * 256)
    add(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 0 /LastChar 255 "
        f"/Widths [{widths}] /ToUnicode 4 0 R >>"
    )
    add("", to_unicode.encode())
    for lines in pages:
        drawn = "\n".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{''.join(f'{codes[letter]:02X}' for letter in text)}> Tj ET"
            for x, y, text in lines
        )
        add(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {len(objects) + 2} 0 R >>"
        )
        add("", drawn.encode())
    return _with_table(objects, trailer)


def _with_table(objects: Sequence[bytes], trailer: str = "") -> bytes:
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer << /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer.encode()))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def encrypted_pdf() -> bytes:
    """A PDF that needs a password: no password that is tried gives these digests."""
    digest = "00" * 32
    return pdf(
        [[(50, 700, "abc")]],
        trailer=f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{digest}> /U <{digest}> >> /ID [<00> <00>]",
    )


def recursive_pdf() -> bytes:
    """A PDF whose tree of pages is its own branch."""
    return _with_table(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>"]
    )


def bomb_pdf(size: int = 300_000_000) -> bytes:
    """A PDF whose one page unpacks to `size` bytes of drawing."""
    packer = zlib.compressobj(9)
    block = b"BT ET " * 170_000
    packed = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    return _with_table(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>",
            b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed),
        ]
    )


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A .docx file with this XML in its body; `footnotes="…"` is the XML inside that part."""
    extra = {f"word/{name}.xml": f'<w:{name} xmlns:w="{W}">{content}</w:{name}>' for name, content in parts.items()}
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:body>{body}</w:body></w:document>"
    )
    return archive({"word/document.xml": document, **extra})


def docx_paragraphs(*texts: str) -> bytes:
    """A .docx file of plain paragraphs."""
    return docx("".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts))


def odt(body: str, manifest: str = "") -> bytes:
    """An .odt file with this XML in its body."""
    inside = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {ODT}>{inside}</office:document-content>"
    return archive({"META-INF/manifest.xml": manifest, "content.xml": content})


ENTITY_BOMB = (
    "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><x>&i;</x>"
)


def marked_encrypted(data: bytes) -> bytes:
    """A zip archive whose entries say that they are encrypted."""
    changed = bytearray(data)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + flags] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)
