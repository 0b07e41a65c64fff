"""Debian's Chromium on the paint page of a real service with the bundled network."""

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

CHROMIUM = os.environ.get("INKLING_CHROMIUM", "/usr/bin/chromium")
SWITCHES = (
    # Root, as in a container, gets no sandbox; and nothing but the page may use the network.
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def url(start_server: Callable[..., Any]) -> str:
    """Where a service with the bundled network answers, for all tests of the page."""
    url: str = start_server("--model", "inkling").url
    return url


@pytest.fixture
def open_page(browser: Browser, url: str) -> Iterator[OpenPage]:
    """Open the paint page.

    A mistake in a script, a breach of the content policy or a look at another host fails the test
    at its end.
    """
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(address: str = url, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: _check_message(message, complaints))
        page.on("request", lambda request: _check_host(request.url, address, complaints))
        page.goto(f"{address}/paint-screen")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page(viewport={"width": 1180, "height": 800})


def _check_message(message: ConsoleMessage, complaints: list[str]) -> None:
    # An answer that is an error is what some tests are about.
    if message.type == "error" and not message.text.startswith("Failed to load resource"):
        complaints.append(message.text)


def _check_host(asked: str, address: str, complaints: list[str]) -> None:
    if urlsplit(asked).scheme != "data" and not asked.startswith(address):
        complaints.append(f"The page asked another host: {asked}")
