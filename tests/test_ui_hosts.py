"""Only requests addressed to this machine are answered."""

import asyncio
from typing import Any

import pytest

from ui.hosts import KnownHosts, is_loopback, name_of


async def inner(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "inside"})


def sent(scope: dict[str, Any]) -> list[Any]:
    messages: list[Any] = []

    async def send(message: Any) -> None:
        messages.append(message)

    async def receive() -> Any:
        return {}

    asyncio.run(KnownHosts(inner)(scope, receive, send))
    return messages


def http(*hosts: bytes) -> dict[str, Any]:
    return {"type": "http", "headers": [(b"host", host) for host in hosts]}


@pytest.mark.parametrize("host", [b"127.0.0.1:7860", b"localhost:7860", b"LOCALHOST", b"[::1]:7860"])
def test_a_request_to_this_machine_is_answered(host: bytes) -> None:
    assert sent(http(host)) == [{"type": "inside"}]


@pytest.mark.parametrize(
    "hosts",
    [
        (b"evil.example",),
        (b"evil.example:7860",),
        (b"127.0.0.1.evil.example",),
        (),
        (b"localhost", b"evil.example"),
        (b"",),
    ],
)
def test_a_request_to_another_name_is_refused(hosts: tuple[bytes, ...]) -> None:
    messages = sent(http(*hosts))
    assert messages[0]["status"] == 421
    assert sent({**http(*hosts), "type": "websocket"}) == [{"type": "websocket.close", "code": 1008}]


def test_what_is_no_request_passes() -> None:
    assert sent({"type": "lifespan"}) == [{"type": "inside"}]


def test_names_and_addresses_are_told_apart() -> None:
    assert name_of("[::1]:80") == "[::1]"
    assert is_loopback("127.0.0.1")
    assert is_loopback("127.0.0.2")
    assert is_loopback("localhost")
    assert is_loopback("LOCALHOST")
    assert not is_loopback("127.0.0.1.evil.example")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("192.168.1.2")
