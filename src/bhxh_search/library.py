"""The public face: make an index, open it, search it, change it. Everything else in the package may move."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

from bhxh_search.arguments import check_build_bytes, check_flag, check_id, check_text, folder_of, shown
from bhxh_search.backend import Info, Problem
from bhxh_search.documents.document import Document
from bhxh_search.errors import DocumentNotFound, IndexDamaged, IndexOutdated, InvalidRequest
from bhxh_search.handle import Handle, check_analysis, open_writer
from bhxh_search.index.faults import access_reported
from bhxh_search.index.generation import BY_A_PROGRAM, latest_generation
from bhxh_search.index.reader import Snapshot, old_encodings, open_snapshot, sizes
from bhxh_search.language.abbreviations import with_user_abbreviations
from bhxh_search.search.engine import matches_in, missed, search
from bhxh_search.search.request import Request
from bhxh_search.search.results import Results, Suggestion
from bhxh_search.search.snippets import LENGTH
from bhxh_search.search.sort import Sort

if TYPE_CHECKING:
    from bhxh_search.index.writer import Writer
    from bhxh_search.ingest.file_options import FileOptions
    from bhxh_search.ingest.reports import FileOutcome, Report

# What queries do not need is imported where it is used: one is answered in less time than that takes.


def create_index(
    path: str | os.PathLike[str],
    *,
    exist_ok: bool = False,
    abbreviations: Mapping[str, str] | None = None,
    build_bytes: int | None = None,
) -> Index:
    """Make an empty index in the folder `path`, which is made too where it is missing, and open it for writing.

    `exist_ok`: open the index that is already there instead of refusing. `abbreviations`: your own, such as
    `{"KCN": "khu công nghiệp"}`; they are kept in the index and cannot be changed later without a rebuild.
    `build_bytes`: see `open_index`.

    Raises `IndexExists` when an index or something else is there, `InvalidAbbreviations`, `IndexInaccessible`,
    `InvalidRequest`; with `exist_ok`, `IndexOutdated` where it was made otherwise, `IndexLocked`, `IndexDamaged`.
    """
    check_flag("exist_ok", exist_ok)
    check_build_bytes(build_bytes)
    folder = folder_of(path)
    own = with_user_abbreviations(abbreviations or {})
    if exist_ok and folder.is_dir():
        with access_reported(folder):
            there = latest_generation(folder) is not None
        if there:
            index = open_index(folder, write=True, build_bytes=build_bytes)
            if abbreviations is not None and index.info().abbreviations != own.user:
                index.close()
                raise IndexOutdated(f"{folder}: the index was made with other abbreviations; rebuild it")
            return index
    from bhxh_search.index.writer import create

    create(folder, own)
    return open_index(folder, write=True, build_bytes=build_bytes)


def open_index(
    path: str | os.PathLike[str], *, write: bool = False, verify: bool = False, build_bytes: int | None = None
) -> Index:
    """Open the index in the folder `path`; use it as a context manager, or call `close`.

    `write`: also for changing it, which only one process may do at a time. `verify`: compare every file with
    its checksum first. Nothing in the folder is unpickled, so it may come from anybody; what Whoosh itself is given
    to open should not, for Whoosh unpickles the table of contents. `build_bytes`: how much memory, in bytes, the
    documents that are being added may take before they are committed, 512,000,000 unless told; the process takes up
    to 300,000,000 more. Files of an index are never overwritten in place, nor may other programs do that: what is cut
    off from an open one ends the process.

    Raises `IndexNotFound`, `IndexInaccessible`, `IndexDamaged`, `IndexOutdated`, `IndexLocked`, `InvalidRequest`.
    """
    check_flag("write", write)
    check_flag("verify", verify)
    check_build_bytes(build_bytes)
    folder = folder_of(path)
    snapshot = open_snapshot(folder)
    if verify:
        from bhxh_search.index.checks import wrong_checksums

        for damaged, message in wrong_checksums(snapshot):
            raise IndexDamaged(f"{damaged}: {message}")
    check_analysis(snapshot)
    if not write:
        return Index(snapshot)
    index = Index(snapshot, open_writer(folder, build_bytes))
    try:
        index.refresh()  # to what another writer may have committed before this one had the lock
    except BaseException:
        index.close()
        raise
    return index


def _number_of(id: str, snapshot: Snapshot) -> int:
    """The number of the document of this id. Raises `DocumentNotFound`."""
    number = snapshot.number(id)
    if number is not None:
        return number
    if any(one.all_live()[one.segment.keywords("group").documents(id)].any() for one in snapshot.segments):
        raise DocumentNotFound(f"{id!r} is a whole of several documents; a search with the filter group finds them")
    raise DocumentNotFound(
        f"there is no document {id!r} in this index; the JSON of a query gives the ids of its hits"
    )


class Index:
    """An open index: of `open_index` or `create_index`.

    Searches see the state that was committed when the index was opened, until `refresh`. With `write=True`,
    leaving the block commits, and an exception takes everything back to the last commit; what this handle commits
    it sees at once. Many documents are committed in chunks as they come: see `add`.

    Reading is safe from several threads at once, `refresh` too: each call sees one state from its beginning to its
    end. Writes of several threads wait for one another; what one of them commits, or takes back, are the changes of
    all. Async code searches in a thread: `await asyncio.to_thread(index.search, text)`. Another process opens the
    index for itself: an open one cannot be sent to it, and raises `TypeError`.

    Any use of a closed index raises `InvalidRequest`.
    """

    def __init__(self, snapshot: Snapshot, writer: Writer | None = None) -> None:
        """Use `open_index` or `create_index`."""
        self._handle = Handle(snapshot, writer)
        self._changed_by_program = False
        """Whether documents were added or removed by `add` or `remove`, so that `commit` is their end."""

    def __enter__(self) -> Index:
        self._handle.snapshot()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._handle.writes and kind is None:
                self.commit()
        finally:
            self.close()

    def __copy__(self) -> Index:
        """Another handle, for reading, on the state that this one sees."""
        return Index(self._handle.snapshot())

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{self._handle.folder}: an open index cannot be copied deeply, or sent to another process; "
            "open it there again"
        )

    def close(self) -> None:
        """Let go of the files and of the write lock; what was not committed is dropped.

        Searches of other threads that are going on come to their end, and changes of theirs are waited for. Raises
        `InvalidRequest` inside of a change, where what it was given (a generator, `tell`) would close it.
        """
        self._handle.close()

    # Reading

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        offset: int = 0,
        filters: Mapping[str, str | Sequence[str]] | None = None,
        sort: Sort = "relevance",
        facets: Sequence[str] = (),
        snippets: int = 3,
        snippet_length: int = LENGTH,
        group: bool = False,
        group_size: int | None = None,
    ) -> Results:
        """The documents that answer `text`, any string, the best first. An empty text asks for all documents.

        `limit`, `offset`: how many hits, and how many to pass over first. `filters`: name → value or values, as
        in field queries (`{"date": "2020"}`); all names must pass, of several values one. `sort`: `relevance`,
        `date` (newest first) or `-date`. `facets`: names of fields, as filters take them, whose values are counted
        over all documents found: `year`, `kind`, `source`, … `snippets`: how many at most for each hit, of at most
        `snippet_length` characters each. `group`: the parts of one whole under one rank; `limit` and `offset` then
        count wholes, and `group_size` is how many parts of each to give at most, the best of them; None for all.

        What finds nothing or little comes with a `suggestion` where a query like it finds more.

        Raises `InvalidRequest` for an argument without meaning, never for the text; `IndexDamaged`.
        """
        request = Request(
            limit=limit,
            offset=offset,
            filters=filters,
            sort=sort,
            facets=facets,
            snippets=snippets,
            snippet_length=snippet_length,
            group=group,
            group_size=group_size,
        )
        check_text(text)
        snapshot = self._handle.snapshot()
        return search(text, request, snapshot)

    def get(self, id: str) -> Document | None:
        """The document of this id, whole; None when there is none. Raises `InvalidRequest`, `IndexDamaged`."""
        check_id(id)
        snapshot = self._handle.snapshot()
        number = snapshot.number(id)
        return None if number is None else snapshot.document(number)

    def similar(self, id: str, *, limit: int = 10) -> Results:
        """Documents like the one of this id, the most like it first, by the words and pairs that tell most about it.

        It is not among them itself, and there are no snippets. Raises `DocumentNotFound` when there is no such
        document, `InvalidRequest`, `IndexDamaged`.
        """
        from bhxh_search.search.similar import similar

        Request(limit=limit)
        check_id(id)
        snapshot = self._handle.snapshot()
        return similar(_number_of(id, snapshot), limit, snapshot)

    def suggest(self, text: str, *, limit: int = 10) -> tuple[str, ...]:
        """What `text`, the beginning of a query, may become: words and phrases of the index, law numbers, titles.

        The last word may be only begun, unless a space follows it; words typed without marks come with theirs. The
        most frequent come first. Raises `InvalidRequest`, `IndexDamaged`.
        """
        from bhxh_search.search.completion import complete

        Request(limit=limit)
        check_text(text)
        snapshot = self._handle.snapshot()
        return complete(text, limit, snapshot)

    def matches(self, id: str, text: str) -> tuple[tuple[int, int], ...]:
        """All places in the text of document `id` where words of the query `text` stand.

        Start and end (exclusive) of each, in characters of `Document.text`, in order, none overlapping another.

        Raises `DocumentNotFound` when there is no such document, `InvalidRequest`, `IndexDamaged`.
        """
        check_text(text)
        check_id(id)
        snapshot = self._handle.snapshot()
        return matches_in(snapshot.document(_number_of(id, snapshot)), text, snapshot)

    def near_misses(
        self, text: str, *, filters: Mapping[str, str | Sequence[str]] | None = None
    ) -> tuple[Suggestion, ...]:
        """For a query that found nothing: queries like it that find something, with other accents or fewer words.

        `filters`: those of the search; what is counted passes them too. Raises `InvalidRequest`, `IndexDamaged`.
        """
        request = Request(filters=filters)
        check_text(text)
        snapshot = self._handle.snapshot()
        return missed(text, request.filters, snapshot)

    def ids(self) -> Iterator[str]:
        """The ids of all documents, in order of the ids.

        They are those of the state seen now. While they are iterated over: raises `IndexDamaged`, and
        `InvalidRequest` once the index is closed.
        """
        snapshot = self._handle.snapshot()
        return self._while_open(snapshot.ids())

    def _while_open(self, ids: Iterator[str]) -> Iterator[str]:
        for id in ids:
            self._handle.snapshot()
            yield id

    def fields(self) -> tuple[str, ...]:
        """The names of the fields that documents have of their own (`author`, `kind`, …), in order.

        Queries, filters and facets may name them. Raises `IndexDamaged`.
        """
        snapshot = self._handle.snapshot()
        return tuple(snapshot.field_names())

    def info(self) -> Info:
        """What the index is and holds; costs milliseconds. Raises `IndexDamaged`."""
        snapshot = self._handle.snapshot()
        generation = snapshot.generation
        return Info(
            path=str(snapshot.folder),
            documents=snapshot.document_count,
            generation=generation.number,
            complete=generation.complete,
            unfinished=generation.unfinished,
            format=generation.format,
            analysis=generation.analysis,
            roots=generation.roots,
            abbreviations=dict(generation.abbreviations),
            bytes=sum(state.size for state in generation.files.values()),
            segments=len(generation.segments),
            deleted=snapshot.size - snapshot.document_count,
            encodings=old_encodings(snapshot),
            sizes=sizes(snapshot),
        )

    def verify(self) -> tuple[Problem, ...]:
        """All that can be told wrong from the files; an empty tuple when all is well.

        Every file is compared with its checksum, every posting with the positions and lengths, every statistic
        with a recount. Takes about as long as indexing without analysis. Raises `IndexInaccessible`.
        """
        snapshot = self._handle.snapshot()
        from bhxh_search.index.checks import problems

        return tuple(Problem(str(path), message) for path, message in problems(snapshot))

    def refresh(self) -> bool:
        """See what was committed since, by this process or another. Gives whether there was anything.

        Where there was not, this takes about as long as listing the folder. Searches that are going on keep the state
        that they began with. Raises `IndexInaccessible`, `IndexDamaged`, `IndexOutdated`; the state seen stays then.
        """
        return self._handle.refresh()

    # Writing

    def add(self, documents: Iterable[Document]) -> Report:
        """Add documents, each in place of one with its id. They are analysed now and seen after `commit`.

        Many are committed in chunks as they come, each when the memory for building (`build_bytes`) is full: an
        exception takes back what came after the last chunk. The report counts documents.

        Raises `InvalidRequest` for what is no `Document`, before anything is added where it is in a list or tuple;
        `InvalidDocument` for one whose fields were changed to what none can have; `ReadOnlyIndex`,
        `IndexInaccessible`, `IndexDamaged`. Whatever is raised later takes back all since the last commit.
        """
        from bhxh_search.changes import add, check_documents

        check_documents(documents)
        with self._handle.changing() as writer:
            self._changed_by_program = True
            return add(writer, documents)

    def remove(self, ids: Iterable[str]) -> Report:
        """Remove documents; ids that are not in the index are passed over. Seen after `commit`.

        Raises `InvalidRequest` for what is no id, and nothing is changed then; `ReadOnlyIndex`, `IndexDamaged`.
        """
        from bhxh_search.changes import remove

        if not isinstance(ids, Iterable):
            raise InvalidRequest(f"{shown(ids)} is not several; give ids, such as ['tin/1.txt']")
        wanted = [ids] if isinstance(ids, str) else list(ids)
        for id in wanted:
            check_id(id)
        with self._handle.changing() as writer:
            self._changed_by_program = True
            return remove(writer, wanted)

    def forget(self, root: str | os.PathLike[str]) -> Report:
        """Remove a root and all its documents, and commit.

        `root`: the folder or file as it was given to be indexed; it need not exist any more. Raises `InvalidRoot`
        when the index does not know it or it is no path, and nothing is changed then; `ReadOnlyIndex`,
        `IndexInaccessible`, `IndexDamaged`, `InvalidRequest`.
        """
        from bhxh_search.changes import forget, known_root

        with self._handle.alone() as seen:
            path = known_root(seen, root)
            with self._handle.changing() as writer:
                return forget(writer, path)

    def add_paths(
        self,
        paths: Sequence[str | os.PathLike[str]],
        *,
        prefix: str | None = None,
        loose: Iterable[Document] = (),
        options: FileOptions | None = None,
        progress: Callable[[int, int], None] | None = None,
        tell: Callable[[FileOutcome], None] | None = None,
    ) -> Report:
        """Bring the documents of files and folders up to date, and commit: what `bhxh-search index` does.

        Each path becomes a root, or belongs to one that is known; documents whose files are gone are removed.
        `prefix` stands before the ids of the one path given. `loose`: documents of no root to add beside them; those
        of one group are all that it now has. `options`: which files are read, and how. `progress` is called after
        each file with the number of files and of documents, `tell` with what became of each file.

        Raises `InvalidRoot` and `InvalidRequest` for an argument without meaning, and nothing is changed then;
        `ReadOnlyIndex`, `IndexInaccessible`, `IndexDamaged`, `InvalidRequest` for globs that match nothing. All since
        the last commit is taken back then, and nothing that was committed is lost.
        """
        from bhxh_search.changes import add_paths
        from bhxh_search.ingest.run_arguments import check_called, check_options, checked_loose
        from bhxh_search.ingest.walking import plan_run

        if options is not None:
            check_options(options)
        check_called(progress=progress, tell=tell)
        loose = checked_loose(loose)
        with self._handle.alone() as seen:
            plan = plan_run(paths, seen.state.roots, prefix)
            with self._handle.changing() as writer:
                self._changed_by_program = self._changed_by_program or bool(loose)
                return add_paths(writer, plan, loose, options, progress, tell)

    def commit(self) -> None:
        """Make all changes lasting and seen, at once.

        Raises `ReadOnlyIndex`, `IndexInaccessible`, `IndexDamaged`, `InvalidRequest`; what could not be committed is
        taken back then.
        """
        with self._handle.changing() as writer:
            # Whoever changes nothing does not come to the end of another program's changes.
            done = {BY_A_PROGRAM} if self._changed_by_program else set()
            writer.commit(unfinished=[one for one in writer.unfinished if one not in done])

    def optimize(self) -> None:
        """Make all changes lasting, and the index as small and as fast to search as it can be.

        Segments become one as far as memory allows, and what was deleted goes. Raises `ReadOnlyIndex`,
        `IndexInaccessible`, `IndexDamaged`, `InvalidRequest`.
        """
        with self._handle.alone():
            self.commit()
            with self._handle.changing() as writer:
                writer.optimize()
