"""Score mentees against a block of mentors: every rule and term, in whole numbers.

Almost all of a pair's score is the overlap of two sparse lists: what the mentee wants and the
mentor knows, the times they share, the units they share, the languages they share. Each is a
``Product``: the mentee's row is a list of *streams*, and for a block of 512 mentors a byte table
holds, stream by stream, what each mentor adds. The row's total is then the sum of a few dozen
byte vectors of length 512, which the processor adds 32 or 64 at a time; nothing in the inner
loops branches. The rest is a comparison of codes, and a short list of single cells (wishes,
vetoes, people above).

Points are floor(10,000 · w · a / (W · b)). With 10,000 · w / (W · b) in lowest terms k / d,
rate = k / d and half = 1 / (2 · d) in float32, trunc(a · rate + half) is exactly that: the true
value is a multiple of 1 / d, and ``upmatch.columns`` lets this way be taken only where the three
roundings together stay below half of it. Otherwise whole numbers are divided, four times slower.

A forbidden pair scores ``FORBIDDEN``, a permitted one 0 or more: a pair of fit 0 can be permitted.
"""

from typing import Final

import numpy as np

from upmatch.compiled import kernel
from upmatch.kernels.layout import (
    BLOCK,
    DAY,
    FORBIDDEN,
    Bytes,
    Cells,
    Codes,
    Ints,
    Pairs,
    Product,
    Scratch,
)

__all__ = ["open_block", "score_rows"]

THIRTIETH: Final = 34_953
THIRTIETH_SHIFT: Final = 20
UNROLLED: Final = 4
HALF_HOUR: Final = 30
HUNDRED_MILLION: Final = 10**8
TEN_THOUSAND: Final = 10**4


@kernel
def open_block(pairs: Pairs, first: int, scratch: Scratch) -> None:
    """Fill the tables with the mentors from ``first`` on."""
    last = min(first + BLOCK, pairs.n_mentors)
    _fill(pairs.taught, first, last, scratch.taught)
    _fill(pairs.given_back, first, last, scratch.given_back)
    _fill(pairs.time, first, last, scratch.time)
    _fill(pairs.units, first, last, scratch.units)
    _fill(pairs.languages, first, last, scratch.languages)
    _fill(pairs.formats, first, last, scratch.formats)


@kernel
def score_rows(pairs: Pairs, rows: Ints, first: int, scratch: Scratch) -> None:
    """Write the scores of up to ``CHUNK`` mentees with the block of mentors from ``first`` on.

    Line r of ``scratch.score`` is mentee ``rows[r]``. A few rows at a time, because compiled code
    counts references to each array of a tuple whenever the tuple is handed on.
    """
    chosen, score, last = pairs.settings, scratch.score, first + BLOCK
    _sum(pairs.taught, rows, scratch.taught, scratch.learnt)
    _sum(pairs.given_back, rows, scratch.given_back, scratch.returned)
    _sum(pairs.time, rows, scratch.time, scratch.shared_time)
    _sum(pairs.units, rows, scratch.units, scratch.shared_units)
    if chosen.is_fast:
        _add_fast(pairs, rows, first, scratch)
    else:
        _add_slowly(pairs, rows, first, scratch)
    if chosen.harmonic_weight + chosen.geometric_weight > 0:
        _add_mutual(pairs, rows, first, scratch)
    if chosen.format_weight > 0:
        _sum(pairs.formats, rows, scratch.formats, scratch.shared_words)
        _add_formats(pairs, rows, first, scratch)
    _sum(pairs.languages, rows, scratch.languages, scratch.shared_words)
    _forbid(pairs, rows, first, scratch)
    for place in range(pairs.mentee.codes.shape[0]):
        codes = pairs.mentor.codes[place, first:last]
        _forbid_same(pairs.mentee.codes[place], rows, codes, score)
    if chosen.most_offset < DAY:
        offsets = pairs.mentor.offset[first:last]
        _forbid_far(pairs.mentee.offset, rows, offsets, chosen.most_offset, score)
    _change_cells(pairs.cells, rows, first, score)
    _close(score, rows.size, chosen.floor, pairs.n_mentors - first)


