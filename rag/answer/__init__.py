"""Write the answer: statements with citations, the status of acts, the check of a draft."""
