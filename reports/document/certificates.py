"""Certificates of authorities as administrators upload them: .pem, .crt, .cer, judged by what is in them."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lib.uploads import clean_name
from lib.vietnamese import nfc
from reports.models import TrustedCertificate

SIZE_AT_MOST = 100 * 1024
AT_MOST = 20  # in one file
ACCEPT = ".pem,.crt,.cer,.der"
FACTS = ("name", "organisation", "content", "valid_from", "valid_to")


@dataclass(frozen=True)
class Authority:
    """What is stored about its certificate."""

    name: str
    organisation: str
    content: bytes
    sha256: str
    valid_from: dt.datetime
    valid_to: dt.datetime


def roots() -> list[bytes]:
    """What `signatures.examine` trusts."""
    return [
        bytes(c) for c in TrustedCertificate.objects.filter(is_active=True).values_list("content", flat=True)
    ]


def judge(upload) -> list[Authority]:
    """What `upload` (a Django file) holds. Raises ValidationError naming what is wrong and what to do."""
    name = clean_name(upload.name)
    upload.seek(0)
    content = upload.read(SIZE_AT_MOST + 1)
    if b"PRIVATE KEY-----" in content:
        raise ValidationError(
            _(
                "“%(name)s” holds a private key. Nothing of it was kept. Never hand it to anybody; upload "
                "the certificate alone."
            )
            % {"name": name},
            code="private",
        )
    found = _read(content) if len(content) <= SIZE_AT_MOST else []
    if not 0 < len(found) <= AT_MOST:
        raise ValidationError(
            _(
                "“%(name)s” is not a certificate. Take the root certificate from whoever issues the office's "
                "signatures, as a .crt, .cer or .pem file."
            )
            % {"name": name},
            code="type",
        )
    return [_authority(certificate) for certificate in found]


def _read(content: bytes) -> list[x509.Certificate]:
    try:
        if b"-----BEGIN CERTIFICATE-----" in content:
            return x509.load_pem_x509_certificates(content)
        return [x509.load_der_x509_certificate(content)]
    except ValueError:
        return []


def _authority(certificate: x509.Certificate) -> Authority:
    # Odd names and extensions are found out when they are looked at.
    try:
        name = _said(certificate, NameOID.COMMON_NAME) or certificate.subject.rfc4514_string()
        organisation = _said(certificate, NameOID.ORGANIZATION_NAME)
        is_authority = _is_authority(certificate)
    except ValueError:
        raise ValidationError(_("The certificate cannot be read. Ask for it anew."), code="odd") from None
    if not is_authority:
        raise ValidationError(
            _(
                "“%(name)s” is the certificate of a person or a machine. Upload that of the authority that "
                "issued it: it vouches for everybody."
            )
            % {"name": name},
            code="person",
        )
    content = certificate.public_bytes(Encoding.DER)
    return Authority(
        name=name[:200],
        organisation=organisation[:200],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
    )


def _said(certificate: x509.Certificate, about: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(about)
    return nfc(str(found[0].value)).replace("\0", " ").strip() if found else ""


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return certificate.issuer == certificate.subject  # as roots were before there were extensions