@kernel
def _fill(product: Product, first: int, last: int, table: Bytes) -> None:
    table[:] = 0
    for column in range(first, last):
        for at in range(product.column_ptr[column], product.column_ptr[column + 1]):
            key = product.column_key[at]
            for entry in range(product.key_ptr[key], product.key_ptr[key + 1]):
                table[product.key_stream[entry], column - first] = product.key_amount[entry]


@kernel
def _sum(product: Product, rows: Ints, table: Bytes, total: Bytes) -> None:
    ptr, stream = product.row_ptr, product.row_stream
    for r in range(rows.size):
        at, last = ptr[rows[r]], ptr[rows[r] + 1]
        for j in range(BLOCK):
            total[r, j] = 0
        while at + UNROLLED <= last:  # four at a time: the total is read and written less often
            one, two = stream[at], stream[at + 1]
            three, four = stream[at + 2], stream[at + 3]
            for j in range(BLOCK):
                total[r, j] += table[one, j] + table[two, j] + table[three, j] + table[four, j]
            at += UNROLLED
        while at < last:
            one = stream[at]
            for j in range(BLOCK):
                total[r, j] += table[one, j]
            at += 1


@kernel
def _add_fast(pairs: Pairs, rows: Ints, first: int, scratch: Scratch) -> None:
    """Write the points of the four common terms and the mentor's fixed ones, by multiplication."""
    last, rates, mentee, mentor = first + BLOCK, pairs.settings.rates, pairs.mentee, pairs.mentor
    own_rate, own_half, own_depth = mentee.rate, mentee.half, mentee.depth
    fixed, depths = mentor.points[first:last], mentor.depth[first:last]
    back_rate, back_half = mentor.rate[first:last], mentor.half[first:last]
    learnt, returned = scratch.learnt, scratch.returned
    units, time, score = scratch.shared_units, scratch.shared_time, scratch.score
    far, far_half, free, free_half = rates[0], rates[1], rates[2], rates[3]
    minutes = np.int32(pairs.settings.minutes * THIRTIETH)
    need = np.int32(pairs.settings.need_half_hours)
    for r in range(rows.size):
        rate, half, depth = own_rate[rows[r]], own_half[rows[r]], own_depth[rows[r]]
        for j in range(BLOCK):
            # a multiplication and a shift divide by 30, exactly up to the minutes of a week
            common = np.int32((np.int32(time[r, j]) * minutes) >> THIRTIETH_SHIFT)
            useful = min(need, common)
            steps = np.int32(depth + depths[j] - 2 * np.int32(units[r, j]))
            score[r, j] = (
                fixed[j]
                + np.int32(np.float32(learnt[r, j]) * rate + half)
                + np.int32(np.float32(returned[r, j]) * back_rate[j] + back_half[j])
                + np.int32(np.float32(steps) * far + far_half)
                + np.int32(np.float32(useful) * free + free_half)
            )


@kernel
def _add_slowly(pairs: Pairs, rows: Ints, first: int, scratch: Scratch) -> None:
    """Write the same points by whole division, for weights too fine for 24 bits."""
    chosen, mentee, mentor, score = pairs.settings, pairs.mentee, pairs.mentor, scratch.score
    total, steps_of_all = chosen.total, chosen.most_steps
    for r in range(rows.size):
        row = rows[r]
        for j in range(BLOCK):
            column = first + j
            common = np.int64(scratch.shared_time[r, j]) * chosen.minutes // HALF_HOUR
            useful = np.int64(min(int(common), chosen.need_half_hours))
            steps = np.int64(mentee.depth[row]) + mentor.depth[column]
            steps -= 2 * np.int64(scratch.shared_units[r, j])
            learnt, returned = np.int64(scratch.learnt[r, j]), np.int64(scratch.returned[r, j])
            score[r, j] = mentor.points[column] + np.int32(
                chosen.teach_weight * learnt // (total * mentee.need[row])
                + chosen.give_back_weight * returned // (total * mentor.need[column])
                + chosen.distance_weight * steps // (total * steps_of_all)
                + chosen.time_weight * useful // (total * chosen.need_half_hours)
            )


