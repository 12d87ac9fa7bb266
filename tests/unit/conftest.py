"""How are properties tried? With no limit on the time an example takes: a busy machine is no wrong rule."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
