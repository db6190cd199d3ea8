from upside.web.matching.drawing import distribution


def test_no_pairs_no_chart():
    assert distribution([]) is None


def test_bars_stand_in_steps_of_five_hundredths_with_the_gaps_shown():
    chart = distribution([4_100, 4_200, 5_200])

    assert [(bar.low, bar.high, bar.n) for bar in chart.bars] == [
        ("0.40", "0.45", 2),
        ("0.45", "0.50", 0),
        ("0.50", "0.55", 1),
    ]
    assert [bar.height for bar in chart.bars] == [120, 0, 60]
    assert (chart.n, chart.weakest, chart.middle, chart.best) == (3, 4_100, 4_200, 5_200)


def test_a_wide_range_takes_wider_steps_and_full_fit_has_its_bar():
    chart = distribution([0, 10_000])

    assert len(chart.bars) == 10
    assert (chart.bars[-1].low, chart.bars[-1].n) == ("0.90", 1)
    assert [bar.is_labelled for bar in chart.bars[:3]] == [True, False, True]


def test_a_single_pair_among_many_is_still_seen():
    chart = distribution([1_000] * 200 + [2_000])

    assert chart.bars[-1].height == 3


def test_few_pairs_are_told_in_a_sentence_and_not_drawn():
    assert [distribution([5_000] * n).is_drawn for n in (1, 7, 8)] == [False, False, True]
