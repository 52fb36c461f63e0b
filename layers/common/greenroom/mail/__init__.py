"""E-mails and calendar entries: their texts, their layout and their composition."""
