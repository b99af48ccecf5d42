"""Which words permit a loss, and which permit nothing."""

import json

import pytest

from policy.rules.approvals import Loss, PolicyApproval, approvals, idle, message, unapproved

URN = "urn:pulumi:prod::clearml-platform::type::name"
COMPANY = Loss("delete", "company", "acme", "acme", URN, "tenant acme: company acme is deleted")
SERVER = Loss("replace", "release", "clearml-enterprise", None, URN, "the platform: release is replaced")


@pytest.mark.parametrize("word", ["delete company acme", "delete tenant acme", "  delete   company acme "])
def test_a_word_permits_the_loss(word: str) -> None:
    assert list(unapproved([COMPANY], approvals(json.dumps([word])))) == []


@pytest.mark.parametrize(
    "words",
    [
        None,
        "",
        "no json",
        "{}",
        '"delete company acme"',
        '["delete company globex"]',
        '["replace company acme"]',
        '["delete namespace acme"]',
        '["delete acme"]',
        '["drop company acme"]',
        '["delete company acme now"]',
        '["delete tenant *"]',
        "[1, null]",
    ],
)
def test_anything_else_permits_nothing(words: str | None) -> None:
    assert list(unapproved([COMPANY], approvals(words))) == [COMPANY]


def test_a_message_names_the_narrowest_word_and_that_of_the_tenant() -> None:
    assert "`delete company acme` (or `delete tenant acme`" in message(COMPANY)
    assert "`replace release clearml-enterprise` to clearml:approvals in Pulumi.prod.yaml" in message(SERVER)


def test_an_approval_without_a_loss_is_idle() -> None:
    given = approvals('["delete tenant acme", "delete tenant globex", "replace release clearml-enterprise"]')
    assert idle([COMPANY, SERVER], given) == [PolicyApproval("delete", "tenant", "globex")]
