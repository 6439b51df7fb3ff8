"""The report of `firstreply analyze`: one result document, shown in a terminal and as one HTML file."""
