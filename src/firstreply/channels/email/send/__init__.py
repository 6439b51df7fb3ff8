"""Send: letters of ours, from values to what a mail server or a sending service took."""
