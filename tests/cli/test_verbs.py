"""Every verb: what it prints, its JSON keys, its options on either side."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from review_tool import __version__
from review_tool.cli.main import tool
from review_tool.cli.verbs import VERBS
from review_tool.domain.checkpoint import Checkpoint
from review_tool.domain.decision import Stage, Verdict
from review_tool.services import protocols
from review_tool.services.gathering import deduping
from review_tool.services.history import undoing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from tests.cli.conftest import HOSTILE, Run, data, kinds
from tests.fulltexts import paper
from tests.reviews import last_verdict


def test_every_verb_is_in_the_help_and_has_its_own(run: Run) -> None:
    listed = run("--help").stdout
    for verb in VERBS:
        assert f"\n  {verb.name} " in listed
        assert "Everywhere, before or after the verb" in run(verb.name, "--help").stdout


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"review-tool {__version__}\n"


def test_init_makes_the_actor_the_lead(run: Run, folder: Path) -> None:
    found = data(run("team", "list", "--json", "--review", folder))
    assert found == [{"name": "Ada", "role": "lead"}, {"name": "Ben", "role": "reviewer"}]


@pytest.mark.parametrize("before", [True, False])
def test_options_go_before_or_after_the_verb(run: Run, folder: Path, before: bool) -> None:
    options = ["--review", folder, "--as", "Ada", "--json"]
    verb = ["team", "add", "Cy"]
    assert data(run(*options, *verb) if before else run(*verb, *options)) == {"name": "Cy", "role": "reviewer"}


def test_options_from_the_environment(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEW_TOOL_REVIEW", str(folder))
    monkeypatch.setenv("REVIEW_TOOL_REVIEWER", "Ben")
    assert "Cy is in the team" in run("team", "add", "Cy").stdout
    assert "Cy is a reviewer of this review already" in run("team", "add", "cy", code=1).stderr
    assert "Dee is in the team" in run("team", "add", "Dee", "--as", "cy").stdout
    assert "“Nobody” is not a reviewer" in run("team", "add", "Dee", "--as", "Nobody", code=1).stderr


def test_import_counts_and_the_same_file_twice(run: Run, folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "records.ris"
    odd = tmp_path / "odd.csv"
    odd.write_text('title,authors,year\nA good one,"Roe, A",2019\nonly one cell\n', encoding="utf-8")
    found = data(run("import", odd, again, "--source", "Scopus", "--review", folder, "--as", "Ada", "--json"))
    assert [list(one) for one in found["files"]] == [
        ["file", "format", "read", "added", "already_present", "refused", "problems"]
    ] * 2
    first, second = found["files"]
    assert (first["read"], first["added"], first["refused"]) == (2, 1, 1)
    assert list(first["problems"][0]) == ["line", "what", "hint"]
    assert first["problems"][0]["line"] == 3
    assert (second["read"], second["added"], second["already_present"]) == (4, 0, 4)
    told = run("import", again, "--source", "Scopus", "--review", folder, "--as", "Ada")
    assert "Nothing was added" in told.stdout
    assert data(run("audit", "verify", "--review", folder, "--json"))["ok"]


def test_import_names_twenty_problems_and_counts_the_rest(run: Run, folder: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("title,authors\nA good one,Roe\n" + "one cell\n" * 25, encoding="utf-8")
    told = run("import", odd, "--source", "X", "--review", folder, "--as", "Ada")
    assert told.stderr.count("odd.csv, line") == 20
    assert "odd.csv, line 3: Left out: This row has one cell" in told.stderr
    assert "5 more: --problems OUT.csv writes all" in told.stderr


def test_import_keeps_what_a_source_said_of_itself(run: Run, folder: Path, tmp_path: Path, review: Review) -> None:
    from review_tool.services.gathering import importing

    file = tmp_path / "records.ris"
    described = ["--kind", "register", "--searched", "2026-03-12", "--query", "a AND b", "--hits", "9"]
    run("import", file, "--source", "Reg", *described, "--review", folder, "--as", "Ada")
    run("import", file, "--source", "Reg", "--platform", "Ovid", "--review", folder, "--as", "Ada")
    found = next(source for source in importing.sources(review) if source.name == "Reg")
    assert (found.kind.value, found.searched, found.query, found.hits, found.platform) == (
        "register", "2026-03-12", "a AND b", 9, "Ovid",
    )  # fmt: skip
    assert (
        "is no date" in run("import", file, "--source", "Reg", "--searched", "March", "--review", folder, code=2).stderr
    )


def test_dedupe_status_and_merged_groups(run: Run, folder: Path) -> None:
    found = data(run("dedupe", "--json", "--review", folder, "--as", "Ada"))
    assert list(found) == ["records", "reports", "merged", "to_review", "seconds"]
    assert (found["records"], found["reports"], found["merged"]) == (4, 3, 0)
    status = data(run("status", "--json", "--review", folder))
    assert list(status) == ["flow", "todo"]
    assert (status["flow"]["database_results"], status["flow"]["duplicates"]) == (4, 1)
    assert status["todo"]["reviewers"]["Ada"] == {"title_abstract": 3, "full_text": 0}
    assert data(run("duplicates", "list", "--merged", "--json", "--review", folder)) == [
        {"report": 2, "records": [2, 3]}
    ]
    assert "Databases: 4" in run("status", "--review", folder).stdout


def test_duplicates_split_preview_merge_and_judge(run: Run, folder: Path, review: Review) -> None:
    here = ["--review", folder, "--as", "Ada"]
    before = kinds(review)
    assert "Would be: 3 leaves 2" in run("duplicates", "split", 3, "--preview", *here).stdout
    assert kinds(review) == before
    assert data(run("duplicates", "split", 3, "--json", *here))["leaves"] == [3]
    assert len(data(run("duplicates", "list", "--judged", "--json", *here))) == len(deduping.pairs(review, judged=True))
    assert data(run("duplicates", "merge", 3, 2, "--json", *here)) == {"report": 2, "merged": [2, 3]}
    assert data(run("duplicates", "judge", 1, 4, "different", "--json", *here))["verdict"] == "different"
    assert "one report already" in run("duplicates", "judge", 2, 3, "same", *here, code=1).stderr
    assert kinds(review)[len(before) :] == ["duplicates.split", "duplicates.merged", "duplicates.judged"]


def test_decisions_from_a_spreadsheet(run: Run, folder: Path, tmp_path: Path, review: Review) -> None:
    votes = tmp_path / "votes.csv"
    votes.write_text("record_id,verdict,reviewer\n1,include,Ben\n2,exclude,\n4,,\n", encoding="utf-8")
    found = data(run("decisions", "import", votes, "--json", "--review", folder, "--as", "Ada"))
    assert found == {"rows": 3, "votes": 2, "blank": 1, "tags": 0, "program": "spreadsheet", "unmapped": []}
    assert last_verdict(screening.report(review, 1, reviewer="Ben"), Stage.TITLE_ABSTRACT, "Ben") is Verdict.INCLUDE


def test_undo_redo_and_undo_by_number(run: Run, folder: Path, review: Review) -> None:
    here = ["--review", folder, "--as", "Ada"]
    screening.decide(review, 1, Stage.TITLE_ABSTRACT, Verdict.EXCLUDE, by="Ada")
    assert "Taken back: Ada excluded report 1" in run("undo", *here).stdout
    assert data(run("redo", "--json", *here))["redone"].startswith("Ada excluded report 1")
    number = next(one["number"] for one in data(run("audit", "log", "--json", *here)) if one["kind"] == "decision.made")
    assert "Taken back: Ada excluded report 1" in run("undo", number, *here).stdout
    assert "undone already" in run("undo", number, *here, code=1).stderr
    assert undoing.can_undo(review, by="Ada", kinds=undoing.SCREENING) is None


def test_audit_log_filters_and_words(run: Run, folder: Path, review: Review) -> None:
    here = ["--review", folder]
    screening.decide(review, 1, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="Ben")
    undoing.undo_last(review, by="Ben")
    told = run("audit", "log", "--who", "Ben", "--what", "decision", "--as", "Ben", *here).stdout
    assert "Ben included report 1 (Roe 2019) at title and abstract. Taken back later." in told
    assert len(run("audit", "log", "--limit", "2", *here).stdout.splitlines()) == 2
    assert run("audit", "log", "--until", "2001-01-01", *here).stdout == ""
    today = data(run("audit", "log", "--json", *here))[0]["at"][:10]
    assert len(data(run("audit", "log", "--json", "--since", today, "--until", today, *here))) == len(kinds(review))
    assert "report 1" in run("audit", "log", "--report", "1", *here).stdout


def test_audit_log_hides_what_might_sway(run: Run, folder: Path, review: Review) -> None:
    from dataclasses import replace

    two = replace(protocols.current(review), reviewers_title_abstract=2)
    protocols.amend(review, two, why="two see more than one", by="Ada")
    screening.decide(review, 1, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="Ben")
    for args in (["--as", "Ada"], []):
        found = data(run("audit", "log", "--what", "decision.made", "--json", "--review", folder, *args))
        assert (found[0]["payload"], "include" in found[0]["words"]) == (None, False)
    assert "Ben included" in run("audit", "log", "--review", folder, "--as", "Ben").stdout


def test_audit_verify_both_ways(run: Run, folder: Path) -> None:
    found = data(run("audit", "verify", "--json", "--review", folder))
    assert list(found) == ["ok", "events", "writers", "heads", "problems", "first_problem"]
    assert found["ok"]
    assert found["first_problem"] == ""
    assert "The log is whole" in run("audit", "verify", "--review", folder).stdout
    _tamper(folder)
    found = data(run("audit", "verify", "--json", "--review", folder, code=1))
    assert not found["ok"]
    assert found["first_problem"]
    assert "Problem: " in run("audit", "verify", "--review", folder, code=1).stdout
    assert "ILL   log" in run("doctor", "--review", folder, code=1).stdout


def _tamper(folder: Path) -> None:
    """Change a standing behind the log's back."""
    import sqlite3

    connection = sqlite3.connect(folder / "review.db")
    connection.execute("UPDATE report SET title_abstract = 'excluded' WHERE id = 1")
    connection.commit()
    connection.close()


