"""Personas as columns of a lead."""

from typing import Any

from firstreply.core.lead import Persona, folded


def columns(persona: Persona) -> dict[str, Any]:
    """What a lead's columns say of who they are."""
    return {
        "name": persona.name,
        "company": persona.company,
        "persona": persona.to_dict(),
        "folded": folded(persona),
        "budget": persona.budget,
        "deal_size": persona.deal_size,
        "language": persona.language,
        "country": persona.country,
    }
