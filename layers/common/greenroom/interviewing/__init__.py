"""What an AI interview asks, how an answer is read, and the one door to a model. No network here: adapters bring it."""
