"""Every error Dateline raises on purpose.

DatelineError
├── ConfigError          a setting, an option or a date that cannot be used
├── ReadingError         one document cannot be read; the rest goes on
│   ├── UnsupportedFormat
│   ├── TooLarge
│   ├── EmptyDocument
│   └── FetchError       a page cannot be had from the web
│       └── AddressRefused
├── LibraryError         the library cannot be opened, locked or written
│   ├── LibraryBusy
│   └── UnknownDocument
├── IndexUnusable        the vector index cannot answer; the library can
└── ModelError           the language or the embedding model cannot be used
    ├── AnswerCut        its answer ended before it was whole
    ├── OverBudget       it was not asked: it might use more than was allowed
    └── MissingExtra

A refusal to answer and an unverified statement are values (`rag.schema`), not errors.
"""


class DatelineError(Exception):
    """Base of all errors below; its text says what, which one and what to do next."""


class ConfigError(DatelineError):
    """A setting, an option or a date has no usable value."""


class ReadingError(DatelineError):
    """A document cannot be read."""


class UnsupportedFormat(ReadingError):
    """The bytes are in no format that Dateline reads."""


class TooLarge(ReadingError):
    """The file exceeds the limit on bytes."""


class EmptyDocument(ReadingError):
    """Nothing readable is left of the document."""


class FetchError(ReadingError):
    """A page cannot be fetched from the web."""


class AddressRefused(FetchError):
    """The URL is none that may be fetched, or leads to an address that is not public."""


class LibraryError(DatelineError):
    """The library cannot be opened, locked or written."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""


class UnknownDocument(LibraryError):
    """No document has the given identifier."""


class IndexUnusable(DatelineError):
    """The vector index cannot be opened or disagrees with the library."""


class ModelError(DatelineError):
    """A language or embedding model cannot be loaded, reached or understood."""


class AnswerCut(ModelError):
    """A language model's answer was ended before it was whole."""


class OverBudget(ModelError):
    """A language model was not asked, since it might use more than an answer or a day may."""


class MissingExtra(ModelError):
    """A package of an optional extra is not installed."""
