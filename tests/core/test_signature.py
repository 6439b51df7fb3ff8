"""Signatures: what was sent by who shares our secret, and what was not."""

import pytest

from firstreply.core.signature import TOLERANCE_S, plain, signed, standard

#: The example of the Standard Webhooks specification.
SECRET, ID, AT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
BODY, SIGNATURE = b'{"test": 2432232314}', "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def fits(**other: object) -> bool:
    given = {"message_id": ID, "timestamp": str(AT), "signatures": SIGNATURE, "body": BODY, "now": AT} | other
    return standard(str(given.pop("secret", SECRET)), **given)  # type: ignore[arg-type]


def test_the_example_of_the_specification_fits() -> None:
    assert signed(SECRET, ID, str(AT), BODY) == SIGNATURE
    assert fits()


def test_one_of_several_signatures_is_enough() -> None:
    assert fits(signatures=f"v1,AAAA v1a,xyz {SIGNATURE}")


@pytest.mark.parametrize(
    "other",
    [
        {"signatures": "v1,AAAA"}, {"signatures": ""}, {"signatures": SIGNATURE.replace("v1", "v2")},
        {"signatures": "v1,é"}, {"body": BODY + b" "}, {"message_id": "msg_2"}, {"message_id": ""},
        {"timestamp": str(AT + 1)}, {"timestamp": ""}, {"timestamp": "now"}, {"timestamp": "٣"}, {"secret": ""},
        {"secret": "whsec_AAAA"}, {"now": AT + TOLERANCE_S + 1}, {"now": AT - TOLERANCE_S - 1},
    ],
)  # fmt: skip
def test_anything_else_does_not_fit(other: dict[str, object]) -> None:
    assert not fits(**other)


@pytest.mark.parametrize("seconds", [TOLERANCE_S, -TOLERANCE_S])
def test_clocks_may_differ_a_little(seconds: int) -> None:
    assert fits(now=AT + seconds)


def test_plain_signature_is_the_hmac_of_the_body() -> None:
    right = "sha256=f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
    fox = b"The quick brown fox jumps over the lazy dog"
    assert plain("key", signature=right, body=fox)
    assert not plain("key", signature=right, body=fox + b".")
    assert not plain("other", signature=right, body=fox)
    assert not plain("", signature="", body=fox)
