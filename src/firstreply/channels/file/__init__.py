"""Files: lists of people as spreadsheets, delimited text and business cards. No account stands for them."""
