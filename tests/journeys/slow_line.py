"""The application as it is, behind a line on which each answer to a form lies for a moment.

So a kill meets forms before the write, in it, and, just as often, between the write and the answer.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

from anwei.config.wsgi import application as prompt


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer, a moment late."""
    answer = prompt(environ, start_response)
    if environ["REQUEST_METHOD"] == "POST":
        time.sleep(0.1)
    return answer
