"""Read English: tokens, sentences, dates, quantities, and text that speaks to an assistant."""
