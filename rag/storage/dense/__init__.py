"""Search vectors: Chroma, and exact cosine where Chroma cannot serve."""
