"""Names the way to take over an invitation that this stack did not create."""


def foreign_invitation(email: str, role: str | None, listed: str) -> str:
    """The refusal of a whitelist entry that has another role than the file lists."""
    return (
        f"{email} already has a whitelist entry with the role {role}, not {listed}, which this stack did not create; "
        "list the address under `login.adopt` too to take the entry over, or change its role here"
    )
