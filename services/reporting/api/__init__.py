"""The reports over HTTP: parse, ask, answer."""
