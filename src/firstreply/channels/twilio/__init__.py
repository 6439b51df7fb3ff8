"""Twilio: text messages in and out, and telephone calls."""
