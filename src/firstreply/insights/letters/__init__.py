"""Letters that the installation itself writes: to people about their accounts."""
