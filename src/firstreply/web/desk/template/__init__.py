"""Templates and quick replies."""
