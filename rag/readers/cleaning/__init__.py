"""Remove what is not the document, in named passes."""
