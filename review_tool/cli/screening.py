"""Voting on titles and abstracts, or on full texts, line by line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from review_tool.cli.asking import HELP, QUIT, REDO, SKIP, UNDO, Letter, Talk, converse
from review_tool.cli.protocol import criteria_lines
from review_tool.cli.saying import labelled, plural, say
from review_tool.cli.screening_order import LETTERS as ORDER
from review_tool.cli.screening_order import Order
from review_tool.cli.settings import Settings
from review_tool.cli.showing import show_report
from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.protocol import Protocol
from review_tool.domain.report import Retrieval, Which
from review_tool.services import protocols
from review_tool.services.fulltexts import retrieving
from review_tool.services.history import undoing
from review_tool.services.judging import planning, screening

_VERDICTS = {"i": Verdict.INCLUDE, "e": Verdict.EXCLUDE, "m": Verdict.MAYBE}
_SEARCH = Letter("/", "search", "Only reports that hold these words; `/` alone shows the whole list again.", takes=True)
_LETTERS = (
    Letter("i", "include", "Keep this report."),
    Letter("e", "exclude", "Leave it out; at full text a numbered reason follows, or at once as `e 2`.", takes=True),
    Letter("m", "maybe", "Unsure: at title and abstract it goes forward."),
    Letter("d", "exclude, do not learn", "Exclude; ranking is not to learn from it. A reason may follow.", takes=True),
    Letter("p", "put off", "No vote: it goes to the end of your queue, and is counted as put off."),
    Letter("n", "note", "Write a note, at once as `n too small`.", takes=True),
    Letter("t", "tag", "Put a tag on it, `t -pilot` takes one off.", takes=True),
    UNDO,
    REDO,
    SKIP,
    _SEARCH,
    Letter("c", "criteria", "Read the criteria again."),
    Letter("l", "like it", "Reports like this one that have an outcome."),
)
_FULL_TEXT = (
    Letter("a", "attach", "Keep a full text with it: `a FILE`.", takes=True),
    Letter("-", "not retrieved", "It was sought and not found; say what was tried: `- asked the library`.", takes=True),
)


def screen(asked: Settings, which: Which) -> None:
    """Go through a list line by line; `which` says whose it is once it is known who asks."""
    converse(asked, lambda talk: _Screening(talk, replace(which, reviewer=talk.by)).go())


class _Screening:
    """One reviewer's way through a list."""

    def __init__(self, talk: Talk, which: Which) -> None:
        self.talk = talk
        self.which = which
        self.protocol: Protocol = protocols.current(talk.review)
        self.queue = screening.ids(talk.review, which)
        self.at = 0
        self.searching = False
        full_text = which.stage is Stage.FULL_TEXT
        self.letters = (*_LETTERS, *(_FULL_TEXT if full_text else ORDER), HELP, QUIT)
        self.kinds = undoing.FULL_TEXT if full_text else (*undoing.SCREENING, *undoing.RANKING)
        self.order = Order(talk, which)

    def go(self) -> None:
        stage = self.which.stage
        say(f"{plural(len(self.queue), 'report')} {self.which.state} at {stage.words}, as {self.talk.by}.")
        for line in self.where_the_plan_is():
            say(line)
        for line in criteria_lines(self.protocol):
            say(line)
        shown, began = 0, bool(self.queue)
        if stage is Stage.TITLE_ABSTRACT:
            self.queue = self.order.begin(self.queue)
        while began:
            if self.at >= len(self.queue) and self.more():
                continue
            if self.at >= len(self.queue):
                left = len(screening.ids(self.talk.review, Which(stage, "to do", self.talk.by)))
                words = f"The end of the list. {plural(left, 'report')} still to do at {stage.words}."
                self.answer(0, *self.talk.at_the_end(words, _SEARCH))
                shown = 0
                continue
            number = self.queue[self.at]
            if shown != number:
                report = screening.report(self.talk.review, number, reviewer=self.talk.by)
                show_report(report, self.protocol, stage, f"{self.at + 1} of {len(self.queue)} at {stage.words}")
                shown = number
                if self.order.is_random(number):
                    say("Drawn at random, to estimate what is unread.")
            before = self.at
            self.answer(number, *self.talk.letter(self.letters))
            shown = shown if self.at == before and self.at < len(self.queue) and self.queue[self.at] == number else 0

    def more(self) -> bool:
        """Take up what has become this person's meanwhile: the last vote of a calibration set brings up the rest."""
        if self.which.state != "to do" or self.searching:
            return False
        passed = set(self.queue)
        new = [one for one in screening.ids(self.talk.review, self.which) if one not in passed]
        if new:
            say(f"{plural(len(new), 'more report')} to do for you now.")
            self.queue += self.order.following(new)
        return bool(new)

    def where_the_plan_is(self) -> list[str]:
        state = planning.state(self.talk.review, self.which.stage)
        if state is None:
            return []
        mine = ", ".join(f"{n} {task}" for task, n in state.left.get(self.talk.by, {}).items())
        return [labelled("Plan", state.words), *([labelled("Yours", mine)] if mine else [])]

    def answer(self, number: int, key: str, rest: str) -> None:
        talk = self.talk
        match key:
            case "i" | "e" | "m":
                self.vote(number, _VERDICTS[key], rest)
            case "d":
                self.vote(number, Verdict.EXCLUDE, rest, learn=False)
            case "p":
                with talk.writing(f"put off {number}"):
                    screening.postpone(talk.review, number, self.which.stage, by=talk.by)
                    self.queue.append(self.queue.pop(self.at))
                    self.order.put_off(number)
            case "w":
                self.order.why(number)
            case "R":
                self.order.choose(rest)
                self.rank()
            case "S":
                self.order.stopping()
            case "l":
                for like in screening.similar(talk.review, number, self.which.stage):
                    say(labelled(f"{like.outcome} report {like.report}", like.title))
            case "n":
                text = rest or talk.line("Note:")
                with talk.writing("note"):
                    screening.note(talk.review, number, text, by=talk.by, stage=self.which.stage)
            case "t":
                name = rest or talk.line("Tag" + _known(screening.known_tags(talk.review, reviewer=talk.by)) + ":")
                with talk.writing(f"tag {name}"):
                    present, name = not name.startswith("-"), name.lstrip("-")
                    screening.tag(talk.review, number, name, present=present, by=talk.by, stage=self.which.stage)
            case "u" | "r":
                done = talk.take_back(self.kinds, redo=key == "r")
                if done:
                    self.order.taken_back()
                moving = ("decision.made", "report.postponed", "retrieval.noted")
                if done and done.report is not None and done.event.kind in moving:
                    self.go_to(done.report, redone=key == "r")
                elif done and done.event.kind == "ranking.set":
                    self.rank()
            case "/":
                self.search(rest)
            case "s":
                self.at += 1
            case "c":
                for line in criteria_lines(self.protocol) or ["No criteria are written yet."]:
                    say(line)
            case "a":
                path = Path(rest or talk.line("File:"))
                with talk.writing(f"attached {path.name}"):
                    retrieving.attach(talk.review, number, path, by=talk.by)
            case "-":
                tried = rest or talk.line("What was tried:")
                with talk.writing("not retrieved"):
                    retrieving.mark(talk.review, number, Retrieval.NOT_RETRIEVED, by=talk.by, attempt=tried)
                    self.at += 1

    def vote(self, number: int, verdict: Verdict, rest: str, *, learn: bool = True) -> None:
        talk, stage, reason = self.talk, self.which.stage, ""
        if verdict is Verdict.EXCLUDE and (rest or stage is Stage.FULL_TEXT):
            reasons = self.protocol.reasons_at(stage)
            place = talk.pick("Reason", reasons, given=rest, none="do not exclude")
            if place is None:
                return
            reason = reasons[place]
        with talk.writing(f"{verdict} {number}" + (f", {reason}" if reason else "")):
            made = screening.decide(talk.review, number, stage, verdict, by=talk.by, reason=reason, learn=learn)
            if made.outcome is Outcome.CONFLICT:
                say("You differ from another reviewer: `review-tool conflicts` settles it.")
            self.at += 1
            self.order.voted(number, verdict, learn=learn)
            self.queue[self.at :] = self.order.following(self.queue[self.at :])

    def rank(self) -> None:
        """Take up another order from the next report on; the one being read stays."""
        at = self.at + 1
        here = set(self.queue[at:])
        usual = [one for one in screening.ids(self.talk.review, self.which) if one in here]
        self.queue[at:] = self.order.begin(usual)

    def go_to(self, number: int, *, redone: bool) -> None:
        """After an undo its report comes up again; after a redo the next one."""
        here = self.at < len(self.queue) and self.queue[self.at] == number
        if redone:
            self.at += here
        elif self.at and self.queue[self.at - 1] == number:
            self.at -= 1
        elif not here:
            self.queue.insert(self.at, number)

    def search(self, words: str) -> None:
        found = screening.ids(self.talk.review, replace(self.which, reviewer=self.talk.by, words=words))
        if not found:
            say(f"No report {self.which.state} holds “{words}”.")
            return
        self.queue, self.at, self.searching = self.order.following(found), 0, bool(words)
        say(labelled("Found", plural(len(found), "report")))


def _known(tags: list[str]) -> str:
    return f" (known: {', '.join(tags)})" if tags else ""
