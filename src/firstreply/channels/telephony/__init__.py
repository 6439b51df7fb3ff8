"""Telephony: any telephone system that tells a web address of its calls."""
