"""A robot service of our own on this machine: keeps what it is sent and answers what it is told to."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Robot:
    """What was posted, and how the next posts are answered."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict, dict]] = []
        self.status = 200
        self.answer: dict = {"errcode": 0, "errmsg": "ok", "code": 0}
        self.hangs_up = False
        self.pause = 0.0
        self.address = ""

    @property
    def texts(self) -> list[str]:
        """The texts as a group would read them."""
        return [
            (body.get("text") or {}).get("content") or body["content"]["text"]
            for _path, body, _headers in self.got
        ]


@contextmanager
def standing() -> Iterator[Robot]:
    """The robot, listening on a port of its own while the test runs."""
    robot = Robot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            robot.got.append((self.path, body, dict(self.headers)))
            time.sleep(robot.pause)
            if robot.hangs_up:
                self.connection.close()
                return
            answer = json.dumps(robot.answer).encode()
            self.send_response(robot.status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", str(len(answer)))
            with suppress(ConnectionError):  # a killed worker does not wait for its answer
                self.end_headers()
                self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    robot.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield robot
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
