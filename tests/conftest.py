"""Settings of the test libraries that hold for every test."""

from hypothesis import settings

# On a busy machine the first example may take many times as long as the others.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")
