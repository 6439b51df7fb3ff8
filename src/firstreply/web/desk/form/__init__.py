"""Form: the designer of a form, its preview and the snippets that put it on a page."""
