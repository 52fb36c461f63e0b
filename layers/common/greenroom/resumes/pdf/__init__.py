"""A PDF's text: pypdf parses and decodes, this package decides what is seen, in which order, and where words end."""
