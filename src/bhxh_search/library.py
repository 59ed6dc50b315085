"""The public face: create an index, open it, search it, change it. Everything else in the package may move."""

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
from bhxh_search.index.generation import BY_A_PROGRAM, has_index
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

# What queries do not need is imported where it is used: importing it would take longer than answering a query.


def create_index(
    path: str | os.PathLike[str],
    *,
    exist_ok: bool = False,
    abbreviations: Mapping[str, str] | None = None,
    build_bytes: int | None = None,
) -> Index:
    """Create an empty index in the folder `path` and open it for writing; a missing folder is created too.

    `exist_ok`: open the index that is already there instead of refusing. `abbreviations`: your own, such as
    `{"KCN": "khu công nghiệp"}`; they are stored in the index and changing them later takes a rebuild.
    `build_bytes`: see `open_index`.

    Raises `IndexExists` if the folder holds an index or anything else, `InvalidAbbreviations`, `IndexInaccessible`,
    `InvalidRequest`. With `exist_ok` also `IndexLocked`, `IndexDamaged`, and `IndexOutdated` if the index was made
    with other abbreviations or by a version that analyses text differently.
    """
    check_flag("exist_ok", exist_ok)
    check_build_bytes(build_bytes)
    folder = folder_of(path)
    own = with_user_abbreviations(abbreviations or {})
    if exist_ok:
        with access_reported(folder):
            there = has_index(folder)
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
    """Open the index in the folder `path`. Use it as a context manager, or call `close`.

    `write`: open it for changes too; only one process at a time can. `verify`: compare every file with its checksum
    first. `build_bytes`: how much memory, in bytes, added documents may take before they are committed; the default
    is 512,000,000, and the process takes up to 300,000,000 more.

    The folder may come from a stranger: nothing in it is unpickled. Do not give such a folder to Whoosh itself, which
    unpickles the table of contents. No program may change the files of an index in place, as this package never does:
    a process that has a file open when it is truncated is killed by the system.

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
        index.refresh()  # another writer may have committed before this one had the lock
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
    """An open index, as `open_index` and `create_index` return it.

    Searches see the state that was committed when the index was opened, until `refresh`. With `write=True`, leaving
    the `with` block commits, and an exception undoes everything since the last commit. What is committed through this
    object is seen at once. Large additions are committed in chunks on the way: see `add`.

    Several threads may read at once, and `refresh`: each call sees one state from beginning to end. Threads that
    write wait for one another, and a commit or an undo covers the pending changes of all of them. Async code searches
    in a thread: `await asyncio.to_thread(index.search, text)`. Every process opens the index for itself; pickling an
    open one raises `TypeError`.

    Any use of a closed index raises `InvalidRequest`.
    """

    def __init__(self, snapshot: Snapshot, writer: Writer | None = None) -> None:
        """Use `open_index` or `create_index`."""
        self._handle = Handle(snapshot, writer)
        self._changed_by_program = False
        """Whether `add` or `remove` was called, so that the next `commit` completes what a program began."""

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
        """Another open index, for reading only, that sees the same state."""
        return Index(self._handle.snapshot())

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{self._handle.folder}: an open index cannot be copied deeply, or sent to another process; "
            "open it there again"
        )

    def close(self) -> None:
        """Release the files and the write lock. What was not committed is lost.

        Searches that other threads have begun still finish, and changes that they have begun are waited for. Raises
        `InvalidRequest` when it is called from within a change: by a generator given to `add`, or by `tell`.
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
        partial: bool = True,
    ) -> Results:
        """Find the documents that answer `text`, any string, best first. An empty text finds all documents.

        `limit`, `offset`: how many hits to return, and how many to skip first. `filters`: field name → one or several
        values, written as in field queries (`{"date": "2020"}`); a document must pass every name, with any one of its
        values. `sort`: `relevance`, `date` (newest first) or `-date` (oldest first). `facets`: names of fields whose
        values are counted over all documents found: `year`, `kind`, `source`, … `snippets`: how many per hit at most,
        each of at most `snippet_length` characters. `group`: put the parts of one whole under one rank; `limit` and
        `offset` then count wholes, and `group_size` limits how many parts of each are returned, best first.

        `partial`: where the matches do not fill the page, add documents that hold only a part of what was asked for,
        as `Results.partial`; with the hits up to `limit`.

        A query that finds little or nothing comes with a `suggestion`, if a similar query finds more.

        Raises `InvalidRequest` for an invalid argument, but never for the text; `IndexDamaged`.
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
            partial=partial,
        )
        check_text(text)
        snapshot = self._handle.snapshot()
        return search(text, request, snapshot)

    def get(self, id: str) -> Document | None:
        """The whole document with this id; None if there is none. Raises `InvalidRequest`, `IndexDamaged`."""
        check_id(id)
        snapshot = self._handle.snapshot()
        number = snapshot.number(id)
        return None if number is None else snapshot.document(number)

    def similar(self, id: str, *, limit: int = 10) -> Results:
        """Find the documents most similar to the one with this id: those that share its most characteristic words.

        The document itself is not among the hits, which have no snippets. Raises `DocumentNotFound` if there is no
        such document, `InvalidRequest`, `IndexDamaged`.
        """
        from bhxh_search.search.similar import similar

        Request(limit=limit)
        check_id(id)
        snapshot = self._handle.snapshot()
        return similar(_number_of(id, snapshot), limit, snapshot)

    def suggest(self, text: str, *, limit: int = 10) -> tuple[str, ...]:
        """Complete `text`, the beginning of a query, with words and phrases of the index, law numbers and titles.

        The last word may be unfinished, unless a space follows it. Words typed without accents are completed with
        them. The most frequent completions come first. Raises `InvalidRequest`, `IndexDamaged`.
        """
        from bhxh_search.search.completion import complete

        Request(limit=limit)
        check_text(text)
        snapshot = self._handle.snapshot()
        return complete(text, limit, snapshot)

    def matches(self, id: str, text: str) -> tuple[tuple[int, int], ...]:
        """Where the words of the query `text` occur in the text of document `id`.

        Returns the start and end (exclusive) of each place, in characters of `Document.text`, in order and without
        overlaps. Raises `DocumentNotFound` if there is no such document, `InvalidRequest`, `IndexDamaged`.
        """
        check_text(text)
        check_id(id)
        snapshot = self._handle.snapshot()
        return matches_in(snapshot.document(_number_of(id, snapshot)), text, snapshot)

    def near_misses(
        self, text: str, *, filters: Mapping[str, str | Sequence[str]] | None = None
    ) -> tuple[Suggestion, ...]:
        """For a query that found nothing, similar ones that find something: with other accents, or fewer words.

        `filters`: those of the search; only documents that pass them count. Raises `InvalidRequest`, `IndexDamaged`.
        """
        request = Request(filters=filters)
        check_text(text)
        snapshot = self._handle.snapshot()
        return missed(text, request.filters, snapshot)

    def ids(self) -> Iterator[str]:
        """The ids of all documents in the state that is seen now, sorted.

        Iterating over them raises `IndexDamaged`, and `InvalidRequest` once the index is closed.
        """
        snapshot = self._handle.snapshot()
        return self._while_open(snapshot.ids())

    def _while_open(self, ids: Iterator[str]) -> Iterator[str]:
        for id in ids:
            self._handle.snapshot()
            yield id

    def fields(self) -> tuple[str, ...]:
        """The names of the fields that documents bring along (`author`, `kind`, …), sorted.

        They can be used in queries, filters and facets. Raises `IndexDamaged`.
        """
        snapshot = self._handle.snapshot()
        return tuple(snapshot.field_names())

    def info(self) -> Info:
        """What the index is and what it holds; takes milliseconds. Raises `IndexDamaged`."""
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
        """Check the files of the index and return everything that is wrong with them; nothing if all is well.

        Compares every file with its checksum, every posting with positions and lengths, and every statistic with a
        recount. Takes about as long as indexing does without analysis. Raises `IndexInaccessible`.
        """
        snapshot = self._handle.snapshot()
        from bhxh_search.index.checks import problems

        return tuple(Problem(str(path), message) for path, message in problems(snapshot))

    def refresh(self) -> bool:
        """See what this process or another has committed since; return whether there was anything.

        If there was nothing, this takes about as long as listing the folder. Searches that have begun keep the state
        they began with. Raises `IndexInaccessible`, `IndexDamaged`, `IndexOutdated`, and keeps the state seen so far.
        """
        return self._handle.refresh()

    # Writing

    def add(self, documents: Iterable[Document]) -> Report:
        """Add documents, replacing those with the same ids. They are analysed now, and seen after `commit`.

        Large additions are committed in chunks, each as soon as the memory for building (`build_bytes`) is full; an
        exception then undoes only what came after the last chunk. The report counts documents.

        Raises `InvalidRequest` for anything that is not a `Document` (in a list or tuple, before any is added),
        `InvalidDocument` for one whose fields were set to impossible values, `ReadOnlyIndex`, `IndexInaccessible`,
        `IndexDamaged`. Any exception undoes everything since the last commit.
        """
        from bhxh_search.changes import add, check_documents

        check_documents(documents)
        with self._handle.changing() as writer:
            self._changed_by_program = True
            return add(writer, documents)

    def remove(self, ids: Iterable[str]) -> Report:
        """Remove documents by id, ignoring ids that are not in the index. Seen after `commit`.

        Raises `InvalidRequest` for anything that is not an id, before removing any; `ReadOnlyIndex`, `IndexDamaged`.
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

        `root`: the folder or file that was given to be indexed; it need not exist any more. Raises `InvalidRoot` if
        it is not a root of this index, before anything is removed; `ReadOnlyIndex`, `IndexInaccessible`,
        `IndexDamaged`, `InvalidRequest`.
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

        Each path becomes a root, unless it lies inside one that is known; documents whose files are gone are removed.
        `prefix` is put before the ids of the one path given. `loose`: documents without a root, added as well; where
        they belong to a group, they replace all of it. `options`: which files are read, and how. `progress` is called
        after each file with the number of files and of documents so far, `tell` with what became of each file.

        Raises `InvalidRoot` and `InvalidRequest` for invalid arguments, before anything is changed. Also raises
        `ReadOnlyIndex`, `IndexInaccessible`, `IndexDamaged`, and `InvalidRequest` for globs that match nothing; that
        undoes everything since the last commit.
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
        """Make all pending changes durable and visible, all at once.

        Raises `ReadOnlyIndex`, `IndexInaccessible`, `IndexDamaged`, `InvalidRequest`, and undoes the changes then.
        """
        with self._handle.changing() as writer:
            # A program that has changed nothing does not complete what another one began.
            done = {BY_A_PROGRAM} if self._changed_by_program else set()
            writer.commit(unfinished=[one for one in writer.unfinished if one not in done])

    def optimize(self) -> None:
        """Commit, then make the index as small and as fast to search as possible.

        Merges the segments as far as memory allows and drops deleted documents for good. Raises `ReadOnlyIndex`,
        `IndexInaccessible`, `IndexDamaged`, `InvalidRequest`.
        """
        with self._handle.alone():
            self.commit()
            with self._handle.changing() as writer:
                writer.optimize()
