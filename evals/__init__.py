"""The evaluation suite: `python -m evals NAME --data DIR [--json]`."""
