"""Text as it is looked for: capitals, accents and signs between letters do not count."""

import re
import unicodedata

__all__ = ["words_of"]

# letters that no normal form takes apart
ALONE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe"})
WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` in small letters without accents.

    >>> words_of("Élise Lefèvre-Łukasz"), words_of("ÇELİK"), words_of("d’Œuvre")
    (['elise', 'lefevre', 'lukasz'], ['celik'], ['d', 'oeuvre'])
    """
    plain = unicodedata.normalize("NFKD", text).casefold().translate(ALONE)
    return WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))
