"""Which passwords are refused, and how they are kept."""

import unicodedata
from unittest.mock import Mock

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from committees.forms.accounts import ChoosePasswordForm
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


def test_what_is_wrong_stands_beside_the_password_and_the_advice_once():
    typed = dict.fromkeys(("new_password1", "new_password2"), "pham.hoa")
    form = ChoosePasswordForm(User(username="pham.hoa"), typed)
    assert form.errors == {
        "new_password1": [
            "Mật khẩu quá giống tên đăng nhập.",
            "Mật khẩu này dễ đoán: toàn từ thông dụng, tên riêng hoặc chữ số.",
        ]
    }
    assert str(form).count("không liên quan đến nhau") == 1


def apart(text: str) -> str:
    """Letters and their marks one after the other, as some keyboards send them."""
    return unicodedata.normalize("NFD", text)


class TestOneSpelling:
    WORDS = "vườn-gió-lúa-trăng"

    @pytest.mark.parametrize(("kept", "typed"), [(WORDS, apart(WORDS)), (apart(WORDS), WORDS)])
    def test_however_the_keyboard_sends_it(self, kept, typed):
        user = User()
        user.set_password(kept)
        assert user.check_password(typed)
        assert not user.check_password(typed.upper())

    def test_kept_before_as_it_was_typed(self):
        assert User(password=make_password(apart(self.WORDS))).check_password(apart(self.WORDS))

    def test_letters_are_counted_as_they_are_read(self):
        form = ChoosePasswordForm(User(), dict.fromkeys(("new_password1", "new_password2"), apart("ếệộữ")))
        assert "ít nhất 8 ký tự" in str(form.errors)

    def test_typed_twice_in_two_spellings(self):
        typed = {"new_password1": self.WORDS, "new_password2": apart(self.WORDS)}
        assert ChoosePasswordForm(User(), typed).is_valid()

    @pytest.mark.django_db
    def test_a_name_that_nobody_has_costs_as_much(self, client, monkeypatch):
        UserFactory(username="hoa")
        encode = Mock(wraps=MD5PasswordHasher().encode)
        monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
        work = []
        for name in ("hoa", "nobody"):
            encode.reset_mock()
            client.post(reverse("login"), {"username": name, "password": apart("lúa")})
            work.append(encode.call_count)
        assert work == [2, 2]


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
