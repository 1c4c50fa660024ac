"""Read mails."""
