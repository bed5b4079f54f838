"""Who signed a PDF that came back, whether it is as it was signed, and whether it is what went out.

Nothing is fetched: whether a certificate was revoked meanwhile is not known here. Trusted are the
certificates that lead to a root that an administrator entered.
"""

import asyncio
import datetime as dt
import io
import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from lib import uploads
from lib.periods import now

from .sameness import Sameness, compare

logger = logging.getLogger(__name__)

SIGNATURES_AT_MOST = 20
_FOR_SIGNING = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)
_NOT_FOR_THIS = (AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE, AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE)


class Trust(StrEnum):
    TRUSTED = "trusted"
    BROKEN = "broken"
    UNKNOWN_ROOT = "unknown_root"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    UNSUITED = "unsuited"
    UNREADABLE = "unreadable"

    @property
    def label(self):
        return _TRUST[self]


_TRUST = {
    Trust.TRUSTED: gettext_lazy("The certificate leads to a root that is trusted here."),
    Trust.BROKEN: gettext_lazy("What was signed is not what the file holds: it was changed after signing."),
    Trust.UNKNOWN_ROOT: gettext_lazy(
        "The certificate leads to no root that is trusted here. If it is of the office's own authority, an "
        "administrator enters its root certificate."
    ),
    Trust.EXPIRED: gettext_lazy("The certificate had expired when it was signed with."),
    Trust.NOT_YET: gettext_lazy("The certificate was not valid yet when it was signed with."),
    Trust.UNSUITED: gettext_lazy("The certificate, or the way of signing, is not one for signing documents."),
    Trust.UNREADABLE: gettext_lazy("The signature cannot be read. Ask for a file signed anew."),
}


class Since(StrEnum):
    """What happened to the file after it was signed."""

    NOTHING = "nothing"
    SIGNED = "signed"
    CHANGED = "changed"

    @property
    def label(self):
        return _SINCE[self]


_SINCE = {
    Since.NOTHING: gettext_lazy("Unchanged since: the signature covers the whole file."),
    Since.SIGNED: gettext_lazy("Since then only further signatures or marks of theirs were added."),
    Since.CHANGED: gettext_lazy("The file was changed after this signature."),
}


class Problem(StrEnum):
    """Why there is nothing to examine."""

    NONE = ""
    PICTURE = "picture"
    NOT_PDF = "not_pdf"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    COSTLY = "costly"

    @property
    def label(self):
        return _PROBLEMS[self]


_PROBLEMS = {
    Problem.NONE: "",
    Problem.PICTURE: gettext_lazy("It is a picture: there is no digital signature in it. Look at it."),
    Problem.NOT_PDF: gettext_lazy("It is neither a PDF nor a scan (PNG, JPEG)."),
    Problem.COSTLY: gettext_lazy(
        "Examining this PDF takes more memory or time than a report can need, and was given up. Print or "
        "scan the signed paper as a new PDF."
    ),
    Problem.ENCRYPTED: gettext_lazy(
        "The PDF is locked with a password, so that nothing in it can be examined. Save it without "
        "a password."
    ),
    Problem.DAMAGED: gettext_lazy("The PDF is damaged: it cannot be read. Save or scan it again."),
}


@dataclass(frozen=True)
class Signature:
    """One digital signature; all its texts are what the certificate says."""

    signer: str = ""
    organisation: str = ""
    signed_at: dt.datetime | None = None
    time_is_attested: bool = False  # by a trusted time-stamp; otherwise it is what the signer's machine said
    is_intact: bool = False
    trust: Trust = Trust.UNREADABLE
    since: Since = Since.CHANGED

    @property
    def is_trusted(self) -> bool:
        return self.trust == Trust.TRUSTED

    @property
    def is_valid(self) -> bool:
        return self.is_intact and self.is_trusted and self.since != Since.CHANGED


@dataclass(frozen=True)
class Examination:
    problem: Problem = Problem.NONE
    signatures: list[Signature] = field(default_factory=list)  # in the order of signing
    sameness: Sameness = Sameness.UNKNOWN
    # Where the texts part: what ours says there, and what the file says.
    ours: str = ""
    theirs: str = ""

    @property
    def is_signed(self) -> bool:
        return bool(self.signatures)

    @property
    def is_valid(self) -> bool:
        """Signed, and every signature stands."""
        return self.is_signed and all(signature.is_valid for signature in self.signatures)

    @property
    def is_this_document(self) -> bool:
        return self.sameness in (Sameness.SAME_BYTES, Sameness.SAME_TEXT)


def judge(upload) -> uploads.Judged:
    """What may be attached as a signed copy: a PDF, or a scan. Raises ValidationError for all else."""
    judged = uploads.judge(upload)
    if judged.content_type not in (uploads.PDF, uploads.PNG, uploads.JPEG):
        raise ValidationError(
            _("“%(name)s” is neither a PDF nor a scan (PNG, JPEG). Save or scan the signed paper as a PDF.")
            % {"name": judged.name},
            code="type",
        )
    return judged


