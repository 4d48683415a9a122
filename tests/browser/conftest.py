"""The browser that drives these tests."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright


def chromium() -> str:
    """Return the Chromium to drive; skip where there is none, but fail where CI says that there should be one."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = os.environ.get("DLCOURSE_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found:
        return found
    reason = "no Chromium: install one or say in DLCOURSE_CHROMIUM where it lies"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium())
        yield started
        started.close()
