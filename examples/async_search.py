"""Search from async code: a search takes some milliseconds of the processor, so it goes to a thread.

python examples/async_search.py index "lương hưu" "trợ cấp thất nghiệp"
"""

from __future__ import annotations

import asyncio
import sys

from bhxh_search import Index, Results, open_index


async def search(index: Index, query: str) -> Results:
    """Leaves the event loop free; an open index may be searched in several threads at once."""
    return await asyncio.to_thread(index.search, query, limit=3)


async def main(folder: str, queries: list[str]) -> None:
    # Opening reads files, and so does the first search of an index.
    index = await asyncio.to_thread(open_index, folder)
    with index:
        for results in await asyncio.gather(*(search(index, query) for query in queries)):
            best = next(iter(results), None)
            print(f"{results.query}: {results.total} found" + (f", first {best.title or best.id}" if best else ""))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(f"usage: {sys.argv[0]} INDEX QUERY...")
    asyncio.run(main(sys.argv[1], sys.argv[2:]))
