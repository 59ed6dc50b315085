"""Report and outcomes of files → JSON, for other programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from bhxh_search.documents.document import Skipped, without_surrogates
from bhxh_search.ingest.reports import FileOutcome, Report


def file_outcome_to_json(outcome: FileOutcome) -> str:
    """One file: `path`, `outcome`, `documents`, `encoding`, and `reasons`, each with its `line` or null."""
    values = asdict(outcome)
    values["reasons"] = [{"reason": skipped.reason, "line": skipped.line} for skipped in outcome.reasons]
    return _json(values)


def report_to_json(report: Report) -> str:
    """The counts of a run, what was skipped and refused, and the ids that came more than once."""
    values = asdict(report)
    values["documents"] = report.documents
    values["skipped"] = [_skipped(one) for one in report.skipped]
    values["refused"] = [_skipped(one) for one in report.refused]
    return _json(values)


def _skipped(skipped: Skipped) -> dict[str, Any]:
    return {"path": skipped.path, "reason": skipped.reason, "line": skipped.line}


def _json(values: dict[str, Any]) -> str:
    return without_surrogates(json.dumps(values, ensure_ascii=False))
