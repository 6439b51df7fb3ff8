"""Sentences: rules, hours, promises and pools as people would say them, made from core values and never stored."""

from firstreply.insights.sentences.speaking import Names, Sentences

__all__ = ["Names", "Sentences"]
