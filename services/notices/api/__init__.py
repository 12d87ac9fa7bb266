"""notices over HTTP: the conferences for everyone to see, and where businesses register."""
