"""What Greenroom writes to people: the words, the e-mail around them, and the entry for their calendar."""
