"""The rules of notices, pure: one file a rule."""
