"""Message: what was said, in either direction, in which conversation, and of which class."""

from django.db import models

from firstreply.store.fields import OfOrganisation, Row, link, text


class Conversation(Row, OfOrganisation):
    """Messages that belong together. Two that turn out to be one keep both histories: `merged_into` names the one."""

    lead = link("store.Lead", null=True, db_constraint=False)
    channel = text()
    subject = text()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "conversation"
        indexes = [models.Index(fields=["organisation_id", "lead"], name="conversation_lead")]


class Named(OfOrganisation):
    """A message id that messages of a conversation bear or name: by these an answer finds what it answers."""

    id = models.BigAutoField(primary_key=True)
    value = text()
    conversation = link("store.Conversation", db_constraint=False)

    class Meta:
        db_table = "named"
        constraints = [models.UniqueConstraint(fields=["organisation_id", "value"], name="named_value")]
        indexes = [models.Index(fields=["organisation_id", "conversation"], name="named_conversation")]


class Reached(OfOrganisation):
    """An outside address that one of ours wrote to in a conversation.

    A column of addresses would need an index that row-level security does not let be used (its operators may leak).
    """

    id = models.BigAutoField(primary_key=True)
    party = text()
    conversation = link("store.Conversation", db_constraint=False)

    class Meta:
        db_table = "reached"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "party", "conversation"], name="reached_party")
        ]


class Message(Row, OfOrganisation):
    """One message, however many mailboxes it was seen in (its Message-ID is one).

    `envelope` keeps the headers as core reads them, so that classes, conversations and waits can be worked out anew.
    """

    conversation = link("store.Conversation", db_constraint=False)
    lead = link("store.Lead", null=True, db_constraint=False)
    arrival = link("store.Arrival", null=True, db_constraint=False)
    channel = text()
    external_id = text(help_text="the Message-ID without brackets, or the messenger's id")
    at = models.DateTimeField(help_text="the instant that counts")
    kind = text(help_text="class, see the clock section 1")
    evidence = text()
    overruled = text(help_text="the class a person gave it; empty: the rule's stands")
    party = text(help_text="the outside address, folded; empty when one of ours wrote it")
    author = link("store.Member", null=True, db_constraint=False)
    author_name = text()
    reaches = models.JSONField(default=list)
    mailbox = text()
    owed = models.BooleanField(default=False)
    addressed = text(help_text="the one person of ours it is addressed to")
    envelope = models.JSONField(default=dict)
    base_subject = text(help_text="folded, without prefixes: what answers without ids are looked for by")
    subject = text()
    body = text()
    words = models.IntegerField(default=-1, db_default=-1, help_text="own words; -1: not counted")

    class Meta:
        db_table = "message"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "channel", "external_id"], name="message_external_id"
            )
        ]
        indexes = [
            models.Index(fields=["organisation_id", "conversation", "at"], name="message_conversation"),
            models.Index(fields=["organisation_id", "lead", "at"], name="message_lead"),
            models.Index(fields=["organisation_id", "party"], name="message_party"),
            models.Index(fields=["organisation_id", "base_subject", "at"], name="message_subject"),
        ]
