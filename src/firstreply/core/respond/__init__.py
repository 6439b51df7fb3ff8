"""Respond: waits, inquiries, credit and outcomes out of messages (the clock, section 3)."""
