"""`python -m tests.blueprint.messages`: rewrites the printed lines in messages.txt."""

from tests.blueprint.messages.produce import produced
from tests.blueprint.messages.rows import FILE, read, write

FILE.write_text(write(tuple(map(produced, read(FILE.read_text(encoding="utf-8"))))), encoding="utf-8")
