# SPDX-License-Identifier: MIT
"""A ratio between two contenders, as results.json has it."""


def ratio_of(row, parameter, contender, ratio, target, better='more', digits=3):
    """better: what is good, `more` than the target or `less`; target None: it is shown, not judged.
    digits: kept of the ratio, after the point; None: all."""
    reached = target is None or (ratio >= target if better == 'more' else ratio <= target)
    return {'row': row, 'parameter': parameter, 'contender': contender,
            'ratio': ratio if digits is None else round(ratio, digits), 'to_reach': target, 'better': better,
            'reached': reached}
