"""Documents of word processors: archives of XML, read by libraries that never see what else is packed inside."""
