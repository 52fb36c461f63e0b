"""Readers of DOCX and ODT, which are ZIP archives of XML. The libraries get the XML parts alone."""
