"""Made-up people who ask: inquiries of about a kilobyte, each from somebody else."""

from typing import Any, Final

from firstreply.cli.bench.load import request_of

_FIRST: Final = (
    "Sara",
    "Omid",
    "Lena",
    "Jonas",
    "Aya",
    "Karim",
    "Mina",
    "Tom",
    "Nora",
    "Ali",
    "Ines",
    "Per",
    "Zoe",
)
_LAST: Final = (
    "Mansour",
    "Keller",
    "Rossi",
    "Haddad",
    "Novak",
    "Silva",
    "Brandt",
    "Azadi",
    "Dubois",
    "Lind",
    "Okafor",
)
_ENDS: Final = (
    "ini",
    "er",
    "son",
    "i",
    "sky",
    "a",
    "oglu",
    "ez",
    "ova",
    "man",
    "eau",
    "s",
    "ian",
    "berg",
    "dal",
)
_PRODUCTS: Final = ("chairs", "desks", "lamps", "shelves", "carpets", "screens", "doors")
_COUNTRIES: Final = ("DE", "AT", "FR", "NL", "AE", "OM", "GB")
_NEED: Final = (
    "We are fitting out a new floor and would like a quote for {count} {product}, delivered in the second week of the "
    "month. Please tell us what you have in stock, which finishes there are, what the price is for this quantity and "
    "for twice as many, how long the warranty runs, and whether your people carry them up and take the packaging back. "
    "Somebody who can decide is here every day until four; a call is fine, a letter is better. We bought from others "
    "before and were not content with how long they took to answer. The building is the one beside the old station, "
    "with a lift that takes two metres by one; parking is in the yard. Kind regards from all of us."
)


def inquiry(number: int) -> dict[str, Any]:
    """What person number so-and-so asks, below 700,000,000 (`rows` has the others)."""
    last = _LAST[number // 13 % 11] + _ENDS[number // 143 % 15]
    return {
        "external_id": f"bench-{number:09d}",
        "name": f"{_FIRST[number % 13]} {last}",
        "email": f"asks.{number:09d}@customer{number % 5000:04d}.example",
        "phone": f"+49 30 {number:09d}",
        "company": f"{_LAST[number // 7 % 11]} {_PRODUCTS[number % 7].title()} {number % 5000} Ltd",
        "country": _COUNTRIES[number % 7],
        "product": _PRODUCTS[number % 7],
        "source": "bench",
        "need": _NEED.format(count=10 + number % 90, product=_PRODUCTS[number % 7]),
    }


def request(port: int, token: str, path: str, body: bytes, key: str = "") -> bytes:
    """A POST of JSON as its octets go over the line."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return request_of(f"127.0.0.1:{port}", path, headers | ({"Idempotency-Key": key} if key else {}), body)
