"""The matching engine against the bars of its design: ``--full``, ``--json``, ``--threads N``.

Prints CPU seconds over all threads, peak memory and the certificate for an invented company of each
size, other solvers and mentoring matchers on the same work in the same run, what a warm start
saves, and the assignment problems of OR-Library where they lie beside the project. The quick set
takes a few minutes; the full one also solves 100,000 × 100,000 and 250,000 × 250,000. Each line is
in ``benchmarks/results`` as soon as it is measured.
"""

import sys

if __name__ == "__main__":
    # Only here: every contestant's process loads this file, and what it loads counts as memory
    from parts.table import main

    sys.exit(main(__doc__))
