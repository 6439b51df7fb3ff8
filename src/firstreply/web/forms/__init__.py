"""Forms: the pages that people outside see: the form, its thanks, the link that confirms, the document."""
