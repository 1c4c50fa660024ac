"""Time in a question, read by a grammar of small rules and without a model.

Times are found by rules (`absolute`, `relative`, `yearless`, `vague`), narrowed or moved by the
words before them ("the first half of", "two days after": `modifiers`, `parts`), joined ("between
June and August": `ranges`) and made restrictions by a preposition ("since", "before":
`restrictions`). `questions` and `event_dates` put these together. Their meanings:

- Days are inclusive and weeks run from Monday to Sunday. "Last week" is the calendar week before
  this one, "this year" all of the year; "the last week" and "the past three months" count back from
  the day and hold it. "Two years ago" is that calendar year.
- A date without its year, "in May" or "on Friday", is the last one that has begun. Thirds: "early
  2025" ends in April, "mid-October" is 11 to 20, "at the end of 2011" is its last third; behind
  since, after, before, by and until "the end of 2011" is its last day.
- A financial year runs from April to March, as in India and Japan. FY26 and FY2025-26 begin in
  April 2025; "Japan's fiscal year 2025" too, "US fiscal year 2026" in October 2025.
- A date restricts a question behind a preposition only: "the 2025 quota" and "the agreement of
  October 2025" name things. After "since", "after" and "before" such a name still bounds: "after
  the 9 October announcement". Several periods give the smallest that holds all.
- A period without a start that ends in the future ("by 2030") restricts nothing.
- 09/10/2025 and "in Oct 25" have two readings, "recently" has none; these are reported as unclear
  and restrict nothing.
"""

from rag.language.temporal.event_dates import EventTime, event_times
from rag.language.temporal.questions import TimeReading, periods_in, read_time
from rag.language.temporal.wording import in_iso, in_words

__all__ = [
    "EventTime",
    "TimeReading",
    "event_times",
    "in_iso",
    "in_words",
    "periods_in",
    "read_time",
]
