"""Read feeds and sitemaps."""
