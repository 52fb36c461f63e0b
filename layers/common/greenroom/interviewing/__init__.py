"""The questions of AI interviews, the evaluation of answers, and the use of a language model, without network
access."""
