"""Signatures: one that holds, one changed byte, keys that fail, and the command that makes a key."""

import stat

import capvalidator
import pytest
import time_machine
from cryptography import x509
from django.core.management import CommandError, call_command
from lxml import etree
from signxml import XMLVerifier
from signxml.exceptions import InvalidSignature

from early_warnings import cap, capsigning, sweeps
from early_warnings.capsigning import SigningError, new_key_pair
from early_warnings.models import PublishedAlert
from tests.builders import NOON, make_draft, put_in_force
from tests.early_warnings.alerting import HOUR, write_key

KEY, CERTIFICATE = "cap-key.pem", "cap-certificate.pem"


@pytest.fixture(autouse=True)
def at_noon():
    """Readers ask the clock whether the certificate holds."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def certificate(tmp_path, settings):
    """The certificate of a key that the settings name."""
    return x509.load_pem_x509_certificate(write_key(tmp_path, settings))


@pytest.fixture
def issue(kuitun, plan, sun, qian, zhao):
    return lambda: put_in_force(make_draft(kuitun, sun), office=sun, signers=[qian, zhao])


def verified(content, certificate):
    """What the signature covers; InvalidSignature when it does not hold."""
    return XMLVerifier().verify(cap.parse(content), x509_cert=certificate).signed_xml


def test_a_published_alert_is_signed_valid_and_verified_by_a_reader_not_ours(certificate, issue):
    alert = issue().alert
    assert alert.is_signed
    assert etree.QName(verified(alert.content, certificate)).localname == "alert"
    assert capvalidator.check_schema(alert.content).passed
    assert capvalidator.check_signature(alert.content).passed


def test_one_changed_byte_breaks_the_signature(certificate, issue):
    content = issue().alert.content
    assert capvalidator.check_signature(content).passed
    changed = content.replace(b"<severity>Severe", b"<severity>SeverE", 1)
    assert len(changed) == len(content) and changed != content
    with pytest.raises(InvalidSignature):
        verified(changed, certificate)
    assert not capvalidator.check_signature(changed).passed


def test_another_key_does_not_verify_it(certificate, issue):
    _key, foreign = new_key_pair("someone else", NOON - HOUR, 365)
    with pytest.raises(InvalidSignature):
        verified(issue().alert.content, x509.load_pem_x509_certificate(foreign))


def test_the_key_is_read_once(certificate, tmp_path):
    first = capsigning.signer()
    (tmp_path / "key.pem").unlink()
    assert capsigning.signer() is first


def test_without_a_key_the_alert_is_published_unsigned(issue):
    alert = issue().alert
    assert not alert.is_signed
    assert capvalidator.check_signature(alert.content).message == "CAP alert has not been signed."


def no_file(folder):
    (folder / "key.pem").unlink()


def no_key(folder):
    (folder / "key.pem").write_text("nonsense")


def another_certificate(folder):
    (folder / "certificate.pem").write_bytes(new_key_pair("someone else", NOON, 365)[1])


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [
        (no_file, "cannot be read"),
        (no_key, "no key and certificate"),
        (another_certificate, "not the certificate"),
    ],
)
def test_a_key_that_fails_keeps_the_alert_back_tells_people_and_is_tried_again(
    issue, sun, tmp_path, settings, spoil, cause
):
    write_key(tmp_path, settings)
    spoil(tmp_path)
    warning = issue()
    assert warning.is_in_force
    assert not PublishedAlert.objects.exists()
    assert cause in sun.notices.get(kind="alert_not_published").body
    write_key(tmp_path, settings)
    sweeps.publish_owed(NOON + HOUR)
    assert PublishedAlert.objects.get(warning=warning).is_signed


def test_key_and_certificate_are_needed_together(certificate, settings):
    settings.CAP_SIGNING_CERTIFICATE = ""
    with pytest.raises(SigningError, match="CAP_SIGNING_CERTIFICATE"):
        capsigning.signer()


def test_a_certificate_that_ran_out_signs_nothing(tmp_path, settings, issue, sun):
    write_key(tmp_path, settings, now=NOON - 100 * HOUR, days=2)
    issue()
    assert not PublishedAlert.objects.exists()
    assert "is valid from" in sun.notices.get(kind="alert_not_published").body


def test_a_command_makes_a_key_that_only_its_owner_reads(tmp_path, settings, issue, capsys):
    call_command("make_cap_key", tmp_path, "--name", "奎屯市重污染天气应急指挥部办公室")
    assert f"CAP_SIGNING_KEY={tmp_path / KEY}" in capsys.readouterr().out
    for name in (KEY, CERTIFICATE):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    settings.CAP_SIGNING_KEY, settings.CAP_SIGNING_CERTIFICATE = (
        str(tmp_path / KEY),
        str(tmp_path / CERTIFICATE),
    )
    assert capsigning.signer() is not None


def test_the_command_never_replaces_a_key(tmp_path):
    (tmp_path / CERTIFICATE).write_text("kept")
    with pytest.raises(CommandError, match=CERTIFICATE) as refused:
        call_command("make_cap_key", tmp_path)
    assert refused.value.returncode == 2
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(CERTIFICATE, "kept")]


@pytest.mark.parametrize("arguments", [["/nowhere/at/all"], [".", "--days", "0"]])
def test_the_command_refuses_what_cannot_be_in_one_line(arguments):
    with pytest.raises(CommandError) as refused:
        call_command("make_cap_key", *arguments)
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
