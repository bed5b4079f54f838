"""PDFs of a few words, and people who sign them: certificates made on the spot."""

import asyncio
import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

BEGIN, END = dt.datetime(2018, 1, 1, tzinfo=dt.UTC), dt.datetime(2048, 1, 1, tzinfo=dt.UTC)


def pdf(*pages: list[str], picture: bool = False) -> bytes:
    """Each page from its lines, in plain letters; the number of the page stands above from the second on."""
    writer = PdfFileWriter()
    for number, lines in enumerate(pages, start=1):
        add_page(writer, [*([str(number)] if number > 1 else []), *lines], picture=picture)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def add_page(writer, lines: list[str], *, picture: bool = False) -> None:
    name = generic.pdf_name
    font = {"Type": "Font", "Subtype": "Type1", "BaseFont": "Helvetica", "Encoding": "WinAnsiEncoding"}
    drawn = "".join(f"({line}) Tj 0 -20 Td " for line in lines)
    resources = {name("/Font"): generic.DictionaryObject({name("/F1"): _names(font)})}
    if picture:
        scan = generic.StreamObject(
            {
                name("/Type"): name("/XObject"),
                name("/Subtype"): name("/Image"),
                name("/Width"): generic.NumberObject(1),
                name("/Height"): generic.NumberObject(1),
                name("/BitsPerComponent"): generic.NumberObject(8),
                name("/ColorSpace"): name("/DeviceGray"),
            },
            stream_data=b"\0",
        )
        resources[name("/XObject")] = generic.DictionaryObject({name("/Im1"): writer.add_object(scan)})
    page = generic.DictionaryObject(
        {
            name("/Type"): name("/Page"),
            name("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
            name("/Resources"): generic.DictionaryObject(resources),
            name("/Contents"): writer.add_object(
                generic.StreamObject(stream_data=f"BT /F1 12 Tf 72 760 Td {drawn}ET".encode("cp1252"))
            ),
        }
    )
    writer.insert_page(page)


def _names(values: dict) -> generic.DictionaryObject:
    return generic.DictionaryObject(
        {generic.pdf_name(f"/{key}"): generic.pdf_name(f"/{value}") for key, value in values.items()}
    )


def with_another_page(content: bytes, lines: list[str]) -> bytes:
    """Appended, as programs do that keep what was there."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    add_page(writer, lines)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


# --- who signs ---


@dataclass(frozen=True)
class Certified:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    issuer: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def sign(self, content: bytes, field: str = "Signature1") -> bytes:
        private = self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        store = SimpleCertificateStore()
        store.register(asn1.Certificate.load(self.issuer.public_bytes(serialization.Encoding.DER)))
        signer = signers.SimpleSigner(
            asn1.Certificate.load(self.der), keys.PrivateKeyInfo.load(private), store
        )
        signing = signers.async_sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(content)),
            signers.PdfSignatureMetadata(field_name=field),
            signer=signer,
        )
        # In a thread: after the first browser test, this one has Playwright's event loop.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, signing).result().getvalue()


@cache
def authority(name: str = "Root CA", begin: dt.datetime = BEGIN, end: dt.datetime = END) -> Certified:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name, "Ban Cơ yếu")
    certificate = (
        _certificate(subject, subject, key.public_key(), (begin, end))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Certified(certificate, key, certificate)


def person(
    by: Certified,
    name: str = "Nguyễn Văn An",
    begin: dt.datetime = BEGIN,
    end: dt.datetime = END,
    *,
    signs: bool = True,
) -> Certified:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _certificate(
            _name(name, "Ban Tổ chức Tỉnh ủy"), by.certificate.subject, key.public_key(), (begin, end)
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=signs), critical=True)
        .sign(by.key, hashes.SHA256())
    )
    return Certified(certificate, key, by.certificate)


def _name(name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _certificate(subject, issuer, public_key, valid: tuple[dt.datetime, dt.datetime]):
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_cert_sign=not signs,
        crl_sign=not signs,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
