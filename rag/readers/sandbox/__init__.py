"""Read untrusted bytes in a confined child process."""
