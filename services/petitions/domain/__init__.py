"""The rules of petitions, pure: one file a rule."""
