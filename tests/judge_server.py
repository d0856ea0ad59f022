"""A real HTTP server on loopback that speaks OpenAI's chat completions without streaming, as a judge is asked.

What it says is chosen by a function of the request: JSON for a reply by schema, a string for prose, a number for a
status.
"""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

from loopback_server import LoopbackServer

Says = Callable[[dict[str, Any]], dict[str, Any] | str | int]
"""From the body of a request to what is answered."""


class JudgeServer(LoopbackServer):
    """Answers until it is closed; `requests` holds the body of every request."""

    def __init__(self, says: Says) -> None:
        self.requests: list[dict[str, Any]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:
                pass

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                server.requests.append(body)
                told = says(body)
                status = told if isinstance(told, int) else 200
                if isinstance(told, int):
                    answer: dict[str, Any] = {"error": {"message": "the server says no", "type": "error"}}
                else:
                    content = told if isinstance(told, str) else json.dumps(told)
                    message = {"role": "assistant", "content": content}
                    answer = {
                        "id": "c1",
                        "object": "chat.completion",
                        "created": 1,
                        "model": body["model"],
                        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
                        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
                    }
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.send_header("connection", "close")  # or the clients leave sockets behind
                self.end_headers()
                self.wfile.write(data)

        super().__init__(Handler)


def fair(body: dict[str, Any]) -> dict[str, Any]:
    """A judge that answers both schemas: a claim of dragons is unsupported, all else is; answers are four of five."""
    words = body["messages"][-1]["content"]
    if "<claim>" in words:
        claim = words.split("<claim>")[1]
        held = "ragon" not in claim
        return {"verdict": "supported" if held else "unsupported", "confidence": 0.9, "reason": "as it reads"}
    return {"relevance": 4, "helpfulness": 3, "reason": "to the point"}
