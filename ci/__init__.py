"""What the workflows run: the stacks that a change concerns, previews, runs by saved plans, comments, drift issues.

The files in `.github/workflows/` and `ci/gitlab-ci.yml` only call `python -m ci`; docs/workflows.md describes them.
"""
