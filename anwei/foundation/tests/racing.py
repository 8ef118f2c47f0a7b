"""Two people press at once: acts run together, each in a thread and on a connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection


def at_once(*acts: Callable[[], object], refused: type[Exception]) -> list[str]:
    """Run every act at the same moment: "won", or "refused" where it raised `refused`; in the order of the acts."""
    gate, outcomes = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait()
            act()
            outcomes[place] = "won"
        except refused:
            outcomes[place] = "refused"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
