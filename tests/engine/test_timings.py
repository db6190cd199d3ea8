"""What a run took is its own, wherever the system says it."""

from pathlib import Path

import pytest

from upmatch import timings
from upmatch.timings import peak_rss_mb


@pytest.mark.parametrize("status", [timings.STATUS, Path("there is no such file")])
def test_the_most_memory_is_told_in_megabytes(monkeypatch, status):
    monkeypatch.setattr(timings, "STATUS", status)

    assert 10 < peak_rss_mb() < 100_000


def test_on_linux_it_is_that_of_this_process_alone(monkeypatch, tmp_path):
    status = tmp_path / "status"
    status.write_text("VmPeak:\t  9000 kB\nVmHWM:\t    2048 kB\nVmRSS:\t  1000 kB\n")
    monkeypatch.setattr(timings, "STATUS", status)

    assert peak_rss_mb() == 2.0
