"""File: a list of people comes in one go: kept part by part, looked at, tried, brought row by row, and taken back."""
