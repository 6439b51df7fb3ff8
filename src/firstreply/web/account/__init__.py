"""In and out: sign-up of the first owner, sign-in, second factors, invitations."""
