"""Nothing gets out: a page tries every channel it has, and nobody hears it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from agents.sandbox import ORIGIN, Browser
from agents.sandbox.finding import start, switches
from model.settings import Settings, load
from tests.agents.sandbox.channels import CHANNELS, Ears, page

SILENT_ANYWAY = {"preconnect"}
"""Playwright's own switches and routes turn these off, with or without a sandbox."""


@pytest.mark.parametrize("hosts", [(), ("example.org",)], ids=["no hosts", "one host"])
def test_a_sandbox_is_heard_by_nobody(sandboxes: Browser, hosts: tuple[str, ...]) -> None:
    with Ears(CHANNELS) as ears:
        with sandboxes.open(hosts=hosts) as sandbox:
            seen = sandbox.load(page(ears.ports))
            assert sandbox.title == "Reaches out"
            # The page's last try comes after 1.5 s; then it is left, which is when beacons go.
            sandbox.evaluate("() => new Promise(done => setTimeout(done, 2000))")
            sandbox.load("<title>Next</title>")
            assert sandbox.title == "Next"
        assert ears.wait_for({"anything"}, 1.0) == set()
    refused = [entry for entry in seen.entries if entry.kind == "refused"]
    assert len(refused) > 20


@pytest.mark.parametrize("remote", ["server"], indirect=True)
def test_a_sandbox_in_a_remote_chromium_is_heard_by_nobody_either(remote: str) -> None:
    browser = Browser(replace(load(), browser_url=remote))
    with Ears(CHANNELS) as ears:
        with browser.open() as sandbox:
            sandbox.load(page(ears.ports))
            assert sandbox.title == "Reaches out"
            sandbox.evaluate("() => new Promise(done => setTimeout(done, 2000))")
            sandbox.load("<title>Next</title>")
        assert ears.wait_for({"anything"}, 1.0) == set()
    browser.close()


def test_the_same_page_is_heard_over_every_channel_without_the_sandbox() -> None:
    """The check above can fail: same page, same Chromium, no proxy and not offline."""

    async def reach_out(html: str, ears: Ears, expected: set[str]) -> set[str]:
        from playwright.async_api import Route, async_playwright

        async def answer(route: Route) -> None:
            if route.request.url.startswith(ORIGIN):
                await route.fulfill(body=html, content_type="text/html")
            else:
                await route.continue_()

        settings = Settings()
        unsafe = [word for word in switches(settings) if "webrtc" not in word]
        assert len(unsafe) == len(switches(settings)) - 2
        async with async_playwright() as playwright:
            browser = (await start(playwright, settings, unsafe)).browser
            context = await browser.new_context(permissions=["local-network-access"])
            await context.route("**/*", answer)
            opened = await context.new_page()
            await opened.goto(ORIGIN, wait_until="commit")
            heard = await asyncio.to_thread(ears.wait_for, expected, 15)
            await browser.close()
        return heard

    expected = set(CHANNELS) - SILENT_ANYWAY
    # In a thread of its own: this one may hold the loop of Playwright's other tests.
    with Ears(CHANNELS) as ears, ThreadPoolExecutor(1) as thread:
        heard = thread.submit(asyncio.run, reach_out(page(ears.ports), ears, expected)).result()
    assert expected <= heard