def examine(content: bytes, *, ours: Iterable[bytes], roots: Iterable[bytes]) -> Examination:
    """The file that came back, beside `ours` (what went out, PDF or Word) and the trusted roots (DER or PEM).

    Never raises for what the file holds.
    """
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return Examination(Problem.PICTURE)
    if not content.startswith(b"%PDF-"):
        return Examination(Problem.NOT_PDF)
    # The readers raise whatever they stumble over; none of it is the product's fault.
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        if reader.encrypted:
            return Examination(Problem.ENCRYPTED)
        signatures = _signatures(reader, roots)
    except Exception:
        logger.info("A PDF cannot be read", exc_info=True)
        return Examination(Problem.DAMAGED)
    ours = list(ours)
    if not ours:
        return Examination(signatures=signatures)
    try:
        compared = compare(content, ours)
    except Exception:
        logger.info("The text of a PDF cannot be read", exc_info=True)
        return Examination(signatures=signatures)
    return Examination(
        signatures=signatures, sameness=compared.sameness, ours=compared.ours, theirs=compared.theirs
    )


def _signatures(reader: PdfFileReader, roots: Iterable[bytes]) -> list[Signature]:
    trusted = [certificate for root in roots for certificate in load_certs_from_pemder_data(root)]
    found = [
        (name, sig_field)
        for name, signed, sig_field in enumerate_sig_fields(reader, filled_status=True)
        if signed.get_object().get("/Type", "/Sig")
        == "/Sig"  # rather than a time-stamp of the whole document
    ]
    embedded, unreadable = [], []
    for name, sig_field in found[:SIGNATURES_AT_MOST]:
        try:
            embedded.append(EmbeddedPdfSignature(reader, sig_field, name))
        except Exception:
            logger.info("A signature cannot be read", exc_info=True)
            unreadable.append(Signature())
    embedded.sort(key=lambda signature: signature.signed_revision)
    return [*(_signature(signature, trusted) for signature in embedded), *unreadable]


def _signature(embedded: EmbeddedPdfSignature, roots: list) -> Signature:
    try:
        names = embedded.signer_cert.subject.native
        signed_at = embedded.self_reported_timestamp
        # As on the day of signing: a certificate that expires later has signed nonetheless.
        moment = min(signed_at, now()) if signed_at else now()
        status = _status(embedded, roots, moment)
        stamp = status.timestamp_validity
        if stamp and stamp.trusted and stamp.valid and stamp.intact:
            signed_at = stamp.timestamp
            status = _status(embedded, roots, signed_at)
    except Exception:
        logger.info("A signature cannot be examined", exc_info=True)
        return Signature()
    return Signature(
        signer=_first(names.get("common_name")),
        organisation=_first(names.get("organization_name")),
        signed_at=signed_at,
        time_is_attested=bool(stamp and stamp.trusted and stamp.valid and stamp.intact),
        is_intact=status.intact and status.valid,
        trust=_trust(status, signed_at or moment),
        since=_since(status, embedded),
    )


def _status(embedded: EmbeddedPdfSignature, roots: list, moment: dt.datetime):
    context = ValidationContext(
        trust_roots=roots,
        other_certs=embedded.other_embedded_certs,
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    # In a thread of its own: asyncio allows one event loop a thread, and the caller's may have one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(
            asyncio.run, async_validate_pdf_signature(embedded, context, key_usage_settings=_FOR_SIGNING)
        ).result()


def _first(value) -> str:
    """A name may be given several times."""
    return str(value[0] if isinstance(value, list) and value else value or "")


def _trust(status, moment: dt.datetime) -> Trust:
    if not (status.intact and status.valid):
        return Trust.BROKEN
    if status.trusted:
        return Trust.TRUSTED
    validity = status.signing_cert["tbs_certificate"]["validity"]
    if moment > validity["not_after"].native:
        return Trust.EXPIRED
    if moment < validity["not_before"].native:
        return Trust.NOT_YET
    return Trust.UNSUITED if status.trust_problem_indic in _NOT_FOR_THIS else Trust.UNKNOWN_ROOT


def _since(status, embedded: EmbeddedPdfSignature) -> Since:
    level = status.modification_level
    if level == ModificationLevel.NONE:
        return Since.CHANGED if _bytes_after(embedded) else Since.NOTHING
    harmless = (ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
    return Since.SIGNED if level in harmless and status.docmdp_ok else Since.CHANGED


def _bytes_after(embedded: EmbeddedPdfSignature) -> bytes:
    """What stands behind the last byte signed, and belongs to no change that a reader would see."""
    stream = embedded.reader.stream
    stream.seek(int(embedded.byte_range[2]) + int(embedded.byte_range[3]))
    return stream.read().strip()
