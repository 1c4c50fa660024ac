"""Invented stories with six dated versions and five newer documents on other things, for asking for the latest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rag.schema import Dating, Document

# The days of a story's versions; what is not of the story is newer than all of them.
_DAYS = (
    date(2025, 1, 14),
    date(2025, 4, 3),
    date(2025, 7, 22),
    date(2025, 11, 5),
    date(2026, 3, 18),
    date(2026, 8, 27),
)
_OTHER_DAYS = (
    date(2026, 9, 2),
    date(2026, 9, 19),
    date(2026, 10, 6),
    date(2026, 10, 28),
    date(2026, 11, 12),
)
_CLOSE = "Officials in {place} declined to take questions. The decision was published in the evening and applies to all parties named in it."


@dataclass(frozen=True)
class Story:
    """A thing that changed six times.

    `told` holds one sentence a version, oldest first; `others` are headlines of newer documents from the same place, the last of them on a thing of the same kind; `latest` are
    questions for the newest version, `timeless` one that an older version answers, with its place.
    """

    name: str
    place: str
    subject: str
    aspect: str
    told: tuple[str, str, str, str, str, str]
    others: tuple[str, str, str, str, str]
    timeless: str
    answered_by: int

    @property
    def keys(self) -> list[str]:
        """The keys of its versions, oldest first."""
        return [f"{self.name}-{number}" for number in range(len(self.told))]

    @property
    def latest(self) -> tuple[str, ...]:
        """Questions for the newest version."""
        return (
            f"What is the latest on {self.subject}?",
            f"What is the current {self.aspect}?",
            f"What is the most recent {self.aspect}?",
            f"What is {self.aspect} now?",
        )

    def documents(self) -> Iterator[Document]:
        """Its versions and the other documents."""
        close = _CLOSE.format(place=self.place)
        for key, day, told in zip(self.keys, _DAYS, self.told, strict=True):
            yield _document(
                key,
                day,
                f"{self.subject[:1].upper()}{self.subject[1:]}: an update",
                f"{told} {close}",
            )
        for number, (day, headline) in enumerate(zip(_OTHER_DAYS, self.others, strict=True)):
            yield _document(
                f"{self.name}-other-{number}",
                day,
                headline,
                f"{headline}, the authorities in {self.place} said. {close}",
            )


def _document(key: str, day: date, title: str, text: str) -> Document:
    return Document(
        key,
        key,
        f"hash of {text}",
        title,
        text,
        "news",
        "The Gazette",
        Dating(day, "meta", day.isoformat()),
    )


STORIES = (
    Story("ferry", "Halvik", "the Halvik ferry fare", "Halvik ferry fare",
          ("The Halvik ferry fare was set at 40 crowns for one passage.", "The Halvik ferry fare rose to 44 crowns for one passage.",
           "The Halvik ferry fare was cut to 42 crowns for the summer.", "The Halvik ferry fare went up to 47 crowns with the winter timetable.",
           "The Halvik ferry fare stays at 47 crowns, but children travel free.", "The Halvik ferry fare was lowered to 39 crowns for one passage."),
          ("Halvik opens a second library", "Herring landings in Halvik fall by a tenth", "Halvik council elects a new mayor",
           "A storm closes the Halvik coast road", "Halvik bus fare rises to 30 crowns"), "When did children begin to travel free on the Halvik ferry?", 4),
    Story("dam", "Orvana", "the Orvana dam tender", "closing date of the Orvana dam tender",
          ("The Orvana dam tender was opened, with a closing date of 1 March 2025.", "The closing date of the Orvana dam tender was moved to 15 June 2025.",
           "The Orvana dam tender was split in two lots and its closing date moved to 1 October 2025.",
           "The closing date of the Orvana dam tender is now 20 January 2026.", "The Orvana dam tender drew four bids before its closing date of 1 June 2026.",
           "The Orvana dam tender was reopened, with a closing date of 30 November 2026."),
          ("Orvana plants a million trees", "Orvana's buses run on hydrogen", "Wolves return to the Orvana hills", "Orvana bans plastic bags at markets",
           "Orvana road tender closes next week"), "How many lots was the Orvana dam tender split into?", 2),
    Story("visa", "Tarsovia", "the Tarsovia visa fee", "Tarsovia visa fee",
          ("Tarsovia charges a visa fee of 60 dollars.", "Tarsovia waived its visa fee for students.", "Tarsovia raised its visa fee to 85 dollars.",
           "Tarsovia's visa fee may be paid by card at 85 dollars.", "Tarsovia's visa fee rises to 90 dollars for visits on business.",
           "Tarsovia's visa fee was lowered to 50 dollars for all visitors."),
          ("Tarsovia's football team changes its coach", "Wheat harvest in Tarsovia is the best in years", "Tarsovia buys forty trams",
           "An earthquake is felt in the south of Tarsovia", "Tarsovia's passport fee goes up to 70 dollars"),
          "For whom did Tarsovia waive its visa fee?", 1),
    Story("copper", "Quellara", "the Quellara copper royalty", "Quellara copper royalty",
          ("Quellara fixed its copper royalty at 3 per cent of sales.", "Quellara's copper royalty was raised to 4 per cent of sales.",
           "Mining firms sued Quellara over its copper royalty of 4 per cent.", "A court let the Quellara copper royalty of 4 per cent stand.",
           "Quellara's copper royalty went up to 6 per cent for large mines.", "Quellara's copper royalty was set at 5 per cent for all mines."),
          ("Quellara restores its old theatre", "Flights to Quellara resume after the strike", "Quellara's lake is stocked with trout",
           "Quellara appoints a chief statistician", "Quellara's gold royalty goes up to 8 per cent"),
          "Who sued Quellara over its copper royalty?", 2),
    Story("vaccine", "Mirabad", "the Mirabad measles campaign", "target of the Mirabad measles campaign",
          ("The Mirabad measles campaign set a target of 200,000 children.", "The target of the Mirabad measles campaign was raised to 260,000 children.",
           "The Mirabad measles campaign paused for the floods, with its target of 260,000 children unchanged.",
           "The Mirabad measles campaign resumed with a target of 300,000 children.", "The Mirabad measles campaign reached 240,000 of its target of 300,000 children.",
           "The target of the Mirabad measles campaign is 350,000 children by the new year."),
          ("Mirabad's museum shows bronze age finds", "Mirabad lights its bridges in blue", "Chess players gather in Mirabad", "Mirabad's tram fares stay as they are",
           "Mirabad's flu campaign has a target of 90,000 adults"), "Why was the Mirabad measles campaign paused?", 2),
    Story("fish", "Skarnes", "the Skarnes cod quota", "Skarnes cod quota",
          ("The Skarnes cod quota was 12,000 tonnes.", "The Skarnes cod quota was cut to 9,500 tonnes.", "Small boats got a third of the Skarnes cod quota of 9,500 tonnes.",
           "The Skarnes cod quota fell to 8,000 tonnes.", "The Skarnes cod quota of 8,000 tonnes was fished out by March.", "The Skarnes cod quota was raised to 10,200 tonnes."),
          ("Skarnes gets a new lighthouse keeper", "Skarnes celebrates its harbour day", "A Skarnes novelist wins an award", "Skarnes bakery burns down", "Skarnes haddock quota set at 3,000 tonnes"),
          "What share of the Skarnes cod quota did small boats get?", 2),
    Story("tunnel", "Brennholm", "the Brennholm tunnel opening", "opening date of the Brennholm tunnel",
          ("The Brennholm tunnel is to open in May 2026.", "The opening of the Brennholm tunnel was put off to September 2026 because of water.",
           "The builders gave January 2027 as the opening date of the Brennholm tunnel.", "The opening date of the Brennholm tunnel remains January 2027 after an inspection.",
           "The opening of the Brennholm tunnel was put off to April 2027.", "The Brennholm tunnel will open in February 2027, earlier than planned."),
          ("Brennholm's orchestra tours abroad", "Brennholm counts its storks", "Brennholm hospital hires nurses", "A market hall closes in Brennholm", "Brennholm bridge will open in June 2027"),
          "What was the reason that the Brennholm tunnel was put off to September 2026?", 1),
    Story("tariff", "Calidra", "the Calidra steel tariff", "Calidra steel tariff rate",
          ("Calidra announced a steel tariff rate of 10 per cent.", "Calidra doubled its steel tariff rate to 20 per cent.", "Calidra exempted its neighbours from the steel tariff rate of 20 per cent.",
           "Calidra's steel tariff rate was suspended for ninety days.", "Calidra's steel tariff rate of 15 per cent took effect.", "Calidra's steel tariff rate was cut to 12 per cent."),
          ("Calidra's vineyards report frost", "Calidra hosts a film festival", "Calidra renames its airport", "Calidra's postal workers strike", "Calidra's sugar tariff rate is 25 per cent"),
          "Whom did Calidra exempt from its steel tariff?", 2),
    Story("chip", "Lonmar", "the Lonmar chip plant grant", "Lonmar chip plant grant",
          ("The Lonmar chip plant grant amounts to 300 million.", "The Lonmar chip plant grant was raised to 450 million.", "Auditors criticised the Lonmar chip plant grant of 450 million.",
           "Half of the Lonmar chip plant grant was paid out.", "The Lonmar chip plant grant was frozen at 225 million.", "The Lonmar chip plant grant was released again at 400 million."),
          ("Lonmar opens a skating rink", "Lonmar's river is clean enough to swim", "Lonmar's cathedral gets new bells", "Lonmar extends its night buses", "Lonmar's battery plant loses its grant of 90 million"),
          "Who criticised the Lonmar chip plant grant?", 2),
    Story("rate", "Pasadel", "the Pasadel key interest rate", "Pasadel key interest rate",
          ("The Pasadel key interest rate was held at 5.5 per cent.", "The Pasadel key interest rate was lowered to 5.25 per cent.", "The Pasadel key interest rate was lowered again, to 5 per cent.",
           "The Pasadel key interest rate was held at 5 per cent against two votes.", "The Pasadel key interest rate was lowered to 4.5 per cent.", "The Pasadel key interest rate was raised to 4.75 per cent."),
          ("Pasadel's marathon sets a record", "Pasadel's zoo expects an elephant", "Pasadel widens its ring road", "Pasadel's potters exhibit", "Pasadel's mortgage arrears are the key worry of banks"),
          "With how many votes against was the Pasadel key interest rate held?", 3),
    Story("ban", "Estuvia", "the Estuvia timber export ban", "status of the Estuvia timber export ban",
          ("Estuvia announced a timber export ban from February.", "The Estuvia timber export ban was widened to sawn wood.", "The status of the Estuvia timber export ban was reviewed, and it stays in force.",
           "The Estuvia timber export ban was suspended until March 2026.", "The Estuvia timber export ban was restored after its suspension.", "The Estuvia timber export ban was lifted and its status is repealed."),
          ("Estuvia's bees survive the winter", "Estuvia's railway sells old carriages", "Estuvia tests sirens", "Estuvia chooses a national bird", "Estuvia bans exports of scrap metal"),
          "To what was the Estuvia timber export ban widened?", 1),
    Story("list", "Norrland", "the Norrland list of protected lakes", "number of lakes on the Norrland list",
          ("The Norrland list of protected lakes names 18 lakes.", "Three lakes were added to the Norrland list, which names 21 lakes.", "The number of lakes on the Norrland list was challenged in court.",
           "One lake was struck off the Norrland list, which names 20 lakes.", "The Norrland list of protected lakes names 26 lakes after a survey.", "The number of lakes on the Norrland list is 24."),
          ("Norrland's reindeer move early", "Norrland's ski lifts open", "A museum train runs in Norrland", "Norrland's pharmacists meet", "Norrland lists four protected forests"),
          "How many lakes did the Norrland list name after one was struck off?", 3),
)  # fmt: skip
