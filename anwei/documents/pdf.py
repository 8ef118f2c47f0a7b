"""A Word file made into a PDF by LibreOffice, in a process of its own that cannot outstay its time."""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

NAMES = ("soffice", "libreoffice")
FONTS = Path(__file__).parent / "data" / "fonts.conf"
# Templates that link outside are refused when they come in; this holds for any file, whoever let it in.
PROFILE = Path(__file__).parent / "data" / "libreoffice.xcu"
# A page takes a second; the first start on a small server a few more.
TIME_LIMIT = 120
# Of a converter whose worker was killed: it stops by itself, and cannot fill the disk.
CPU_SECONDS, FILE_BYTES = 240, 200 * 1024 * 1024


class NoConverter(Exception):
    """There is no LibreOffice on this server."""


class CannotConvert(Exception):
    """LibreOffice made no PDF of this file; the message says how it ended."""


def converter() -> str | None:
    """Where LibreOffice is; None: it is not installed."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def convert(words: Mapping[str, bytes], *, limit: float = TIME_LIMIT) -> dict[str, bytes]:
    """The PDFs of Word files, by the same names. Raises NoConverter or CannotConvert.

    Whatever happens, no process of it is left behind, and it shares no profile with anyone.
    """
    program = converter()
    if program is None:
        raise NoConverter
    with TemporaryDirectory(prefix="anwei-pdf-") as folder:
        home = Path(folder)
        for name, data in words.items():
            (home / f"{name}.docx").write_bytes(data)
        (home / "profile" / "user").mkdir(parents=True)
        shutil.copy(PROFILE, home / "profile" / "user" / "registrymodifications.xcu")
        _run(program, home, [f"{name}.docx" for name in words], limit)
        made = {name: home / f"{name}.pdf" for name in words}
        if missing := [name for name, path in made.items() if not path.is_file()]:
            raise CannotConvert(_("LibreOffice made no PDF of: %s.") % ", ".join(missing))
        return {name: path.read_bytes() for name, path in made.items()}


def _run(program: str, home: Path, files: list[str], limit: float) -> None:
    process = subprocess.Popen(  # noqa: S603 – the program is looked up, the names are ours
        [program, "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo",
         f"-env:UserInstallation={(home / 'profile').as_uri()}", "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(home), *files],
        cwd=home, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8", "FONTCONFIG_FILE": str(FONTS)},
        start_new_session=True, preexec_fn=_limits,
    )  # fmt: skip
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        raise CannotConvert(_("LibreOffice was stopped after %d seconds.") % limit) from None
    finally:
        _end(process)


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the whole group: the starter, and the program that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
