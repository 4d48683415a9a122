"""A cache that waits holds what it was given, writes it when it is told to, and never more than a few."""

import os
import pickle
from functools import partial
from pathlib import Path

import pytest

from dlcourse.builder.keeping.cache import FolderCache
from dlcourse.builder.keeping.patient import MOST_WAITING, PatientCache


@pytest.fixture
def folder(tmp_path: Path) -> FolderCache:
    return FolderCache(tmp_path)


def test_what_waits_is_there_for_who_asks_and_is_written_when_told(folder: FolderCache) -> None:
    patient = PatientCache(folder)
    patient.put("a", 1, partial(sum, (1, 2)))
    assert [patient.get("a", part) for part in range(3)] == [1, 3, None]
    assert folder.get("a") is None
    patient.flush()
    assert [folder.get("a", part) for part in range(2)] == [1, 3]
    assert patient.get("a", 1) == 3


def test_a_later_entry_takes_the_place_of_one_that_waits(folder: FolderCache) -> None:
    patient = PatientCache(folder)
    patient.put("a", 1)
    patient.put("a", 2)
    patient.flush()
    assert folder.get("a") == 2


def test_of_many_entries_only_the_last_few_wait(folder: FolderCache) -> None:
    patient = PatientCache(folder)
    for number in range(MOST_WAITING + 3):
        patient.put(f"key{number}", number)
    assert [folder.get(f"key{number}") for number in range(4)] == [0, 1, 2, None]


def test_a_copy_for_another_process_has_what_was_written(folder: FolderCache) -> None:
    patient = PatientCache(folder)
    patient.put("a", 1)
    patient.flush()
    copy = pickle.loads(pickle.dumps(patient))
    assert copy.get("a") == 1


def test_which_entries_are_needed_is_passed_on(folder: FolderCache) -> None:
    patient = PatientCache(folder)
    patient.put("a", 1)
    patient.flush()
    patient.keep(["a"])
    assert patient.get("a") == 1


def test_another_process_writes_at_once(folder: FolderCache, monkeypatch: pytest.MonkeyPatch) -> None:
    """A helper ends without being told to write."""
    patient = PatientCache(folder)
    monkeypatch.setattr(os, "getpid", lambda: 0)
    patient.put("a", 1)
    assert folder.get("a") == 1
