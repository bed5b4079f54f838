"""Authorities that an administrator trusts: uploaded, judged by content, trusted no longer and again."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports.document import actions, certificates
from reports.document.signatures import Trust, examine
from reports.models import TrustedCertificate
from tests.factories import MembershipFactory
from tests.pages import alerts, find_all, parse, table

from . import papers

PAGE = reverse("reports:certificate-list")
ROOT = papers.authority()
OTHER = papers.authority("Another CA")
KEY = b"-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----\n"


def upload(content: bytes, name="root.crt"):
    return SimpleUploadedFile(name, content)


class TestJudging:
    @pytest.mark.parametrize("content", [ROOT.der, ROOT.pem, b"Subject: Root CA\n" + ROOT.pem])
    def test_either_way_of_writing_one(self, content):
        (authority,) = certificates.judge(upload(content))
        assert (authority.name, authority.organisation) == ("Root CA", "Ban Cơ yếu")
        assert authority.content == ROOT.der
        assert (authority.valid_from, authority.valid_to) == (papers.BEGIN, papers.END)

    def test_several_in_one_file(self):
        assert [a.name for a in certificates.judge(upload(ROOT.pem + OTHER.pem))] == ["Root CA", "Another CA"]

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "type"),
            (b"not a certificate", "type"),
            (ROOT.pem[:200], "type"),
            (ROOT.der[:-1], "type"),
            (ROOT.pem * 21, "type"),
            (b" " * 200_000, "type"),
            (KEY + ROOT.pem, "private"),
            (papers.person(ROOT).pem, "person"),
        ],
    )
    def test_what_is_refused(self, content, code):
        with pytest.raises(ValidationError) as refusal:
            certificates.judge(upload(content))
        assert refusal.value.code == code


@pytest.mark.django_db
class TestTrusting:
    @pytest.fixture
    def user(self, province):
        return MembershipFactory(role="administrator", committee=province).user

    def test_what_is_trusted_decides_about_signatures(self, user):
        signed = papers.person(ROOT).sign(papers.pdf(["REPORT"]))

        def verdict():
            (signature,) = examine(signed, ours=[], roots=certificates.roots()).signatures
            return signature.trust

        assert verdict() == Trust.UNKNOWN_ROOT
        (row,), known = actions.trust(upload=upload(ROOT.pem), by=user)
        assert (verdict(), known) == (Trust.TRUSTED, [])
        assert actions.trust(upload=upload(ROOT.der), by=user) == ([], [row])
        actions.switch_trust(certificate=row, is_active=False, by=user)
        assert verdict() == Trust.UNKNOWN_ROOT
        assert actions.trust(upload=upload(ROOT.der), by=user) == ([row], [])
        assert verdict() == Trust.TRUSTED
        told = row.history.values_list("is_active", "history_user").order_by("history_id")
        assert list(told) == [(True, user.pk), (False, user.pk), (True, user.pk)]

    def test_the_page(self, user, client, django_assert_num_queries):
        client.force_login(user)
        client.post(PAGE, {"certificate": upload(OTHER.pem)}, follow=True)
        page = client.post(PAGE, {"certificate": upload(ROOT.pem)}, follow=True)
        assert alerts(page) == ["Đã đưa vào danh sách tin cậy: Root CA."]
        rows = table(parse(page))[1:]
        assert [(row[0], row[1]) for row in rows] == [
            ("Another CA Ban Cơ yếu", "01/01/2018 – 01/01/2048"),
            ("Root CA Ban Cơ yếu", "01/01/2018 – 01/01/2048"),
        ]
        root = TrustedCertificate.objects.get(name="Root CA")
        assert rows[1][2] == root.fingerprint
        assert root.fingerprint.count(" ") == 31
        page = client.post(reverse("reports:certificate-distrust", args=[root.pk]), follow=True)
        assert table(parse(page))[2][0] == "Root CA không còn tin cậy Ban Cơ yếu"
        again = reverse("reports:certificate-trust", args=[root.pk])
        assert list(find_all(parse(page), "form", action=again))
        assert alerts(client.post(again, follow=True)) == ["Đã đưa vào danh sách tin cậy: Root CA."]
        with django_assert_num_queries(5):
            client.get(PAGE)

    def test_a_file_of_another_kind(self, user, client):
        client.force_login(user)
        page = client.post(PAGE, {"certificate": upload(b"%PDF-1.7", "root.pdf")})
        assert page.status_code == 422
        assert alerts(page)[0].startswith("“root.pdf” không phải là chứng thư số.")
        assert not TrustedCertificate.objects.exists()

    def test_administrators_of_the_province_only(self, administrator, clerk, client):
        for user in (administrator, clerk):
            client.force_login(user)
            assert client.get(PAGE).status_code == 403
