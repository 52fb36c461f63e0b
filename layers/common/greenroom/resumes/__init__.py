"""Turns résumés into text. Every file is treated as hostile."""
