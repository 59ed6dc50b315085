"""The server for assistants: the real command, driven by the official client."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcp import Client, MCPError, StdioServerParameters, stdio_client

from bhxh_search import Document, create_index, index_paths, open_index
from bhxh_search.mcp_server.answers import part_of
from bhxh_search.mcp_server.server import PAGE
from tests.conftest import PROJECT

LAW = PROJECT / "tests" / "golden" / "law" / "law.txt"


@pytest.fixture
def index(tmp_path: Path, seeds: Path) -> Path:
    folder = tmp_path / "index"
    (tmp_path / "luat.txt").write_bytes(LAW.read_bytes())
    index_paths(folder, [tmp_path / "luat.txt"])
    index_paths(folder, [seeds])
    return folder


def talk(index: Path, conversation: Callable[[Client], Awaitable[None]]) -> None:
    """Start the command, and have a conversation with it."""
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "bhxh_search", "mcp", "--index", str(index)], env=dict(os.environ)
    )

    async def run() -> None:
        async with Client(stdio_client(server)) as client:
            await conversation(client)

    anyio.run(run)


async def call(client: Client, tool: str, **arguments: Any) -> Any:
    """The structured answer of a tool."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return result.structured_content


async def error_of(client: Client, tool: str, **arguments: Any) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return str(result.content[0].text)  # type: ignore[union-attr]


def test_an_assistant_searches_reads_and_lists(index: Path) -> None:
    async def conversation(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"search", "similar_documents", "read_document", "list_laws", "law_contents"}
        assert all(
            tool.annotations and tool.annotations.read_only_hint and tool.description for tool in tools.values()
        )
        assert all(tool.input_schema["additionalProperties"] is False for tool in tools.values())

        found = await call(client, "search", query="bao hiem xa hoi tu nguyen", limit=1)
        assert found["total"] >= 1
        [hit] = found["hits"]
        assert "BHXH tự nguyện" in " ".join(hit["snippets"])
        read = await call(client, "read_document", id=hit["id"])
        with open_index(index) as opened:
            document = opened.get(hit["id"])
        assert document is not None
        assert read["text"] == document.text
        assert (read["next_start"], read["total_characters"]) == (None, len(document.text))

        [law] = (await call(client, "list_laws"))["laws"]
        assert law["id"] == "luat.txt"
        assert law["parts"] == 6
        assert law["kind"] == "luật"
        [article] = (await call(client, "search", query="Điều 3", filters={"number": law["number"]}, limit=1))["hits"]
        assert article["id"] == "luat.txt#dieu-3"
        assert article["law"] == law["id"]
        contents = await call(client, "law_contents", law=law["id"])
        assert await call(client, "law_contents", law=law["number"]) == contents
        assert [part["id"] for part in contents["parts"]][:4] == [
            f"luat.txt#{part}" for part in ("mo-dau", "dieu-1", "dieu-2", "dieu-3")
        ]
        assert contents["parts"][3]["chapter"] == ["Chương II BẢO HIỂM XÃ HỘI BẮT BUỘC", "Mục 1 CHẾ ĐỘ ỐM ĐAU"]
        assert (await call(client, "search", query="", filters={"group": law["id"]}))["total"] == 6
        similar = await call(client, "similar_documents", id=article["id"], limit=3)
        assert article["id"] not in [one["id"] for one in similar["result"]]

    talk(index, conversation)


def test_what_is_asked_wrongly_is_told_and_the_server_goes_on(index: Path) -> None:
    async def conversation(client: Client) -> None:
        assert "there is no document 'nope'" in await error_of(client, "read_document", id="nope")
        assert "there is no document 'nope'" in await error_of(client, "similar_documents", id="nope")
        for tool in ("read_document", "similar_documents"):
            told = await error_of(client, tool, id="luat.txt")
            assert (
                "there is no document 'luat.txt'; that is the id of a law, whose parts `law_contents` lists" in told
            )
            assert "`search` gives the ids" in await error_of(client, tool, id="")
        assert "there is no law 'nope'" in await error_of(client, "law_contents", law="nope")
        assert "'x' is no date" in await error_of(client, "search", query="a", filters={"date": "x"})
        assert "less than or equal to 50" in await error_of(client, "search", query="a", limit=51)
        assert "at most 2000 characters" in await error_of(client, "search", query="a" * 2001)
        told = await error_of(client, "list_laws", id="nope")
        assert told == "list_laws takes no id; it takes query, kind, limit, offset"
        assert "nope" in await error_of(client, "nope", id="nope")
        assert "greater than or equal to 0" in await error_of(client, "read_document", id="nope", start=-1)
        told = await error_of(client, "search", query="a", filters={"kind": [], "date": "2020"})
        assert told.endswith(": filters: kind has no value; give one, or leave kind out")
        found = await call(client, "search", query="(bảo hiểm")
        assert found["not_understood"] == ["this parenthesis is not closed"]
        found = await call(client, "search", query="bào hiểm")
        assert (found["hits"], found["did_you_mean"]) == ([], "bảo hiểm")
        with pytest.raises(MCPError, match="there is no document 'nope'"):
            await client.read_resource("bhxh-search://document/nope")

    talk(index, conversation)


