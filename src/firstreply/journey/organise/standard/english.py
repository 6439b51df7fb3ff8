"""English."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firstreply.journey.organise.standard.said import Said

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "introduction": "Introduction",
        "meeting": "Ask for a meeting",
        "thanks": "Thank you",
        "launch": "Something new",
        "decline": "Decline politely",
        "busy": "Out of capacity",
        "no_samples": "No free samples",
        "closed": "We are closed",
    }
)
_REGARDS: Final = "\n\nKind regards\n{my_name|}\n{organisation}"
SAID: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "introduction": Said(
            "Your inquiry to {organisation}",
            "Hello {first_name|there},\n\n"
            "Thank you for asking about {product|our products}. I am {my_name|your contact} at {organisation}, and I "
            "will look after your inquiry from now on.\n\n"
            "So that my answer fits, may I ask you two things: what do you need it for, and by when?\n\n"
            "Just reply to this message. If you would rather talk, tell me when I may call you." + _REGARDS,
        ),
        "meeting": Said(
            "When may we talk?",
            "Hello {first_name|there},\n\n"
            "I would like to understand what you need, and to show you how we can help. Would 20 minutes this week "
            "suit you?\n\n"
            "Send me two times that are good for you, and I will confirm one of them at once." + _REGARDS,
        ),
        "thanks": Said(
            "Thank you",
            "Hello {first_name|there},\n\n"
            "Thank you for your trust. It is a pleasure to work with you.\n\n"
            "If anything is not as it should be, reply to this message. I will see to it myself." + _REGARDS,
        ),
        "launch": Said(
            "Something new from {organisation}",
            "Hello {first_name|there},\n\n"
            "You asked us about {product|our products}, so you are among the first to hear it: we have something new "
            "that may suit you.\n\n"
            "Reply with “yes”, and I will send you the details and prices." + _REGARDS,
        ),
        "decline": Said(
            "About your inquiry",
            "Hello {first_name|there},\n\n"
            "Thank you for thinking of us. What you are looking for is not something that we offer, and I would rather "
            "tell you so today than keep you waiting.\n\n"
            "I hope that you soon find what you need. Should your plans change, I will be glad to hear from you."
            + _REGARDS,
        ),
        "busy": Said(
            "About your inquiry",
            "Hello {first_name|there},\n\n"
            "Thank you for your inquiry. At the moment we are fully booked, and could not give it the care that it "
            "deserves.\n\n"
            "If it can wait for a few weeks, tell me, and you will be the first I come back to. If it cannot, I will "
            "gladly name somebody who can help you sooner." + _REGARDS,
        ),
        "no_samples": Said(
            "Your request for a sample",
            "Hello {first_name|there},\n\n"
            "Thank you for your interest in {product|our products}. I am sorry that we cannot send samples free of "
            "charge.\n\n"
            "I will gladly send you pictures, data sheets and references, or offer you a sample at its price. What "
            "would help you most?" + _REGARDS,
        ),
        "closed": Said(
            "We have your message",
            "Hello {first_name|there},\n\n"
            "Thank you for writing. Your message has arrived. We are closed at the moment; you will hear from us "
            "{opening|as soon as we are back}.\n\n"
            "Kind regards\n{organisation}",
        ),
    }
)
