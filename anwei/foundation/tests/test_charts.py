"""What a chart tells the script and the table."""

import pytest

from anwei.foundation.charts import Band, Chart, Series


def test_a_series_has_one_value_for_each_label() -> None:
    with pytest.raises(ValueError, match="Found: 1 values for 2 labels"):
        Chart("bar", "t", ["a", "b"], [Series("Found", [1])])
    with pytest.raises(ValueError, match="links"):
        Chart("bar", "t", ["a"], [Series("Found", [1])], links=["/x", "/y"])


def test_the_table_says_what_the_picture_shows() -> None:
    chart = Chart(
        "line",
        "t",
        ["a", "b"],
        [Series("Found", [1234, None])],
        band=Band("80 %", [1, 2.5], [3, 4]),
        links=["/a", "/b"],
    )
    assert chart.rows() == [
        ("Found", [("1,234", "/a"), ("—", "/b")]),
        ("80 %", [("1–3", "/a"), ("2.5–4", "/b")]),
    ]


def test_an_axis_of_counts_has_no_halves() -> None:
    assert Chart("bar", "t", ["a"], [Series("Found", [3])]).for_script()["whole"]
    assert not Chart("bar", "t", ["a"], [Series("Mean", [3.5])]).for_script()["whole"]
