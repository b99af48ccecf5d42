"""Turns the output of `pulumi preview --json` into a report for a person who decides about a pull request."""
