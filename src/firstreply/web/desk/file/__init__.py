"""File: lists of people brought in one go: uploaded, looked at, brought, and taken back."""