def test_protocol_amend_and_history(run: Run, folder: Path, tmp_path: Path) -> None:
    here = ["--review", folder, "--as", "Ada"]
    plan = tmp_path / "plan.toml"
    plan.write_text('question = "Why [/]?"\nreasons = ["not it", "other"]\n[[criteria]]\nid = "I1"\ntext = "It is"\n')
    assert data(run("protocol", "amend", plan, "--why", "agreed", "--json", *here))["version"] == 2
    shown = run("protocol", "show", *here).stdout
    assert "Question: Why [/]?" in shown
    assert "I1 must hold: It is" in shown
    assert "  1. not it" in shown
    assert "Ada: agreed" in run("protocol", "show", "--history", *here).stdout
    plan.write_text("colour = 3\n")
    assert "a protocol has no “colour”" in run("protocol", "amend", plan, "--why", "x", *here, code=1).stderr
    plan.write_text('reasons = "other"\nreviewers_full_text = "two"\n')
    run("protocol", "amend", plan, "--why", "x", *here, code=1)
    assert "Missing option '--why'" in run("protocol", "amend", plan, *here, code=2).stderr


def test_export_each_and_the_hostile_title(run: Run, folder: Path, tmp_path: Path) -> None:
    here = ["--review", folder, "--as", "Ada"]
    out = tmp_path / "out.csv"
    assert data(run("export", "records", "-o", out, "--json", *here)) == {
        "what": "records",
        "file": str(out),
        "rows": 4,
        "losses": [],
        "files": [str(out)],
    }
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["title"] == HOSTILE
    assert run("export", "gaps", *here).stdout.startswith(str(folder / "exports" / "gaps.csv"))
    assert "There is no export “cake”" in run("export", "cake", *here, code=1).stderr
    assert "records" in run("export", "--list").stdout
    assert run("export", "votes", "-o", tmp_path / "v.tex", "--columns", "title, verdict", "--save", *here)
    assert (tmp_path / "v.tex").read_text(encoding="utf-8").count("textbf") == 4
    listed = data(run("export", "votes", "--list", "--json", *here))
    assert [(one["key"], one["place"]) for one in listed[:3]] == [("title", 1), ("verdict", 2), ("report_id", 0)]
    assert "Heading" in run("export", "votes", "--list", *here).stdout
    assert "no column “cake”" in run("export", "votes", "--columns", "cake", *here, code=1).stderr
    assert len(data(run("export", "all", "-o", tmp_path / "all", "--json", *here))) > 9


