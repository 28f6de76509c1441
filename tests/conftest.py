"""Settings for all tests: how Hypothesis draws its examples."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("quidproquo", deadline=None)  # machines differ; speed has tests of its own
settings.register_profile("gate", parent=settings.get_profile("quidproquo"), derandomize=True, database=None)
settings.load_profile("gate" if os.environ.get("CI") else "quidproquo")
