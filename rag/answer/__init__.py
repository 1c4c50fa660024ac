"""Write the answer: statements with their citations, the status of acts, and the check of what a model drafted."""
