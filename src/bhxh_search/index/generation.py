"""The readable half of a commit: `bhxh_N.json` says what generation N is made of and how it was made.

Whoosh's own half is `_MAIN_N.toc`; renaming that one into place is the commit. The JSON is written just before,
so a table of contents without its JSON was written by another program and is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bhxh_search.errors import IndexDamaged, IndexOutdated
from bhxh_search.index.schema import FORMAT_VERSION
from bhxh_search.ingest.file_options import FileOptions
from bhxh_search.ingest.roots import Root

BY_A_PROGRAM = "documents added by a program"
"""Stands among unfinished runs for a program that has not come to the end of its changes."""

INDEX_NAME = "MAIN"  # what Whoosh calls an index that is given no name

_TOC = re.compile(rf"_{INDEX_NAME}_([0-9]+)\.toc")
_LOCK = f"{INDEX_NAME}_WRITELOCK"
_SEGMENT_NAME = re.compile("[0-9a-z]{16}")
_LISTINGS = 5
_LATER_JSON = re.compile(r"bhxh_[1-9][0-9]*\.json")
# What is written here and made anew by each commit: tables of contents, segments, and the JSON of generations.
_REPLACED = re.compile(
    rf"{_TOC.pattern}(\.[0-9.]+)?|{INDEX_NAME}_[0-9a-z]{{16}}\.[A-Za-z0-9_.]+|bhxh_[0-9]+\.json(\.new)?"
)


@dataclass(frozen=True)
class FileState:
    """What a file was when it was written."""

    size: int
    checksum: str
    """BLAKE2b of the content, 32 hex digits."""


@dataclass(frozen=True)
class SegmentState:
    """A segment as one generation has it."""

    name: str
    """16 letters and digits; its file is `MAIN_<name>.columns`."""
    documents: int
    """Deleted ones too."""
    positions: int
    """Words of all parts, those of deleted documents too."""
    deleted: tuple[tuple[int, int], ...] = ()
    """Ranges of numbers of deleted documents, the first and the last of each."""

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return segment_file_name(self.name)

    @property
    def live_documents(self) -> int:
        """How many of its documents are not deleted."""
        return self.documents - sum(last - first + 1 for first, last in self.deleted)


@dataclass(frozen=True)
class Generation:
    """One committed state of an index."""

    number: int
    format: int
    analysis: str
    complete: bool = True
    """Whether every run over files, and every change by a program, has reached its end."""
    unfinished: tuple[str, ...] = ()
    """The paths of runs that have not; `BY_A_PROGRAM` for documents added otherwise."""
    roots: tuple[Root, ...] = ()
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """The user's own."""
    segments: tuple[SegmentState, ...] = ()
    files: Mapping[str, FileState] = field(default_factory=dict)
    """Every file of this generation by name, its table of contents among them."""


def segment_file_name(name: str) -> str:
    """The name of the file of the segment `name`."""
    return f"{INDEX_NAME}_{name}.columns"


def toc_name(number: int) -> str:
    """The name of the table of contents of generation `number`."""
    return f"_{INDEX_NAME}_{number}.toc"


def json_name(number: int) -> str:
    """The name of the JSON of generation `number`."""
    return f"bhxh_{number}.json"


def has_index(folder: Path) -> bool:
    """Whether there is an index in `folder`, which may be any path. Raises `OSError`, and as `latest_generation`."""
    return folder.is_dir() and latest_generation(folder) is not None


def latest_generation(folder: Path) -> int | None:
    """The newest generation that was committed to `folder`; None where there is none.

    Raises `IndexDamaged` where what is left says that there was one.
    """
    for _ in range(_LISTINGS):
        names = [path.name for path in folder.iterdir()]
        newest = max((number for name in names if (number := toc_number(name)) is not None), default=None)
        # Of two tables of contents that replace one another while they are listed, neither may be seen.
        if newest is not None or not any(map(_is_ours, names)):
            return newest
    # Where the making of an index or its removal was killed there are no documents, and nothing is lost.
    lost = next((name for name in names if _LATER_JSON.fullmatch(name)), None)
    if lost is not None and any(name.endswith(".columns") for name in names):
        raise IndexDamaged(
            f"{folder}: the table of contents that belongs to {lost} was removed; remove the index and index the "
            "documents again"
        )
    return None


def foreign_files(folder: Path) -> list[str]:
    """The names in `folder` that are not of an index. Hidden files, such as an ignore file, do not count."""
    names = (path.name for path in folder.iterdir())
    return sorted(name for name in names if not name.startswith(".") and not _is_ours(name))


def _is_ours(name: str) -> bool:
    return name == _LOCK or _REPLACED.fullmatch(name) is not None


def toc_number(name: str) -> int | None:
    """The generation whose table of contents has this file name; None for another file."""
    match = _TOC.fullmatch(name)
    return int(match[1]) if match else None


