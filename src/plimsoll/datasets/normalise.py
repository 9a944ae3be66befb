"""When two texts count as the same: exactly, or after normalisation.

Normalised means: characters composed, case folded, any run of white space as one blank.
Punctuation counts, and so does every word: a paraphrase is another text.
"""

import unicodedata
from hashlib import sha256


def normalised(text: str) -> str:
    r"""Return ``text`` in composed form (NFC), case-folded, white space collapsed.

    Case folding can undo composition, so composition comes before and after it.

    Example:
        >>> normalised("  Straße\u00a0IN\n Cafe\u0301 ")
        'strasse in café'
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def text_sha256(text: str) -> str:
    """Return the digest of a text; a lone surrogate counts as itself."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
