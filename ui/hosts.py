"""Hosts: a request goes in, and comes out only if it was addressed to this machine by a name it goes by.

A page bound to loopback is still reachable by a website whose name has been pointed at 127.0.0.1 after it loaded (DNS
rebinding). The browser then sends that website's name in the Host header, which gives it away.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def is_loopback(host: str) -> bool:
    """Whether an address to bind to can be reached from this machine only."""
    return host.lower() in ("localhost", "::1") or re.fullmatch(r"127(?:\.\d{1,3}){1,3}", host) is not None


def name_of(header: str) -> str:
    """The host of a Host header without its port."""
    header = header.strip().lower()
    if header.startswith("["):
        return header.partition("]")[0] + "]"
    return header.partition(":")[0]


class KnownHosts:
    """ASGI middleware that answers 421 to requests for any other host."""

    def __init__(self, app: App, hosts: Iterable[str] = LOOPBACK) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        named = [value.decode("latin-1") for key, value in scope.get("headers", []) if key == b"host"]
        if len(named) == 1 and name_of(named[0]) in self.hosts:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            body = b"This address is not Groundwork's. Open the address that 'groundwork chat' printed.\n"
            headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 421, "headers": headers})
            await send({"type": "http.response.body", "body": body})
