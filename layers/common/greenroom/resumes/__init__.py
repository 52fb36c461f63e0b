"""Résumés to text, as if every file were an attack."""
