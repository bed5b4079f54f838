"""Which passwords are refused, and how they are kept."""

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from committees.models import User
from config import settings as product
from tests.factories import UserFactory


@pytest.mark.parametrize(
    "password",
    [
        "sinhhoat2026",
        "tinhuy2026",
        "Admin@123",
        "chibo123456",
        "Tỉnhủy2026!",
        "SINHHOAT@2026",
        "2026sinhhoat",
        "s1nhh0at2026",
        "@dmin12345",
        "P@ssw0rd2026",
        "Chi-bo.2026",
        "ChiBoSinhHoat@1",
        "TinhUyBinhSon2026",  # the office's own name
        "HàNội@2025",
        "dragon2026",  # a common one with a year
        "1234-5678!",
        "hoapham88",  # its user's names
        "PhạmThịHoa1",
        "pham.hoa.2026",
        "matkhau1",
    ],
)
def test_guessed(password):
    user = User(username="pham.hoa", full_name="Phạm Thị Hoa", email="hoa@tinh.local")
    with pytest.raises(ValidationError) as caught:
        validate_password(password, user)
    assert "password_guessed" in [error.code for error in caught.value.error_list]


@pytest.mark.parametrize(
    "password", ["vườn-gió-lúa-trăng", "cầu vồng ăn bánh mì", "tinhuyxkq83vdz", "k7#Rq2!mZw", "đèn biển sách"]
)
def test_not_guessed(password):
    assert validate_password(password, User(username="hoa", full_name="Phạm Thị Hoa")) is None


@pytest.mark.parametrize(
    ("password", "code"), [("k7#Rq2!", "password_too_short"), ("83920175", "password_entirely_numeric")]
)
def test_short_ones_and_numbers(password, code):
    with pytest.raises(ValidationError) as caught:
        validate_password(password)
    assert code in [error.code for error in caught.value.error_list]


@pytest.mark.django_db
def test_one_of_before_is_kept_anew_at_signing_in(client, settings):
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS  # tests have a quick one
    old = make_password("vườn-gió-lúa-trăng", hasher="pbkdf2_sha256")
    user = UserFactory(username="hoa", password=None)
    User.objects.filter(pk=user.pk).update(password=old)
    changes = user.history.count()
    client.post(reverse("login"), {"username": "hoa", "password": "vườn-gió-lúa-trăng"})
    user.refresh_from_db()
    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password("vườn-gió-lúa-trăng")
    assert user.history.count() == changes
