"""The two distribution functions that exact intervals need, in plain Python, so that SciPy need not be installed.

Regularised incomplete gamma and beta functions by series and continued fraction (Abramowitz and Stegun 6.5.29, 26.5.8;
modified Lentz's method), to about twelve figures.
"""

import math

_SMALL = 1e-300
_ENOUGH = 1e-15
_STEPS = 100_000


def poisson_at_most(count: int, mean: float) -> float:
    """The probability that a Poisson count of that mean is `count` or fewer."""
    if mean <= 0:
        return 1.0
    term = total = 1.0
    for step in range(count, 0, -1):  # from the largest term down, so that nothing overflows
        term *= step / mean
        total += term
        if term < total * _ENOUGH:
            break
    return min(1.0, total * math.exp(count * math.log(mean) - mean - math.lgamma(count + 1)))


def binomial_at_most(count: int, n: int, p: float) -> float:
    """The probability of `count` or fewer successes in `n` trials: the incomplete beta I(1-p; n-count, count+1)."""
    if count >= n or 1 - p >= 1:  # also where p is too small for a float to tell
        return 1.0
    if count < 0 or p >= 1:
        return 0.0
    return _incomplete_beta(float(n - count), count + 1.0, 1 - p)


def _incomplete_beta(a: float, b: float, x: float) -> float:
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    front = math.exp(log_front)
    if x < (a + 1) / (a + b + 2):  # the fraction converges fast on this side only
        return front * _beta_fraction(a, b, x) / a
    return 1 - front * _beta_fraction(b, a, 1 - x) / b


def _beta_fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1 / _away_from_nought(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        factor = 1.0
        for numerator in (even, odd):
            d = 1 / _away_from_nought(1 + numerator * d)
            c = _away_from_nought(1 + numerator / c)
            factor = c * d
            value *= factor
        if abs(factor - 1) < _ENOUGH:
            break
    return value


def _away_from_nought(value: float) -> float:
    return value if abs(value) > _SMALL else _SMALL