def test_records_go_to_other_tools_and_their_decisions_come_back(run: Run, folder: Path, tmp_path: Path) -> None:
    here = ["--review", folder, "--as", "Ada"]
    out = tmp_path / "out.ris"
    assert data(run("export", "records", "-o", out, "--json", *here))["rows"] == 3
    assert out.read_text(encoding="utf-8").startswith("TY  - JOUR")
    told = run("export", "records", "-o", tmp_path / "out.bib", "--unit", "records", *here)
    assert "4 rows" in told.stdout
    assert "Not carried: source_id, of 4 records." in told.stderr
    assert data(run("export", "records", "-o", out, "--state", "included", "--json", *here))["rows"] == 0
    made = data(run("export", "records", "--for", "rayyan", "--json", *here))
    assert made["file"] == str(folder / "exports" / "records.csv")
    assert (
        "does not take" in run("export", "records", "-o", tmp_path / "x.bib", "--for", "revman", *here, code=1).stderr
    )
    assert "Name records" in run("export", "all", "--for", "rayyan", *here, code=1).stderr + ""
    sheet = tmp_path / "rayyan.csv"
    sheet.write_text(
        'title,notes\nCosts of telling stories,"RAYYAN-INCLUSION: {""Emily""=>""Included""}"\n'
        'Nothing of ours,"RAYYAN-INCLUSION: {""Emily""=>""Excluded""}"\n',
        encoding="utf-8",
    )
    assert "“Emily”" in run("decisions", "import", sheet, *here, code=1).stderr
    assert "their name=our name" in run("decisions", "import", sheet, "--reviewer", "Emily", *here, code=2).stderr
    told = run("decisions", "import", sheet, "--reviewer", "Emily=Ben", *here)
    assert "1 vote written" in told.stdout
    assert "line 3: no record of the review is meant." in told.stderr


