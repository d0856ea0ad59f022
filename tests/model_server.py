"""A real HTTP server on loopback that speaks two streaming protocols: OpenAI's chat completions and Ollama's chat.

What it says is chosen by the model's name, from a script that the test gives; every fault of a provider is a reply.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from loopback_server import LoopbackServer


@dataclass(frozen=True)
class Reply:
    """What a model does when it is asked."""

    text: str = ""
    size: int = 5
    """Characters in a piece."""
    pause_seconds: float = 0.0
    """Before each piece."""
    first_seconds: float = 0.0
    """Before the first piece."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drop_after: int | None = None
    """Characters after which the connection is cut."""
    endless: bool = False
    """Says the text again and again."""
    reasoning: str = ""
    """Sent in the field that reasoning models use."""
    tool_call: bool = False
    """Calls a tool that nobody offered."""
    garbage: bool = False
    """Sends what is not the protocol."""

    def pieces(self) -> Iterator[str]:
        while True:
            for at in range(0, len(self.text), self.size):
                yield self.text[at : at + self.size]
            if not self.endless:
                return


Script = Callable[[str, int], Reply | None]
"""From the model's name and how many times it was asked before to its reply; None: there is no such model."""


class ModelServer(LoopbackServer):
    """Answers until it is closed; `requests` holds the body of every request, as it came."""

    def __init__(self, script: Script) -> None:
        self.requests: list[dict[str, Any]] = []
        self.asked: dict[str, int] = {}
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:
                pass

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                server.requests.append(body)
                name = str(body.get("model", ""))
                reply = script(name, server.asked.get(name, 0))
                server.asked[name] = server.asked.get(name, 0) + 1
                try:
                    if self.path == "/v1/chat/completions":
                        self._answer(
                            reply, name, self._openai(reply, name), "text/event-stream"
                        ) if reply else self._missing(name)
                    elif self.path == "/api/chat":
                        self._answer(
                            reply, name, self._ollama(reply, name), "application/x-ndjson"
                        ) if reply else self._missing(name)
                    else:
                        self._fail(404, "no such page", {})
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def _missing(self, name: str) -> None:
                self._fail(404, f"model '{name}' not found", {})

            def _fail(self, status: int, message: str, headers: Mapping[str, str]) -> None:
                error: object = (
                    {"message": message, "type": "error", "code": status} if self.path.startswith("/v1") else message
                )
                body = json.dumps({"error": error}).encode()
                self.send_response(status)
                for key, value in {
                    **headers,
                    "content-type": "application/json",
                    "content-length": str(len(body)),
                    "connection": "close",
                }.items():
                    self.send_header(key, value)
                self.end_headers()
                self.wfile.write(body)

            def _answer(self, reply: Reply, name: str, lines: Iterator[str], kind: str) -> None:
                if reply.status != 200:
                    self._fail(reply.status, "the server says no", reply.headers)
                    return
                self.send_response(200)
                self.send_header("content-type", kind)
                self.send_header("transfer-encoding", "chunked")
                self.send_header("connection", "close")  # or the clients leave sockets behind
                self.end_headers()
                time.sleep(reply.first_seconds)
                for line in lines:
                    data = line.encode()
                    self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
                    self.wfile.flush()
                    time.sleep(reply.pause_seconds)
                if reply.drop_after is not None:
                    self.close_connection = True  # without the last chunk: the connection breaks off
                    self.connection.close()
                    return
                self.wfile.write(b"0\r\n\r\n")

            def _openai(self, reply: Reply, name: str) -> Iterator[str]:
                def event(delta: dict[str, Any], finish: str | None = None) -> str:
                    choice = {"index": 0, "delta": delta, "finish_reason": finish}
                    chunk = {
                        "id": "c1",
                        "object": "chat.completion.chunk",
                        "created": 1,
                        "model": name,
                        "choices": [choice],
                    }
                    return f"data: {json.dumps(chunk)}\n\n"

                if reply.garbage:
                    yield "data: <html>not json</html>\n\n"
                    return
                yield event({"role": "assistant", "content": ""})
                if reply.reasoning:
                    yield event({"reasoning_content": reply.reasoning})
                if reply.tool_call:
                    call = {
                        "index": 0,
                        "id": "t1",
                        "type": "function",
                        "function": {"name": "search", "arguments": '{"query": "jobs"}'},
                    }
                    yield event({"tool_calls": [call]})
                sent = 0
                for piece in reply.pieces():
                    if reply.drop_after is not None and sent >= reply.drop_after:
                        return
                    sent += len(piece)
                    yield event({"content": piece})
                yield event({}, "tool_calls" if reply.tool_call else "stop")
                yield "data: [DONE]\n\n"

            def _ollama(self, reply: Reply, name: str) -> Iterator[str]:
                def event(message: dict[str, Any], done: bool = False) -> str:
                    told = {
                        "model": name,
                        "created_at": "2026-11-20T10:00:00Z",
                        "message": {"role": "assistant", **message},
                        "done": done,
                    }
                    return json.dumps(told | ({"done_reason": "stop"} if done else {})) + "\n"

                if reply.garbage:
                    yield "<html>not json</html>\n"
                    return
                if reply.reasoning:
                    yield event({"content": "", "thinking": reply.reasoning})
                if reply.tool_call:
                    yield event(
                        {
                            "content": "",
                            "tool_calls": [{"function": {"name": "search", "arguments": {"query": "jobs"}}}],
                        }
                    )
                sent = 0
                for piece in reply.pieces():
                    if reply.drop_after is not None and sent >= reply.drop_after:
                        return
                    sent += len(piece)
                    yield event({"content": piece})
                yield event({"content": ""}, done=True)

        super().__init__(Handler)
