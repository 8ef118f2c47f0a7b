"""The trail's two keys, each with a name: one signs day heads, one digests personal values.

Both come from the settings (32 bytes, base64url). Embedded, the settings make them once in the
home folder, mode 0600. A changed key has another name, so nothing changes silently.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from anwei.audit import canon


@dataclass(frozen=True)
class DigestKey:
    """The key of personal values; its name is public and tells nothing about it."""

    name: str
    secret: bytes


@dataclass(frozen=True)
class Signer:
    """The key that signs day heads; `name` and `public` are for everybody."""

    name: str
    public: bytes
    private: Ed25519PrivateKey

    def sign(self, content: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes."""
        return self.private.sign(content)


def _seed(setting: str) -> bytes:
    """The 32 bytes of a key setting; ImproperlyConfigured, in words, for anything else."""
    text = getattr(settings, setting)
    try:
        seed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        seed = b""
    if len(seed) != 32:
        raise ImproperlyConfigured(
            f"ANWEI_{setting} must be 32 random bytes in base64url; `anwei audit make-key` prints one."
        )
    return seed


def digest_key() -> DigestKey:
    """The key that personal values are digested with now."""
    return _digest_key(settings.DIGEST_KEY)


@lru_cache(maxsize=4)
def _digest_key(_text: str) -> DigestKey:
    seed = _seed("DIGEST_KEY")
    return DigestKey(hashlib.sha256(b"anwei digest key" + seed).hexdigest()[:8], seed)


def signer() -> Signer:
    """The key that day heads are signed with now."""
    return _signer(settings.TRAIL_KEY)


@lru_cache(maxsize=4)
def _signer(_text: str) -> Signer:
    private = Ed25519PrivateKey.from_private_bytes(_seed("TRAIL_KEY"))
    public = private.public_key().public_bytes_raw()
    return Signer(canon.key_name(public), public, private)