@kernel
def _add_mutual(pairs: Pairs, rows: Ints, first: int, scratch: Scratch) -> None:
    """Add the harmonic and geometric means of teach and give back."""
    total = pairs.settings.total
    harmonic, geometric = pairs.settings.harmonic_weight, pairs.settings.geometric_weight
    for r in range(rows.size):
        need = pairs.mentee.need[rows[r]]
        for j in range(BLOCK):
            other = pairs.mentor.need[first + j]
            learnt = np.int64(scratch.learnt[r, j])
            returned = np.int64(scratch.returned[r, j])
            if learnt > 0 and returned > 0:
                a, b = 2 * learnt * returned, learnt * other + returned * need
                # numbers up to 10^8 have exact roots in float64, so rounding down is exact
                root = np.int64(np.sqrt(HUNDRED_MILLION * learnt * returned // (need * other)))
                points = harmonic * a // (total * b) + geometric * root // (total * TEN_THOUSAND)
                scratch.score[r, j] += np.int32(points)


@kernel
def _add_formats(pairs: Pairs, rows: Ints, first: int, scratch: Scratch) -> None:
    weight, total = pairs.settings.format_weight, pairs.settings.total
    for r in range(rows.size):
        own = np.int64(pairs.mentee.n_formats[rows[r]])
        for j in range(BLOCK):
            other = np.int64(pairs.mentor.n_formats[first + j])
            a, b = np.int64(1), np.int64(2)  # somebody who declares none may take any
            if own > 0 and other > 0:
                a = np.int64(scratch.shared_words[r, j])
                b = own + other - a
            scratch.score[r, j] += np.int32(weight * a // (total * b))


@kernel
def _forbid(pairs: Pairs, rows: Ints, first: int, scratch: Scratch) -> None:
    """Apply the rules skill, language, slots and grade gap."""
    chosen, last, score = pairs.settings, first + BLOCK, scratch.score
    own, grades = pairs.mentee.grade, pairs.mentor.grade[first:last]
    learnt, words, time = scratch.learnt, scratch.shared_words, scratch.shared_time
    taught, spoken = np.int32(chosen.least_taught), np.int32(chosen.least_languages)
    free = np.int32(chosen.least_time)
    for r in range(rows.size):
        most = np.int32(own[rows[r]] - chosen.grade_gap)
        for j in range(BLOCK):
            is_far = (grades[j] > most) | (np.int32(learnt[r, j]) < taught)
            is_apart = (np.int32(words[r, j]) < spoken) | (np.int32(time[r, j]) < free)
            score[r, j] = FORBIDDEN if is_far | is_apart else score[r, j]


@kernel
def _forbid_same(own: Codes, rows: Ints, others: Codes, score: Codes) -> None:
    for r in range(rows.size):
        code = own[rows[r]]
        for j in range(BLOCK):
            score[r, j] = score[r, j] if others[j] != code else FORBIDDEN


@kernel
def _forbid_far(own: Codes, rows: Ints, others: Codes, most: int, score: Codes) -> None:
    for r in range(rows.size):
        offset = own[rows[r]]
        for j in range(BLOCK):
            apart = abs(offset - others[j])
            score[r, j] = score[r, j] if min(apart, DAY - apart) <= most else FORBIDDEN


@kernel
def _change_cells(cells: Cells, rows: Ints, first: int, score: Codes) -> None:
    ptr, column, points = cells.ptr, cells.column, cells.points
    for r in range(rows.size):
        low, last = ptr[rows[r]], ptr[rows[r] + 1]
        high = last
        while low < high:  # where the block begins in the row's list
            middle = (low + high) >> 1
            if column[middle] < first:
                low = middle + 1
            else:
                high = middle
        while low < last and column[low] < first + BLOCK:
            score[r, column[low] - first] += points[low]
            low += 1


@kernel
def _close(score: Codes, n_rows: int, floor: int, n_left: int) -> None:
    """Give every forbidden pair the same score, and every column that is not there."""
    least = np.int32(floor)
    for r in range(n_rows):
        for j in range(BLOCK):
            score[r, j] = score[r, j] if score[r, j] >= least else FORBIDDEN
        for j in range(n_left, BLOCK):
            score[r, j] = FORBIDDEN
