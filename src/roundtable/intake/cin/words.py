"""A fixed set of short byte strings, looked up a million at a time.

A perfect hash over eight-byte words: found once for the set, then every look-up is a few vector operations, and what the
hash finds is compared byte for byte.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

U64 = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
WORD = 8
LONGEST = 32  # bytes; a longer text is in no set
PADDING = LONGEST + WORD  # bytes that a buffer must have past its last text
_BITS = 12
_TRIES = 2000
_SHIFT = np.uint64(64 - _BITS)


def _masks(words: int) -> U64:
    """Row n: which bits of so many words belong to a text of n bytes."""
    made = np.zeros((LONGEST + 1, words), dtype=np.uint64)
    for length in range(LONGEST + 1):
        for word in range(words):
            kept = min(max(length - WORD * word, 0), WORD)
            made[length, word] = np.uint64((1 << (8 * kept)) - 1)
    return made


class Words:
    """`find` gives the index of each text in the set, or -1."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        if len(set(texts)) != len(texts) or any(not 0 < len(text) <= LONGEST for text in texts):
            raise ValueError("Words are different, and 1 to 32 bytes long")
        self._many = (max(map(len, texts), default=1) + WORD - 1) // WORD
        self._lengths = np.array([len(text) for text in texts], dtype=np.int64)
        self._masks = _masks(self._many)
        self._keys = np.array(
            [
                [
                    int.from_bytes(text[WORD * word : WORD * (word + 1)], "little")
                    for word in range(self._many)
                ]
                for text in texts
            ],
            dtype=np.uint64,
        )
        self._each_word = [np.ascontiguousarray(self._keys[:, word]) for word in range(self._many)]
        self._factors, self._table = self._perfect()

    def find(self, buffer: bytes, starts: Ints, lengths: Ints) -> npt.NDArray[np.int32]:
        """A text is `lengths[i]` bytes of the buffer from `starts[i]` on; behind the last there must be PADDING bytes."""
        width = WORD * self._many
        # The bytes from each position on, without a copy; picking from it is one move for each text.
        everywhere = np.ndarray((len(buffer) - width + 1,), dtype=f"V{width}", buffer=buffer, strides=(1,))
        found: U64 = everywhere[starts].view("<u8").reshape(-1, self._many)
        found = found & self._masks.take(np.minimum(lengths, LONGEST), axis=0)
        index = self._table.take(self._slots(found))
        same = self._lengths.take(index) == lengths
        for word, keys in enumerate(self._each_word):
            same &= keys.take(index) == found[:, word]
        return np.where(same, index, -1).astype(np.int32)

    def _slots(self, texts: U64) -> npt.NDArray[np.intp]:
        mixed: U64 = texts[:, 0] * self._factors[0]
        for word in range(1, self._many):
            mixed = mixed ^ (texts[:, word] * self._factors[word])
        # A multiplication carries upwards only: fold the low half in before the high bits are taken.
        mixed = (mixed ^ (mixed >> np.uint64(29))) * self._factors[0]
        return (mixed >> _SHIFT).astype(np.intp)

    def _perfect(self) -> tuple[U64, npt.NDArray[np.int32]]:
        chance = np.random.default_rng(20151609)
        for _ in range(_TRIES):
            self._factors = chance.integers(1, 2**63, size=self._many, dtype=np.uint64) * np.uint64(
                2
            ) + np.uint64(1)
            slots = self._slots(self._keys)
            if len(set(slots.tolist())) == len(slots):
                table = np.zeros(1 << _BITS, dtype=np.int32)
                table[slots] = np.arange(len(slots), dtype=np.int32)
                return self._factors, table
        raise ValueError("No perfect hash found: too many words")
