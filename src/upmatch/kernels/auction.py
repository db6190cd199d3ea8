"""An auction in two directions, with seats: a plan and prices that are nearly the best.

Mentees without a seat bid for the one that leaves them most, and raise its price to where they
would as soon have their second best, plus ε. Then mentors who have a seat to spare at a positive
price bid for mentees, and lower it. Without this second direction the seats that nobody needs
stay dear, which an outside option ("nobody") makes ruinous.

Source: D. P. Bertsekas, "Auction algorithms for network flow problems: a tutorial introduction",
Computational Optimization and Applications 1, 1992, doi:10.1007/BF00247653; for the two
directions D. P. Bertsekas, D. A. Castañón and H. Tsaknakis, "Reverse auction and the solution of
inequality constrained assignment problems", SIAM J. Optimization 3(2), 1993,
doi:10.1137/0803014.
"""

from upmatch.compiled import kernel
from upmatch.kernels.market import Market, State, give_seat, leave_seat, seat_held_by, settle

__all__ = ["auction_round"]


@kernel
def auction_round(market: Market, state: State, epsilon: int, limit: int) -> int:
    """Hold the auction once in each direction and return how many bids were made.

    After it, unless ``limit`` bids were too few, everybody is within ``epsilon`` of the best they
    could have at these prices, and no seat that costs something is spare. ``epsilon`` is at
    least 1, or the bidding might not end.
    """
    settle(market, state, epsilon)
    bids = _mentees_bid(market, state, epsilon, limit)
    settle(market, state, epsilon)
    return bids + _mentors_bid(market, state, epsilon, limit)


@kernel
def _mentees_bid(market: Market, state: State, epsilon: int, limit: int) -> int:
    bids = 0
    for row in range(len(state.mentor_of)):
        # whoever is outbid bids next, until somebody finds a spare seat or nothing worth having
        bidder = row if state.mentor_of[row] < 0 else -1
        while bidder >= 0 and bids < limit:
            bidder = _bid(market, state, bidder, epsilon)
            bids += 1
    return bids


@kernel
def _bid(market: Market, state: State, row: int, epsilon: int) -> int:
    """Seat the mentee with the best mentor, and return who lost the seat, or -1."""
    rows, price = market.rows, state.price
    best = 0
    second = 0
    column = -1
    for at in range(rows.ptr[row], rows.ptr[row + 1]):
        left = rows.value[at] - price[rows.other[at]]
        if left > best:
            second = best
            best = left
            column = rows.other[at]
        elif left > second:
            second = left
    if column < 0:
        return -1
    state.bid[row] = price[column] + min(best - second + epsilon, best)
    loser = -1
    if state.taken[column] == market.seats[column]:
        loser = _lowest_bidder(market, state, column)
        seat = seat_held_by(market, state, loser)
        state.mentor_of[loser] = -1
        state.holder[seat] = row
        state.mentor_of[row] = column
    else:
        give_seat(market, state, row, column)
    if state.taken[column] == market.seats[column]:
        price[column] = state.bid[_lowest_bidder(market, state, column)]
    return loser


@kernel
def _lowest_bidder(market: Market, state: State, column: int) -> int:
    start = market.first[column]
    lowest = state.holder[start]
    for seat in range(start + 1, start + state.taken[column]):
        row = state.holder[seat]
        if state.bid[row] < state.bid[lowest]:
            lowest = row
    return int(lowest)


@kernel
def _mentors_bid(market: Market, state: State, epsilon: int, limit: int) -> int:
    bids = 0
    for start in range(len(state.price)):
        column = start
        while bids < limit:
            if state.price[column] > 0 and state.taken[column] < market.seats[column]:
                bids += 1
                # a mentor who loses somebody bids next, having a seat to spare
                loser = _bid_for_mentee(market, state, column, epsilon)
                column = loser if loser >= 0 else start
            elif column == start:
                break
            else:
                column = start
    return bids


@kernel
def _bid_for_mentee(market: Market, state: State, column: int, epsilon: int) -> int:
    """Lower the price until somebody comes or it is 0; return the mentor who lost them, or -1."""
    columns = market.columns
    best = 0
    second = 0
    worth = 0
    row = -1
    for at in range(columns.ptr[column], columns.ptr[column + 1]):
        other = columns.other[at]
        left = columns.value[at] - state.profit[other]
        if left <= second or state.mentor_of[other] == column:
            continue
        if left > best:
            second = best
            best = left
            worth = columns.value[at]
            row = other
        else:
            second = left
    price = min(max(second - epsilon, 0), state.price[column])
    _lower(market, state, column, price)
    if row < 0:
        return -1
    loser = state.mentor_of[row]
    if loser >= 0:
        leave_seat(market, state, row)
    give_seat(market, state, row, column)
    state.profit[row] = worth - price
    return int(loser)


@kernel
def _lower(market: Market, state: State, column: int, price: int) -> None:
    start = market.first[column]
    for seat in range(start, start + state.taken[column]):
        state.profit[state.holder[seat]] += state.price[column] - price
    state.price[column] = price
