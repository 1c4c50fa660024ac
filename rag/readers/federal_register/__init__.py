"""Read XML of the Federal Register, and take out what it prints around a document."""
