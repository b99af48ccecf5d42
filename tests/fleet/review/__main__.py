"""`python -m tests.fleet.review`: rewrites the reports of the recorded previews; read what changed."""

from tests.fleet.review.kinds import KINDS
from tests.fleet.review.reports import FOLDER, written

for name in KINDS:
    (FOLDER / f"{name}.md").write_text(written(name), encoding="utf-8")
