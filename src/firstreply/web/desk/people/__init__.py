"""People, teams, roles, invitations, tokens, sessions, audit."""
