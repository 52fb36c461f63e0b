"""Reads a PDF's text: pypdf parses and decodes; this package finds what is visible, its order, and where words end."""
