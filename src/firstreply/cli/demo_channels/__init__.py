"""`firstreply demo-channels`: providers that run on this machine, accounts with them, and people who write."""
