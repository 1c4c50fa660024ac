"""Train the reader; `python -m training --help`, and README.md beside this file."""
