"""`python -m fleet`: the day-2 command line."""

from fleet.app import app

app(prog_name="python -m fleet")