def save_generation(folder: Path, generation: Generation) -> None:
    """Write `bhxh_N.json` whole or not at all, and make it lasting. Raises `OSError`."""
    path = folder / json_name(generation.number)
    partial = path.with_suffix(".json.new")
    values = asdict(generation)
    values["checksum"] = _checksum_of(values)
    with partial.open("w", encoding="utf-8") as file:
        file.write(json.dumps(values, ensure_ascii=False, indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _checksum_of(values: Mapping[str, Any]) -> str:
    """A checksum of what a generation's JSON says, all but the checksum itself."""
    content = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


def load_generation(folder: Path, number: int) -> Generation:
    """Generation `number` of the index in `folder`.

    Raises `IndexDamaged` when its JSON is missing or is not one, `IndexOutdated` when it is of another format.
    """
    path = folder / json_name(number)
    try:
        values = _read_values(path)
        _check_format(folder, int(values["format"]))
        return _generation(values, number)
    except FileNotFoundError:
        raise IndexDamaged(
            f"{folder}: {toc_name(number)} was written by another program, or {path.name} was removed; "
            "index the documents again into another folder"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexDamaged(f"{path}: not readable ({error}); index the documents again into another folder") from None


def _read_values(path: Path) -> dict[str, Any]:
    _check_regular(path)
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return values


def _check_format(folder: Path, found: int) -> None:
    """Raise `IndexOutdated` where the format is not the one that this version reads."""
    if found != FORMAT_VERSION:
        remedy = "update bhxh-search" if found > FORMAT_VERSION else "index the documents again into another folder"
        raise IndexOutdated(
            f"{folder}: the index has format {found}, and this version reads format {FORMAT_VERSION}; {remedy}"
        )


def _generation(values: dict[str, Any], number: int) -> Generation:
    """What the JSON of a generation says. Raises `ValueError`, and others, where it is not what was written."""
    if values.pop("checksum") != _checksum_of(values):
        raise ValueError("it was changed after it was written")
    values["unfinished"] = tuple(values["unfinished"])
    values["segments"] = tuple(
        SegmentState(**{**one, "deleted": tuple((first, last) for first, last in one["deleted"])})
        for one in values["segments"]
    )
    values["abbreviations"] = dict(values["abbreviations"])
    values["roots"] = tuple(map(_root, values["roots"]))
    values["files"] = {name: FileState(**state) for name, state in values["files"].items()}
    generation = Generation(**values)
    if generation.number != number or not all(isinstance(s.size, int) for s in generation.files.values()):
        raise ValueError("it is not of this generation")
    # It may be a stranger's: no name in it leads out of the folder.
    if not all(_SEGMENT_NAME.fullmatch(segment.name) for segment in generation.segments):
        raise ValueError("a segment has no name of ours")
    if generation.files.keys() != {toc_name(number), *(segment.file_name for segment in generation.segments)}:
        raise ValueError("its files are not those of its segments")
    return generation


def _root(values: Mapping[str, Any]) -> Root:
    options = dict[str, Any](values.get("options", {}))  # not there in an index that an earlier version wrote
    options.update({name: tuple(value) for name, value in options.items() if isinstance(value, list)})
    again = tuple(values.get("again", ()))
    states = tuple((str(file), int(modified), int(size)) for file, modified, size in values.get("states", ()))
    root = Root(**{**values, "options": FileOptions(**options), "again": again, "states": states})
    has_texts = all(isinstance(text, str) for text in (root.path, *again)) and isinstance(root.prefix, str | None)
    if not has_texts or not isinstance(root.read, int | None):
        raise ValueError("a root has a value of a wrong type")
    return root


def check_sizes(folder: Path, generation: Generation) -> None:
    """Compare the size of every file, and the checksum of the table of contents, which Whoosh would unpickle.

    Raises `IndexDamaged` naming the first file that is missing or not what was written.
    """
    for name, state in generation.files.items():
        path = folder / name
        try:
            size = _check_regular(path).st_size
        except FileNotFoundError:
            raise IndexDamaged(f"{path} is missing; remove the index and index the documents again") from None
        if size != state.size:
            raise IndexDamaged(
                f"{path} has {size} bytes, not {state.size}; remove the index and index the documents again"
            )
    toc = toc_name(generation.number)
    if toc not in generation.files or checksum(folder / toc) != generation.files[toc].checksum:
        raise IndexDamaged(
            f"{folder / toc} was changed by another program; remove the index and index the documents again"
        )


def _check_regular(path: Path) -> os.stat_result:
    """The state of a file that is one by itself: a link may lead anywhere, and of a device there is no end.

    Raises `IndexDamaged` for anything else, `OSError`.
    """
    state = path.lstat()
    if not stat.S_ISREG(state.st_mode):
        raise IndexDamaged(f"{path} is a link or no file; remove the index and index the documents again")
    return state


def checksum(path: Path) -> str:
    """BLAKE2b of a file's content, 32 hex digits."""
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def states_of(folder: Path, names: Iterable[str], known: Mapping[str, FileState]) -> dict[str, FileState]:
    """The state of each file named; of one in `known`, which is never written again, the state known."""
    return {
        name: known.get(name) or FileState((folder / name).stat().st_size, checksum(folder / name)) for name in names
    }


def remove_leftovers(folder: Path, generation: Generation) -> None:
    """Remove older generations and what killed or failed writers left; what cannot go stays for the next time.

    Only for who holds the write lock and is not in the midst of writing. Does nothing where `generation` is not
    the newest.
    """
    # On Windows a reader may hold a file; then the next commit tries again.
    with suppress(OSError):
        if latest_generation(folder) != generation.number:
            return
        current = {*generation.files, json_name(generation.number)}
        for path in list(folder.iterdir()):
            if _REPLACED.fullmatch(path.name) and path.name not in current:
                with suppress(OSError):
                    path.unlink()


def remove_index(folder: Path) -> None:
    """Remove all files of the index in `folder`. Only for who holds the write lock. Raises `OSError`."""
    ours = [path for path in folder.iterdir() if _is_ours(path.name)]
    # Without a table of contents there is no index, whatever else is left; and the lock holds to the end.
    for path in sorted(ours, key=lambda path: (path.name == _LOCK, toc_number(path.name) is None)):
        path.unlink()
