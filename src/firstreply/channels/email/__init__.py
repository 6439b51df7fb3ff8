"""E-mail as a channel: archives on disk, mailboxes on a server, and a sample archive of our own."""
