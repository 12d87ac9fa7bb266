"""What the platform shows of itself: figures and log lines, neither ever with personal data."""
