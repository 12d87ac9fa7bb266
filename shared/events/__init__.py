"""THE CONTRACT: every event the platform takes in or gives out, defined once (contract version 1)."""
