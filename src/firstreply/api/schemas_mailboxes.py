"""Schemas of mailboxes: what of them is here, and what is missing."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field


class FolderOut(Schema):
    """A folder that is read."""

    name: str
    role: str = Field(description="inbox, sent, junk, drafts, trash, all; empty for any other.")
    server_count: int | None = Field(
        description="Messages on the server that are wanted; null: not counted yet."
    )
    held_count: int | None = Field(description="Of these, the ones that are here.")
    difference: int | None = Field(description="How many are missing here.")
    counted_at: datetime | None = Field(description="When the two were compared last: daily, and when asked.")
    comparing: bool = Field(description="Somebody asked for a comparison, and it is not done.")
    seen_at: datetime | None = Field(description="When the server last answered.")
    error: str = Field(description="Why it is not read, as the code of a refusal; empty: it is.")
    history_since: datetime | None = Field(description="How far back history is wanted; null: none.")
    history_total: int = Field(description="Messages of history there were to bring.")
    history_done: int = Field(description="Of these, the ones that were brought.")
    history_finished: bool


class NotBroughtOut(Schema):
    """A message on the server that is not here, or not whole."""

    folder: str
    uid: int = Field(description="The server's number.")
    reason: str = Field(description="too_large (its beginning is here), read_error, unfit.")


class MailboxOut(Schema):
    """A mailbox. Without a folder of sent mail (`reads_sent`), answers given elsewhere are not seen."""

    id: UUID = Field(description="Its source.")
    name: str
    address: str
    disabled: bool
    is_read: bool = Field(description="A worker reads it now.")
    state: Literal["fine", "quiet", "failing", "stopped"]
    code: str = Field(description="Why, where it is not fine.")
    detail: str = Field(description="The same for people, in the language of Accept-Language.")
    last_ok_at: datetime | None
    last_in_at: datetime | None
    reads_sent: bool
    server_count: int | None
    held_count: int | None
    difference: int | None
    folders: list[FolderOut]


class MailboxWhole(MailboxOut):
    """A mailbox, and what could not be brought."""

    not_brought: list[NotBroughtOut] = Field(description="The newest 100.")


class MailboxList(Schema):
    """Every mailbox."""

    items: list[MailboxOut]


class ConsentOut(Schema):
    """Where to agree that the mailbox is read and sent from."""

    url: str = Field(description="A page of the provider; open it in a browser within ten minutes.")
    redirect: str = Field(description="The address that the provider must know as an allowed one.")
