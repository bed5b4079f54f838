"""Find a Chromium for the browser tests, or get one: `python -m tests.browser_setup`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Path of a browser: $CHROMIUM, the system's, or the one that Playwright downloaded."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in NAMES:
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        command = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"
    else:
        command = f"{sys.executable} -m playwright install chromium"
    subprocess.run(command, shell=True, check=False)  # noqa: S602 - a fixed command


if __name__ == "__main__":
    if not find_chromium():
        install()
    if not find_chromium():
        print(
            "No Chromium was found or could be installed: the browser tests will be skipped.\n"
            "Install chromium, or set CHROMIUM to the path of one, to run them.",
            file=sys.stderr,
        )
