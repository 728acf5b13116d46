"""The order of `screen --plain`: as numbered, or the likeliest relevant first; why a report comes; may we stop."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from review_tool.cli.asking import Letter, Talk
from review_tool.cli.progress import shown
from review_tool.cli.saying import say
from review_tool.domain.decision import Verdict
from review_tool.domain.report import Which
from review_tool.services import protocols
from review_tool.services.judging import ranking, stopping
from review_tool.services.judging.ranking import Part, Ranker

WHY = Letter("w", "why this", "Why this report comes here: the words for and against it.")
RANKING = Letter(
    "R",
    "ranking",
    "The likeliest relevant first: `R on` and `R off` for the team, told in PRISMA as automation; `R usual` and "
    "`R likeliest` for you, for now; `R words` tells what it learnt, `R protocol` puts that into the protocol, "
    "`R rule buscar` chooses the rule for stopping, `R random 20` has one record in 20 come at random, for estimation.",
    takes=True,
)
STOPPING = Letter("S", "stopping", "What is likely unread, and what each rule for stopping says.")
LETTERS = (WHY, RANKING, STOPPING)


@dataclass(slots=True)
class Order:
    """Which order one person's queue is gone through in."""

    talk: Talk
    which: Which
    made: Ranker | None = None
    parts: tuple[Part, ...] = ()
    usual: bool = False
    late: list[int] = field(default_factory=list)
    """Put off since the queue was read."""

    def begin(self, queue: list[int]) -> list[int]:
        """The queue, in a ranker's order where ranking is on. After Ctrl+C the usual order stays."""
        on = ranking.current(self.talk.review).on
        if not on or self.which.state != "to do" or self.usual:
            self.made = None if not on else self.made
            return queue
        if self.made is None:
            with shown() as progress:
                self.made = ranking.ranker(self.talk.review, self.which.stage, self.talk.by, progress=progress)
            say("The likeliest relevant comes first: `R usual` goes back to the usual order.")
        self.parts = ranking.waiting(self.talk.review, self.which)
        return self.following(queue)

    def following(self, left: list[int]) -> list[int]:
        """What is left, in the newest order."""
        if self.made is None or self.usual or not self.parts:
            return left
        self.made.update()
        here, late = set(left), set(self.late)
        found = [number for number in ranking.arranged(self.made, self.parts) if number in here]
        known = set(found)
        found += [number for number in left if number not in known]
        return [n for n in found if n not in late] + [n for n in self.late if n in here]

    def voted(self, number: int, verdict: Verdict, *, learn: bool) -> None:
        if self.made is not None:
            self.made.vote(number, verdict is not Verdict.EXCLUDE if learn else None)

    def put_off(self, number: int) -> None:
        self.late = [*(one for one in self.late if one != number), number]

    def is_random(self, number: int) -> bool:
        """It was drawn at random, and the order says so."""
        return self.made is not None and not self.usual and self.made.is_random(number)

    def taken_back(self) -> None:
        """Votes were taken back or brought back: learn from what stands."""
        if self.made is not None:
            self.made.relearn(ranking.labels(self.talk.review, self.which.stage, self.talk.by))

    def why(self, number: int) -> None:
        if self.made is None or self.usual:
            say("Reports come in the usual order: as they are numbered, under a plan by why they are yours.")
            return
        with self.talk.asking():
            for sentence in ranking.because(self.made, number):
                say(sentence)

    def choose(self, said: str) -> None:
        """What was written after `R`."""
        deed, _, rest = said.partition(" ")
        review, me, now = self.talk.review, self.talk.by, ranking.current(self.talk.review)
        match deed:
            case "on" | "off":
                with self.talk.writing(f"ranking {deed}, for the team; PRISMA tells of it"):
                    ranking.turn(review, on=deed == "on", by=me)
                    self.usual = False
            case "usual" | "likeliest" if now.on:
                self.usual = deed == "usual"
            case "rule":
                with self.talk.writing(f"rule for stopping {rest}"):
                    ranking.turn(review, on=now.on, rule=rest.strip(), by=me)
            case "random":
                with self.talk.writing(f"records at random, one in {rest.strip()}"):
                    ranking.turn(review, on=now.on, random=ranking.share(rest), by=me)
                    self.made = None
            case "words" | "protocol" if self.made is not None:
                self.words(into_protocol=deed == "protocol")
            case _:
                say(f"Ranking is {'on' if now.on else 'off'}. Rule for stopping: {now.rule or 'none chosen'}.")
                say(RANKING.help)

    def words(self, *, into_protocol: bool) -> None:
        """The words it learnt; the protocol takes them only by an amendment."""
        assert self.made is not None
        review = self.talk.review
        found = ranking.new_words(review, self.made)
        say(f"Speak for a report: {', '.join(found.include) or 'none yet'}.")
        say(f"Speak against one: {', '.join(found.exclude) or 'none yet'}.")
        if not into_protocol:
            return
        before = protocols.current(review)
        amended = replace(
            before,
            include_words=(*before.include_words, *found.include),
            exclude_words=(*before.exclude_words, *found.exclude),
        )
        reason = self.talk.line("Why:")
        with self.talk.writing("the protocol marks these words"):
            protocols.amend(review, amended, why=reason, by=self.talk.by)

    def stopping(self) -> None:
        now = stopping.stopping(self.talk.review, self.which.stage)
        for sentence in stopping.told(now):
            say(sentence)
        for rule in now.rules:
            chosen = (", advised" if rule.advised else "") + (", chosen beforehand" if rule.chosen else "")
            says = "stop" if rule.reached else "read on"
            trials = f"too early in {rule.failures} trials, left {rule.saved:.0%} unread"
            say(f"Rule {rule.name}{chosen}: {says}; {rule.told}; {trials}.")
        for sentence in stopping.grounds(now):
            say(sentence)
