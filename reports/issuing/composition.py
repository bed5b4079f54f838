"""One committee's report as it stands: its figures, its text with live figures, and what is not ready yet."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import SimpleLazyObject
from django.utils.translation import override

from attendance.figures.counting import Level
from attendance.figures.levels import OF_PLANS
from attendance.figures.selection import Selection
from committees.models import Committee
from lib.periods import HalfYear
from reports.half_year.exported import as_dict
from reports.half_year.report import HalfYearReport
from reports.models import IssuedReport, Purpose, ReportDraft

from . import chain, prose
from .figure_changes import headline_differences
from .live_text import Figure, Span, contradictions, drafting, plain, spans
from .readiness import Readiness
from .report_figures import ReportFigures
from .unbound import Unbound, unbound
from .what_follows import Following

OF_ADDENDUM = "addendum:"  # before the names of its parts
# Of the rows beside a draft: only their own pages show these.
LARGE = [f"submitted__{name}" for name in ("figures", "rows", "annexes", "visits")]
LARGE += [f"follows__{name}" for name in ("figures", "rows", "sections")]


@dataclass(frozen=True)
class Part:
    """A part of the text: drafted from the data, or as the clerk left it."""

    key: str
    heading: str
    source: str
    drafted: str  # its source as the data draft it now
    is_edited: bool
    figures: ReportFigures

    @property
    def paragraphs(self) -> list[list[Span]]:
        return [spans(line, self.figures) for line in self.source.splitlines() if line.strip()]

    @property
    def text(self) -> str:
        return plain(self.source, self.figures)

    @property
    def drafted_paragraphs(self) -> list[str]:
        """What the data would say now: to be compared with what was written."""
        return [line for line in plain(self.drafted, self.figures).splitlines() if line.strip()]

    @property
    def contradictions(self) -> list[Span]:
        return contradictions(self.source, self.figures)

    @cached_property
    def unbound(self) -> list[Unbound]:
        """Numbers that somebody typed and that are no figures."""
        return unbound(self.source, self.figures, self.drafted) if self.is_edited else []


class Composition:
    """The report of `committee` with everything below it, for one half-year.

    `user` is who looks at it; None sees everything (commands do). `levels` are counted together, as in
    HalfYearReport: the text needs those of the plans, files need more.
    """

    def __init__(
        self,
        committee: Committee,
        half_year: HalfYear,
        *,
        user=None,
        as_of=None,
        levels: Sequence[Level] = OF_PLANS,
    ):
        self.committee, self.half_year, self.user, self._as_of = committee, half_year, user, as_of
        self._levels = levels

    @cached_property
    def draft(self) -> ReportDraft | None:
        """What the clerk wrote so far, None before the first change."""
        drafts = ReportDraft.objects.filter(committee=self.committee, half_year=self.half_year)
        drafts = drafts.select_related("updated_by", "follows", "submitted", "job")
        return drafts.defer(*LARGE).first()

    @cached_property
    def following(self) -> Following | None:
        """The issued report that this one corrects, replaces or adds to."""
        if not (self.draft and self.draft.follows):
            return None
        before, changes = self.draft.follows, ()
        if self.is_addendum:
            with override("vi"):
                changes = tuple(headline_differences(before, as_dict(self.report)))
        return Following(self.draft.purpose, before.full_number, before.issued_on, self.draft.reason, changes)

    @property
    def stage(self) -> str:
        return self.draft.stage if self.draft else ReportDraft.Stage.WRITING

    @property
    def as_of(self):
        return self._as_of or (self.draft.as_of if self.draft else None)

    @cached_property
    def report(self) -> HalfYearReport:
        selection = Selection(self.half_year, committee=self.committee, as_of=self.as_of)
        return HalfYearReport(selection, user=self.user, levels=self._levels)

    @cached_property
    def figures(self) -> ReportFigures:
        return ReportFigures(self.report, lambda: self.readiness.of_the_data)

    @cached_property
    def readiness(self) -> Readiness:
        """What is missing before it can be issued."""
        return Readiness(self)

    def figures_in(self, source: str) -> dict[str, Figure]:
        """The figures that a text names, by key."""
        return {span.key: span.figure for span in spans(source, self.figures) if span.figure}

    @property
    def parts(self) -> list[Part]:
        """Those that there are: of what goes without saying there is none, unless somebody wrote one."""
        return [
            part
            for part in self._parts
            if part.source or part.is_edited or not self._goes_without_saying(part)
        ]

    def _goes_without_saying(self, part: Part) -> bool:
        return part.key in prose.SAID_IF_ANY and not (part.key == prose.CHANGES and self.is_addendum)

    def kept_as(self, key: str) -> str:
        """Under which name the draft keeps what is written in a part: an addendum has words of its own."""
        return f"{OF_ADDENDUM}{key}" if self.is_addendum else key

    @property
    def is_addendum(self) -> bool:
        return self.draft is not None and self.draft.purpose == Purpose.ADDENDUM

    @cached_property
    def _parts(self) -> list[Part]:
        return self._drafted()

    def _drafted(self, only: Container[str] = prose.HEADINGS) -> list[Part]:
        written = self.draft.sections if self.draft else {}
        gaps = SimpleLazyObject(lambda: self.readiness.of_the_data)
        with drafting() as unsealed:
            sections = prose.draft(self.report, self.figures, gaps, self.following, only)
            drafted = [(section, unsealed(section.source)) for section in sections]
        return [
            Part(
                section.key,
                section.heading,
                written.get(self.kept_as(section.key), source),
                source,
                self.kept_as(section.key) in written,
                self.figures,
            )
            for section, source in drafted
        ]

    def part(self, key: str) -> Part:
        """Without the others, where they were not asked for."""
        return next(part for part in self._among([key]) if part.key == key)

    def _among(self, keys: list[str]) -> list[Part]:
        """Parts with these among them, and others where they are there already."""
        return self._parts if "_parts" in vars(self) else self._drafted(keys)

    @property
    def title(self) -> str:
        return prose.addendum_title(self.half_year) if self.is_addendum else prose.title(self.half_year)

    @property
    def sections(self) -> list[tuple[str, list[str]]]:
        """(heading, paragraphs) as printed; parts without text are left out."""
        found = [
            (part.heading, [p.strip() for p in part.text.splitlines() if p.strip()]) for part in self.parts
        ]
        return [(heading, paragraphs) for heading, paragraphs in found if paragraphs]

    @property
    def contradictions(self) -> list[tuple[Part, Span]]:
        return [(part, span) for part in self._edited for span in part.contradictions]

    @property
    def unbound(self) -> list[tuple[Part, Unbound]]:
        return [(part, number) for part in self._edited for number in part.unbound]

    @cached_property
    def _edited(self) -> list[Part]:
        """Those that somebody wrote: what is drafted from the data agrees with them."""
        written = self.draft.sections if self.draft else {}
        keys = [key for key in prose.HEADINGS if self.kept_as(key) in written]
        return [part for part in self._among(keys) if part.is_edited] if keys else []

    @cached_property
    def chain(self) -> list[IssuedReport]:
        """What was issued, the first one first."""
        return chain.chain(self.committee, self.half_year)

    @cached_property
    def issued(self) -> IssuedReport | None:
        """The report in force, if one was issued."""
        if not self.chain:
            return None
        reports = IssuedReport.objects.in_force()
        return reports.filter(committee=self.committee, half_year=self.half_year).light().first()
