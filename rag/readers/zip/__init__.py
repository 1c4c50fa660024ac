"""Read ZIP archives."""
