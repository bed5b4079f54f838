"""The PDF of a Word document: made by LibreOffice, where the server has it; all else works without.

Each document is converted by a process of its own, with a profile and a directory that go with it:
documents know nothing of each other, any number of web and worker processes may convert at once, and what
hangs is killed with all that it started. A fresh profile costs nothing that could be measured.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CONTENT_TYPE = "application/pdf"
PROGRAMS = ("soffice", "libreoffice")
EXPORT = "pdf:writer_pdf_Export"
ONLY_WORD = "MS Word 2007 XML"  # else it makes a PDF of whatever it is given

# Nothing in a document runs, nothing is fetched, nothing asks, whatever the machine's LibreOffice is set to.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"
 ><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop
 ><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop
 ><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop
 ><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"
 ><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"
 ><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop
 ><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop
 ><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop
 ><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop
 ><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop
 ><prop oor:name="ooInetNoProxy" oor:op="fuse"><value></value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"
 ><prop oor:name="UseSystemFileDialog" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


class PdfProblem(ValidationError):
    """There is no PDF; the message says why and what to do."""


def is_available() -> bool:
    return _program() is not None


def how_to_get_it() -> str:
    """For whoever misses the PDF."""
    return _(
        "This server has no LibreOffice, so the PDF cannot be made here. Save the Word document as PDF in "
        "Word, or ask whoever looks after the server to install it: the operations guide says how, under "
        "“PDF”."
    )


def convert(docx: bytes, *, timeout: float = 60) -> bytes:
    """The PDF of a .docx. Raises PdfProblem where LibreOffice is missing, fails, or takes too long."""
    program = _program()
    if not program:
        raise PdfProblem(how_to_get_it(), code="missing")
    with tempfile.TemporaryDirectory(prefix="pdf-", ignore_cleanup_errors=True) as directory:
        place = Path(directory)
        source, profile = place / "document.docx", place / "profile"
        source.write_bytes(docx)
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS)
        said = _run([program, *_arguments(profile), "--outdir", directory, str(source)], place, timeout)
        try:
            made = source.with_suffix(".pdf").read_bytes()
        except FileNotFoundError:
            made = b""
    if not made.startswith(b"%PDF-"):
        raise PdfProblem(
            _(
                "LibreOffice could not make the PDF. Try again; if it fails again, save the Word document as "
                "PDF in Word, and tell whoever looks after the server: %(said)s"
            )
            % {"said": said or "–"},
            code="failed",
        )
    return made


def _program() -> str | None:
    names = [settings.SOFFICE] if settings.SOFFICE else PROGRAMS
    return next(filter(None, map(shutil.which, names)), None)


def _arguments(profile: Path) -> list[str]:
    quiet = ["--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard", "--nolockcheck"]
    return [
        f"-env:UserInstallation={profile.as_uri()}",
        *quiet,
        f"--infilter={ONLY_WORD}",
        "--convert-to",
        EXPORT,
    ]


def _run(command: list[str], place: Path, timeout: float) -> str:
    """What it said last; killed with everything that it started where time is up."""
    # Nothing of ours is told to it: neither the database's address nor the secret key.
    environment = {"PATH": os.defpath, "HOME": str(place), "TMPDIR": str(place), "LANG": "C.UTF-8"}
    with (place / "said").open("w+b") as said:
        process = subprocess.Popen(  # noqa: S603 - a program of the server's own settings
            command,
            cwd=place,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise PdfProblem(
                _(
                    "The PDF was not ready after %(seconds)d seconds, and was given up. Try again in a "
                    "while, or save the Word document as PDF in Word."
                )
                % {"seconds": timeout},
                code="timeout",
            ) from None
        finally:
            # It is a small program that starts the large one: the group holds both.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        said.seek(0)
        lines = said.read(10_000).decode(errors="replace").splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
