"""The page in a real browser; required in CI, elsewhere skipped without Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from rag.ingest.pipeline import ingest
from rag.models.embeddings import open_embedder
from rag.storage import Library
from tests.conftest import REPOSITORY

pytestmark = [pytest.mark.browser, pytest.mark.model]
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
FILES = (
    "news/2025-10-30-licences-four-recipients.html",
    "news/2023-09-21-first-gallium-germanium-licences.txt",
    "policy/undated-primer-chinese-export-licensing.md",
)


@pytest.fixture
def address(tmp_path):
    library = Library(tmp_path / "home" / "library.sqlite3")
    ingest([REPOSITORY / "corpus" / file for file in FILES], library, open_embedder(), 10_000_000)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "RAG_HOME": str(tmp_path / "home"), "RAG_LLM": "quotes"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(url: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"{url} did not come up")


@pytest.fixture
def browser():
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs chromium: apt-get install chromium")
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield opened
        opened.close()


def ask(page, question: str, number: int) -> None:
    box = page.locator('[data-testid="stChatInput"] textarea')
    box.fill(question)
    box.press("Enter")
    page.wait_for_function(
        f"document.querySelectorAll('.dl-foot').length >= {number}", timeout=90_000
    )


def test_a_reader_asks_opens_the_source_is_refused_and_reloads(address, browser):
    page = browser.new_page(viewport={"width": 1360, "height": 900})
    foreign = []
    page.on(
        "request",
        lambda request: (
            foreign.append(request.url)
            if not request.url.startswith(
                (address, address.replace("http", "ws"), "data:", "blob:")
            )
            else None
        ),
    )
    page.goto(address)
    page.wait_for_selector('[data-testid="stChatInput"] textarea', timeout=60_000)

    ask(page, "Who confirmed that Indian firms hold licences for rare earth magnets?", 1)
    assert page.locator(".dl-quote.first").count() == 1
    assert "2025-10-30" in page.locator(".dl-meta").first.inner_text()

    page.get_by_text("Open at the quote").first.click()
    page.wait_for_selector(".dl-text mark.first")
    assert page.locator(".dl-text mark.first").first.is_visible()
    page.keyboard.press("Escape")
    page.wait_for_selector(".dl-text", state="detached")

    ask(page, "Who won the 2022 World Cup?", 2)
    assert "Nothing found" in page.locator(".dl-refusal").last.inner_text()

    page.reload()
    page.wait_for_function("document.querySelectorAll('.dl-foot').length == 2", timeout=60_000)
    assert page.locator(".dl-quote.first").count() == 1
    assert foreign == []