def test_backup_and_doctor(run: Run, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy" / "review.db"
    found = data(run("backup", copy, "--json", "--review", folder))
    assert found["size"] == copy.stat().st_size
    assert "Ada" in run("team", "list", "--review", copy.parent).stdout
    assert "is there already" in run("backup", copy, "--review", folder, code=1).stderr
    assert Path(data(run("backup", "--json", "--review", folder))["file"]).parent == folder / "backups"
    checks = data(run("doctor", "--json", "--review", folder))
    assert checks["ok"]
    assert {"SQLite", "log", "database"} <= {one["name"] for one in checks["checks"]}


def test_evaluate_dedupe(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "labelled.csv", tmp_path / "out.csv"
    rows = [
        "id,title,author,year,journal,volume,number,pages,doi,abstract,dup_group",
        'a7,Peer support in housing,"Doe, Dan",2020,Housing Review,3,1,1-9,10.1234/h.2,,g1',
        'b1,Peer support in housing.,"Doe, D",2020,Hous Rev,3,1,1-9,10.1234/H.2,,g1',
        'c2,Costs of telling stories,"Poe, Eve",2021,Story,1,,4,,,g2',
    ]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = data(run("evaluate", "dedupe", file, "--predictions", out, "--json"))
    assert (found["TP"], found["FP"], found["FN"], found["TN"], found["recall"]) == (1, 0, 0, 2, 1.0)
    assert found["seconds"] >= 0
    assert (found["queue"], found["queue_true"], found["recall_with_queue"]) == (0, 0, 1.0)
    assert out.read_text().splitlines()[0] == "id,group"
    groups = dict(csv.reader(out.read_text().splitlines()[1:]))
    assert set(groups) == {"a7", "b1", "c2"}
    assert groups["a7"] == groups["b1"] != groups["c2"]
    file.write_text("\n".join(row.rpartition(",")[0] for row in rows) + "\n", encoding="utf-8")
    assert "no column dup_group" in run("evaluate", "dedupe", file).stderr
    file.write_text("\n".join([*rows, rows[1]]) + "\n", encoding="utf-8")
    assert "line 5: the id a7 stands twice" in run("evaluate", "dedupe", file, code=1).stderr
    file.write_text("title,year\nA,2020\n", encoding="utf-8")
    assert "has no column id" in run("evaluate", "dedupe", file, code=1).stderr


def test_evaluate_screening(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "labelled.csv", tmp_path / "out.csv"
    titles = ["Nurses on night shifts", "Night shifts and sleep", "Steel bridges", "Steel in sea water", "Bridges"]
    rows = [f"{n},{title},,{int(n < 3)}" for n, title in enumerate(titles, start=1)]
    file.write_text("\n".join(["id,title,abstract,label_included", *rows]) + "\n", encoding="utf-8")
    start = ("--priors", "1,5", "--question", "night shifts")
    found = data(run("evaluate", "screening", file, *start, "--predictions", out, "--json"))
    assert (found["records"], found["relevant"], found["loss"], found["first_relevant"]) == (5, 2, 0, 1)
    assert {"ndcg", "recall_5", "recall_50", "wss_95", "atd", "ms_per_update_p95"} <= set(found)
    assert out.read_text().splitlines()[:2] == ["id,label", "2,1"]
    told = run("evaluate", "screening", file, *start).stdout
    assert "loss: 0.0000  (area above the recall curve" in told
    assert "90 % read  [##############################]  100 % of the relevant found" in told
    assert "only 2 relevant" in run("evaluate", "screening", file, "--prior-included", "3", code=1).stderr


def test_evaluate_passages(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "labelled.csv", tmp_path / "out.csv"
    rows = [
        "doc_id,sentence,prev,next,section,label_gap,label_recommendation,label_other,extra",
        'a,"Little is known about shared gardens, so far.",,,Background,1,0,0,x',
        "a,The garden lies by the river.,,,Background,0,0,0,y",
        "a,Councils should pay members for their time.,,,Conclusions,0,1,0,z",
        "b,The soil was sampled in May.,,,Methods,,0,0,",
    ]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = data(run("evaluate", "passages", file, "--predictions", out, "--json"))
    assert found["sentences"] == 4
    assert found["gap"]["judged"] == 3
    assert found["gap"]["AP"] == found["recommendation"]["AP"] == 1.0
    assert "other" not in found
    told = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [row["extra"] for row in told] == ["x", "y", "z", ""]
    assert float(told[0]["score_gap"]) > 0.5 > float(told[0]["score_recommendation"])
    assert float(told[2]["score_recommendation"]) > 0.5 > float(told[1]["score_other"]) >= 0
    assert "AP 1.0" in run("evaluate", "passages", file).stdout
    file.write_text("sentence\nPeople met.\n", encoding="utf-8")
    assert "no labels" in run("evaluate", "passages", file, "--predictions", out).stderr
    assert out.read_text().splitlines()[0] == "sentence,score_gap,score_recommendation,score_other"
    file.write_text("text\nPeople met.\n", encoding="utf-8")
    assert "no column sentence" in run("evaluate", "passages", file, code=1).stderr
    file.write_text("sentence\n", encoding="utf-8")
    assert "has no rows" in run("evaluate", "passages", file, code=1).stderr


def test_read_finds_suggests_confirms_and_sets_aside(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "gardens.pdf").write_bytes(paper())
    here = ["--review", folder, "--as", "Ada"]
    run("fulltext", "attach", tmp_path / "gardens.pdf", "--report", 2, *here)
    assert "Page 1 of 3" in run("read", 2, *here).stdout
    assert "p. 2: Councils should pay" in run("read", 2, "--find", "councils", *here).stdout
    assert data(run("read", 2, "--json", *here))["pages"] == 3
    assert "Partners shared the power" in run("read", 1, *here).stdout
    assert "has no text called x.pdf" in run("read", 2, "--source", "x.pdf", *here, code=1).stderr
    assert "no page 9" in run("read", 2, "--page", 9, *here, code=1).stderr
    found = data(run("read", 2, "--suggest", "--json", *here))["suggestions"]
    gap = next(one for one in found if one["label"] == "gap")
    assert gap["why"]
    assert gap["state"] == ""
    after = data(run("read", 2, "--confirm", gap["number"], "--json", *here))["suggestions"]
    assert after[gap["number"] - 1]["state"] == "confirmed"
    assert "no suggestion 99" in run("read", 2, "--set-aside", 99, *here, code=1).stderr
    told = run("read", 2, "--plain", *here, "--suggest", stdin="x\nu\nx\nq\n").stdout
    assert told.count("saved: set aside") == 2
    states = [one["state"] for one in data(run("read", 2, "--suggest", "--json", *here))["suggestions"]]
    assert sorted(state for state in states if state) == ["confirmed", "set aside"]


def test_rank_and_stopping(run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from review_tool.services.judging import ranking

    monkeypatch.setattr(ranking, "_cache", lambda: tmp_path / "cache")
    here = ("--review", folder, "--as", "Ada")
    assert "off" in run("rank", "status", *here).stdout
    assert "rank on" in run("rank", "next", *here, code=1).stderr
    assert "no rule" in run("rank", "on", "--rule", "instinct", *here, code=1).stderr
    assert data(run("rank", "on", "--rule", "buscar", "--random", "0", "--json", *here))["on"]
    assert "No report was excluded by automation" in run("rank", "status", *here).stdout
    following = data(run("rank", "next", "--json", "-n", "3", *here))
    assert len(following) == 3
    assert {"report", "title", "random"} == set(following[0])
    assert "1. report" in run("rank", "next", *here).stdout
    number = following[0]["report"]
    assert set(data(run("rank", "why", number, "--json", *here))) == {"report", "for", "against"}
    assert "Words against:" in run("rank", "why", number, *here).stdout
    assert "not ranked" in run("rank", "why", "9999", *here, code=1).stderr
    assert set(data(run("rank", "words", "--json", *here))) == {"include_words", "exclude_words"}
    assert "Speak for a report" in run("rank", "words", *here).stdout
    now = data(run("stopping", "--json", *here))
    assert [rule["name"] for rule in now["rules"] if rule["chosen"]] == ["buscar"]
    for rule in now["rules"]:
        assert rule["reached"] == any(all(one["met"] for one in way) for way in rule["ways"])
    told = run("stopping", *here).stdout
    assert "p(recall < 95 %)" in told
    assert "by lean 1.75, stops below 0.05" in told
    assert "off" in run("rank", "off", *here).stdout
    assert "random order" in run("stopping", *here).stderr


def test_no_verb_without_a_terminal(run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "review-tool demo" in run().stdout
    monkeypatch.chdir(folder)
    assert "Databases: 4" in run("--plain").stdout
    assert HOSTILE in run().stdout
    assert "is not a review" in run("--review", tmp_path, code=1).stderr


def test_demo_refuses_a_folder_that_is_not_empty(run: Run, folder: Path) -> None:
    assert "is not empty" in run("demo", folder, "--no-open", code=1).stderr


def test_demo_stopped_leaves_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from review_tool.services import demonstrating

    def interrupted(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demonstrating, "_dedupe", interrupted)
    assert "was removed again" in run("demo", tmp_path / "demo", "--no-open", code=130).stderr
    assert not (tmp_path / "demo").exists()


def test_the_demonstration(run: Run, tmp_path: Path) -> None:
    found = data(run("demo", tmp_path / "demo", "--no-open", "--json", "--as", "Zoe"))
    assert list(found) == ["flow", "exports"]
    assert found["flow"]["database_results"] == 532
    assert found["flow"]["new_studies"] == 59
    assert all(Path(file).exists() for file in found["exports"])
    assert len(found["exports"]) > 9
    here = ["--review", tmp_path / "demo", "--as", "Zoe"]
    walk = "o R1\n1\n1\n1\n1\nq\n"
    told = run("synthesise", "--plain", *here, stdin=walk).stdout
    assert "This is the end of the chain." in told
    assert "decision.made" in told
    assert "kappa" in run("conflicts", "--plain", *here).stdout
    assert "fully appraised by Zoe" in run("appraise", "--checklist", "weight-of-evidence", "--study", 78, *here,
                                           stdin="f\n").stdout  # fmt: skip


def test_unknown_things_are_usage(run: Run) -> None:
    assert "No such command" in run("bogus", code=2).stderr
    assert "conversation" in run("screen", "--json", code=2).stderr


def test_a_fault_of_ours_is_one_honest_line(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from review_tool.services import overview

    def broken(_review: Review) -> None:
        raise RuntimeError("oh\x1b[31m")

    monkeypatch.setattr(overview, "status", broken)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    result = CliRunner().invoke(tool, ["status", "--review", str(folder)])
    assert result.exit_code == 1
    assert result.stderr.startswith("That failed by a fault of this program, not of yours: RuntimeError: oh\n")
    assert "Traceback" not in result.output
    assert any("Traceback" in log.read_text() for log in tmp_path.rglob("errors.log"))
    monkeypatch.setenv("REVIEW_TOOL_DEBUG", "1")
    assert isinstance(CliRunner().invoke(tool, ["status", "--review", str(folder)]).exception, RuntimeError)


def test_undo_tells_before_what_would_change(run: Run, folder: Path, review: Review) -> None:
    here = ["--review", folder, "--as", "Ada"]
    run("screen", "--plain", *here, stdin="e\nq\n")
    before = kinds(review)
    told = run("undo", "--preview", *here).stdout
    assert "Would take back: Ada excluded report 1" in told
    assert "1 vote reopens" in told or "screened −1" in told
    said = data(run("undo", "--dry-run", "--json", *here))
    assert said["counts"] == {"screened": -1}
    assert said["changed"] == ["Report 1 at title and abstract: excluded → to do."]
    assert kinds(review) == before
    assert "Taken back" in run("undo", *here).stdout


def test_a_colleagues_checkpoint_is_held_and_compared(run: Run, folder: Path, tmp_path: Path) -> None:
    here = ["--review", folder, "--as", "Ada"]
    file = tmp_path / "ben.checkpoint"
    run("audit", "checkpoint", "-o", file, *here)
    assert "still the one that was held" in run("audit", "hold", file, *here).stdout
    assert data(run("audit", "held", "--json", *here))[0]["problems"] == []
    text = file.read_text(encoding="utf-8")
    held = Checkpoint.from_text(text)
    other = Checkpoint(held.review, {writer: (seq, "0" * 64) for writer, (seq, _) in held.heads.items()})
    file.write_text(other.to_text(), encoding="utf-8")
    assert "the history was rewritten" in run("audit", "hold", file, *here, code=1).stdout
    assert "was rewritten" in run("audit", "verify", *here, code=1).stdout
    assert "imported" in run("audit", "log", "--record", 3, "--as-of", "2100-01-01", *here).stdout
