"""petitions over HTTP: what businesses file and follow, and what officers see."""
