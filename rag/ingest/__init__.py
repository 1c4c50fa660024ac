"""Fill the library: inputs are read, cut into chunks, embedded and written."""
