"""What a page is made of beside its template: marks, icons, figures and dates, places, what a browser may load."""
