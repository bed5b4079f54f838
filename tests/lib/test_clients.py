"""Whose request it is, whatever the client writes into its headers."""

from ipaddress import ip_network

import pytest

from lib.clients import address_of


class Request:
    def __init__(self, peer: str, forwarded: str = ""):
        self.META = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.1.2.3", "", "10.1.2.3"),
        ("10.1.2.3", "8.8.8.8", "10.1.2.3"),  # it asked us itself
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),  # as nginx says
        ("", "10.1.2.3", "10.1.2.3"),  # by a socket
        ("127.0.0.1", "8.8.8.8, 10.1.2.3", "10.1.2.3"),  # the first is the client's own invention
        ("127.0.0.1", "127.0.0.1, 10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "8.8.8.8, 10.1.2.3, 127.0.0.1", "10.1.2.3"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "10.1.2.3, nonsense\0", "127.0.0.1"),
        ("", "", ""),
        ("::ffff:10.1.2.3", "", "10.1.2.3"),
        ("2001:db8:1:2:aaaa::1", "", "2001:db8:1:2::"),
        ("fe80::1%eth0", "", "fe80::"),
    ],
)
def test_the_nearest_machine_that_is_no_proxy(peer, forwarded, address):
    assert address_of(Request(peer, forwarded)) == address


def test_two_proxies(settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/24")]
    assert address_of(Request("10.0.0.2", "8.8.8.8, 10.9.9.9, 10.0.0.7")) == "10.9.9.9"
