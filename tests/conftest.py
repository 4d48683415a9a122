"""Settings for every test."""

from hypothesis import settings

# Machines are slow now and then, and a test that fails must fail again: no deadlines, the same examples each time.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
