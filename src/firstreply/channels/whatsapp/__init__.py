"""WhatsApp: the Cloud API of Meta, in and out."""
