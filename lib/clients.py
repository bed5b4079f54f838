"""Where a request comes from, which no client can make up."""

import ipaddress
from typing import Any

from django.conf import settings

NETWORK_OF_V6 = 64  # bits: a machine chooses the other half of its address anew as often as it likes


def address_of(request: Any) -> str:
    """The address of the machine that sent it, of IPv6 its network; "" where nobody says.

    Each proxy adds to X-Forwarded-For whom it was asked by. Read from the end, the first address that is none
    of `TRUSTED_PROXIES` is the client: what stands before it the client itself may have written.
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    peer = request.META.get("REMOTE_ADDR", "")
    found = _parsed(peer)
    # Without an address it came through a socket of this machine.
    while hops and (not peer or _is_proxy(found)):
        peer = hops.pop()
        further = _parsed(peer)
        if further is None:
            break
        found = further
    return _of_machine(found) if found else ""


Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _parsed(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_proxy(address: Address | None) -> bool:
    return address is not None and any(address in network for network in settings.TRUSTED_PROXIES)


def _of_machine(address: Address) -> str:
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, NETWORK_OF_V6), strict=False).network_address)
