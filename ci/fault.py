"""The error that ends a command of this package."""


class StepFailed(Exception):
    """A step of a workflow cannot go on; the message is one line that gives the cause and what to do next."""
