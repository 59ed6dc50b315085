"""What all tests share: the profile of the property tests, and how real data is found, the schema of results."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Machines differ too much for Hypothesis to judge how long one example may take.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("default")

# A shell has what it runs in the background ignore interrupts, which the processes of tests would inherit.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

DATA_VARIABLE = "BHXH_SEARCH_DATA"
PROJECT = Path(__file__).parent.parent
SCHEMA: dict[str, Any] = json.loads((PROJECT / "docs" / "result.schema.json").read_text("utf-8"))
"""Of the JSON of results."""


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real test collections. Not set: the test skips. Set but not there: the test fails."""
    named = os.environ.get(DATA_VARIABLE)
    if not named:
        pytest.skip(f"{DATA_VARIABLE} does not name a folder of test collections")
    folder = Path(named)
    assert folder.is_dir(), f"{DATA_VARIABLE} names {folder}, which is no folder"
    return folder


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The project's own documents."""
    return PROJECT / "seeds"
