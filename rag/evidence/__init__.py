"""Choose what is shown: rank sentences as evidence and decide whether they answer."""
