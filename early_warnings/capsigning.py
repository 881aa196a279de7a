"""XML signatures under alerts: enveloped, ECDSA on P-256 with SHA-256, by an office's own key."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from lxml import etree
from signxml import XMLSigner
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException

from early_warnings.cap import AlertError

NAME_LENGTH = 64


class SigningError(AlertError):
    """The key cannot be read, does not fit, or did not sign; one line."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key and the certificate that says whose it is."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def sign(self, tree: etree._Element, now: datetime) -> etree._Element:
        """The alert with its signature as last element; SigningError outside the certificate's time."""
        first, last = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        if not first <= now <= last:
            raise SigningError(
                f"the signing certificate is valid from {first:%Y-%m-%d} to {last:%Y-%m-%d} only"
            )
        signer = XMLSigner(
            signature_algorithm=SignatureMethod.ECDSA_SHA256, digest_algorithm=DigestAlgorithm.SHA256
        )
        try:
            return signer.sign(tree, key=self.key, cert=[self.certificate])
        except (SignXMLException, ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise SigningError(f"the key did not sign: {error}") from error


def is_configured() -> bool:
    """Whether the settings name a key or a certificate, so that nothing may leave unsigned."""
    return bool(settings.CAP_SIGNING_KEY or settings.CAP_SIGNING_CERTIFICATE)


def signer() -> Signer | None:
    """The signer that the settings name, read from its files once; None when they name none.

    SigningError when they name one that cannot be had; it is tried again at the next call.
    """
    if not is_configured():
        return None
    return _load(settings.CAP_SIGNING_KEY, settings.CAP_SIGNING_CERTIFICATE)


@cache
def _load(key_file: str, certificate_file: str) -> Signer:
    key_bytes = _read(key_file, "CAP_SIGNING_KEY")
    certificate_bytes = _read(certificate_file, "CAP_SIGNING_CERTIFICATE")
    try:
        key = serialization.load_pem_private_key(key_bytes, password=None)
        certificate = x509.load_pem_x509_certificate(certificate_bytes)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SigningError(
            f"{key_file} and {certificate_file} are no key and certificate: {error}"
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise SigningError(f"{key_file} holds no key on the curve P-256")
    if certificate.public_key() != key.public_key():
        raise SigningError(f"{certificate_file} is not the certificate of the key in {key_file}")
    return Signer(key, certificate)


def _read(file: str, setting: str) -> bytes:
    if not file:
        raise SigningError(f"{setting} names no file; key and certificate are needed together")
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise SigningError(f"{setting}: {file} cannot be read ({error.strerror})") from error


def new_key_pair(name: str, now: datetime, days: int) -> tuple[bytes, bytes]:
    """A new key on P-256 and its self-signed certificate for `name`, both PEM, good for `days` from `now`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:NAME_LENGTH])])
    begins = now.astimezone(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )  # fmt: skip
    return private, certificate.public_bytes(pem)