def test_what_holds_only_a_part_comes_apart_from_the_hits_with_what_it_lacks(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as made:
        made.add([Document("both", "đường sắt"), Document("road", "đường bộ"), Document("iron", "sắt")])

    async def conversation(client: Client) -> None:
        found = await call(client, "search", query="đường sắt")
        assert (found["total"], found["next_offset"]) == (1, None)
        assert [(hit["id"], hit["missing"]) for hit in found["hits"]] == [("both", [])]
        assert {hit["id"]: hit["missing"] for hit in found["partial"]} == {"road": ["sắt"], "iron": ["đường"]}
        assert (await call(client, "search", query="đường sắt", limit=1))["partial"] == []
        assert (await call(client, "search", query="đường sắt", sort="date"))["partial"] == []
        [search] = [tool for tool in (await client.list_tools()).tools if tool.name == "search"]
        for word in ("`partial`", "`missing`"):
            assert word in (search.description or "")

    talk(tmp_path / "index", conversation)


def test_a_hit_with_nearly_the_text_of_another_says_so(tmp_path: Path) -> None:
    text = "Người lao động nghỉ việc được hưởng trợ cấp thất nghiệp."
    with create_index(tmp_path / "index") as made:
        made.add([Document("law", text), Document("consolidated", text), Document("news", "trợ cấp thất nghiệp")])

    async def conversation(client: Client) -> None:
        found = await call(client, "search", query="trợ cấp thất nghiệp")
        told = {hit["id"]: hit["repeats"] for hit in found["hits"]}
        assert told == {"news": None, "consolidated": None, "law": "consolidated"}

    talk(tmp_path / "index", conversation)


def test_hits_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with create_index(tmp_path / "index") as made:
        made.add(Document(f"d{number}", "lương", fields={"kind": "luật"}) for number in range(1_060))

    async def conversation(client: Client) -> None:
        for tool, argument in (("search", {"query": ""}), ("list_laws", {"kind": "luật"})):
            last = await call(client, tool, limit=50, offset=1000, **argument)
            assert (last["total"], last["next_offset"]) == (1_060, None)
            assert last["note"].startswith("only the first 1050 of 1060 can be read; ")
            before = await call(client, tool, limit=50, offset=950, **argument)
            assert (before["next_offset"], before["note"]) == (1000, None)
        assert (await call(client, "search", query="hưu", offset=1000))["note"] is None

    talk(tmp_path / "index", conversation)


def test_a_document_is_a_resource_by_its_id(index: Path) -> None:
    async def conversation(client: Client) -> None:
        [template] = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "bhxh-search://document/{+id}"
        [contents] = (await client.read_resource(f"bhxh-search://document/{quote('luat.txt#dieu-3')}")).contents
        with open_index(index) as opened:
            document = opened.get("luat.txt#dieu-3")
        assert document is not None
        assert contents.text == document.text  # type: ignore[union-attr]

    talk(index, conversation)


def test_what_is_committed_meanwhile_is_found(index: Path) -> None:
    async def conversation(client: Client) -> None:
        assert (await call(client, "search", query="ngôn ngữ lập trình"))["hits"] == []
        with open_index(index, write=True) as opened:
            opened.add([Document("new/../tài liệu", "Ngôn ngữ lập trình.\n" * 1000)])
        [hit] = (await call(client, "search", query="ngôn ngữ lập trình"))["hits"]
        read = await call(client, "read_document", id=hit["id"])
        assert len(read["text"]) <= PAGE
        assert read["text"].endswith("\n")
        [contents] = (await client.read_resource(f"bhxh-search://document/{quote(hit['id'])}")).contents
        assert len(contents.text) == read["total_characters"]  # type: ignore[union-attr]

    talk(index, conversation)


@given(st.text("ab \n", max_size=900), st.integers(200, 400))
def test_the_pieces_of_a_text_put_together_are_the_text(text: str, length: int) -> None:
    document = Document("x", text)
    start: int | None = 0
    pieces = []
    while start is not None:
        piece = part_of(document, start, length)
        assert len(piece.text) <= length
        assert piece.text or not text
        pieces.append(piece.text)
        start = piece.next_start
    assert "".join(pieces) == text


def test_a_start_behind_the_end_gives_nothing() -> None:
    piece = part_of(Document("x", "abc"), 10, 200)
    assert (piece.text, piece.next_start) == ("", None)


def test_without_an_index_or_the_package_there_is_one_message(tmp_path: Path) -> None:
    for program, says in (
        ("", b"no index here yet"),
        ("sys.modules['mcp'] = None", b"pip install 'bhxh-search[mcp]'"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", f"import sys\n{program}\nfrom bhxh_search.cli import main\nmain(['mcp'])"],
            cwd=tmp_path,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, b"")
        assert says in done.stderr
        assert done.stderr.count(b"\n") == 1


def test_the_end_of_standard_input_ends_the_server(index: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bhxh_search", "mcp", "--index", str(index)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
