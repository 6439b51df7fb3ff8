"""Telegram: a bot, in and out."""
