"""What an AI interview asks, how an answer is read, and the language model. No network here: adapters bring it."""
