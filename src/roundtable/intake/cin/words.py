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


def _masks() -> U64:
    """Row w, column n: which bits of the w-th word belong to a text of n bytes."""
    made = np.zeros((LONGEST // WORD, LONGEST + 1), dtype=np.uint64)
    for word in range(LONGEST // WORD):
        for length in range(LONGEST + 1):
            kept = min(max(length - WORD * word, 0), WORD)
            made[word, length] = np.uint64((1 << (8 * kept)) - 1)
    return made


_MASKS = _masks()


def at_every_byte(buffer: bytes) -> U64:
    """The eight bytes from each position on, as one number; nothing is copied."""
    return np.ndarray((len(buffer) - WORD + 1,), dtype="<u8", buffer=buffer, strides=(1,))


class Words:
    """`find` gives the index of each text in the set, or -1."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        if len(set(texts)) != len(texts) or any(not 0 < len(text) <= LONGEST for text in texts):
            raise ValueError("Words are different, and 1 to 32 bytes long")
        self._many = (max(map(len, texts), default=1) + WORD - 1) // WORD
        self._lengths = np.array([len(text) for text in texts], dtype=np.int64)
        self._keys = np.array(
            [
                [int.from_bytes(text[WORD * word : WORD * (word + 1)], "little") for text in texts]
                for word in range(self._many)
            ],
            dtype=np.uint64,
        )
        self._factors, self._table = self._perfect()

    def find(self, words: U64, starts: Ints, lengths: Ints) -> npt.NDArray[np.int32]:
        """`words` as `at_every_byte` gives them; a text is `lengths[i]` bytes from `starts[i]` on."""
        short = np.minimum(lengths, LONGEST)
        parts = [words[starts + WORD * word] & _MASKS[word][short] for word in range(self._many)]
        index = self._table[self._slots(parts)]
        same = self._lengths[index] == lengths
        for part, key in zip(parts, self._keys, strict=True):
            same &= key[index] == part
        return np.where(same, index, -1).astype(np.int32)

    def _slots(self, parts: Sequence[U64]) -> U64:
        mixed: U64 = parts[0] * self._factors[0]
        for part, factor in zip(parts[1:], self._factors[1:], strict=True):
            mixed = mixed ^ (part * factor)
        # A multiplication carries upwards only: fold the low half in before the high bits are taken.
        mixed = (mixed ^ (mixed >> np.uint64(29))) * self._factors[0]
        slots: U64 = np.asarray(mixed >> _SHIFT)
        return slots

    def _perfect(self) -> tuple[U64, npt.NDArray[np.int32]]:
        chance = np.random.default_rng(20151609)
        for _ in range(_TRIES):
            self._factors = chance.integers(1, 2**63, size=self._many, dtype=np.uint64) * np.uint64(
                2
            ) + np.uint64(1)
            slots = self._slots(list(self._keys))
            if len(set(slots.tolist())) == len(slots):
                table = np.zeros(1 << _BITS, dtype=np.int32)
                table[slots] = np.arange(len(slots), dtype=np.int32)
                return self._factors, table
        raise ValueError("No perfect hash found: too many words")
