"""Load models: embeddings and chat."""
