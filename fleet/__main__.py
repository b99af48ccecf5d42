"""`python -m fleet`: the day-2 command line."""

from typer._click.exceptions import UsageError

from fleet.app import app

UsageError.exit_code = (
    1  # `review` and `diff` give 2 a meaning, so that it must not stand for a mistake in the arguments
)

app(prog_name="python -m fleet")
