from types import SimpleNamespace

from django.urls import reverse, set_script_prefix

from lib.addresses import page_of


def test_the_address_that_django_gives_wherever_the_product_is_mounted():
    address, row = page_of("attendance:visit-detail"), SimpleNamespace(pk=17)
    assert address(row) == reverse("attendance:visit-detail", args=[17])
    try:
        set_script_prefix("/sinh-hoat/")
        assert address(row) == reverse("attendance:visit-detail", args=[17])
    finally:
        set_script_prefix("/")
