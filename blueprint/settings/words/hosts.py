"""Host names and IP addresses."""

import ipaddress
import re


def is_host(host: str) -> bool:
    """Whether the string is a host name in lower case, or an IP address without brackets."""
    name = re.fullmatch(r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", host)
    return parse_address(host) is not None or name is not None


def parse_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the IP address, or None if the string is not one."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
