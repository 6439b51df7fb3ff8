"""Published findings on speed of response, to stand beside our own share (product I8).

Codes go into the document, the English text here is the key of its translation. Only what the sources say, and
where there is no finding, that. All of them observed companies; none gave speed out at random.
"""

from typing import Final, NamedTuple


class Benchmark(NamedTuple):
    """A limit that people speak of, with the codes of where it comes from and how far to trust it."""

    name: str
    within_s: int
    source: str
    caveat: str


BENCHMARKS: Final = (
    Benchmark("5_minutes", 300, "oldroyd_2007_5min", "phone_observational_vendor"),
    Benchmark("10_minutes", 600, "oldroyd_2007_10min", "phone_observational_vendor"),
    Benchmark("1_hour", 3600, "hbr_2011_1h", "observational"),
    Benchmark("6_hours", 21_600, "none_6h", "no_study"),
    Benchmark("24_hours", 86_400, "hbr_2011_24h", "observational"),
    Benchmark("48_hours", 172_800, "none_48h", "no_study"),
)
SOURCES: Final = {
    "oldroyd_2007_5min": (
        "Lead Response Management Study (J. Oldroyd, MIT, with InsideSales.com, 2007): the odds of reaching a web lead "
        "by phone were 100 times, and of qualifying it 21 times, higher when called within 5 minutes than within 30."
    ),
    "oldroyd_2007_10min": (
        "Lead Response Management Study (J. Oldroyd, MIT, with InsideSales.com, 2007): reported to show a marked "
        "fall in the odds between 5 and 10 minutes."
    ),
    "hbr_2011_1h": (
        "J. Oldroyd, K. McElheran, D. Elkington, The Short Life of Online Sales Leads, Harvard Business Review, March "
        "2011: companies that tried to reach a web lead within an hour were nearly 7 times as likely to qualify "
        "it as those that tried an hour later."
    ),
    "hbr_2011_24h": (
        "The same article: more than 60 times as likely as companies that waited 24 hours or longer. Of 2,241 "
        "companies tested, 23% never answered; those that did took 42 hours on average."
    ),
    "none_6h": "A common target for answering on the same working day; we know of no study of this limit.",
    "none_48h": "A common target for following up after a trade show; we know of no study of this limit.",
}
CAVEATS: Final = {
    "phone_observational_vendor": (
        "Phone calls to web leads of 6 companies; a seller of calling software took part; nobody was assigned a "
        "speed at random, so leads called at once may have been better leads."
    ),
    "observational": (
        "Web leads of companies in the United States; an author led a software seller; nobody was assigned a "
        "speed at random, so it shows what goes together, not what causes what."
    ),
    "no_study": "A convention, not a finding.",
}
