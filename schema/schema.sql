-- Made from the migrations by tests/store/test_schema.py; see README.md. Not to be edited.

CREATE TABLE agreement (
	n INTEGER NOT NULL, 
	claim TEXT NOT NULL, 
	people TEXT DEFAULT '' NOT NULL, 
	agree INTEGER NOT NULL, 
	against INTEGER NOT NULL, 
	unsure INTEGER NOT NULL, 
	CONSTRAINT pk_agreement PRIMARY KEY (n), 
	CONSTRAINT fk_agreement_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_agreement_claim FOREIGN KEY(claim) REFERENCES claim (id)
);

CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE answer (
	n INTEGER NOT NULL, 
	study INTEGER NOT NULL, 
	checklist TEXT DEFAULT '' NOT NULL, 
	item TEXT DEFAULT '' NOT NULL, 
	reviewer TEXT DEFAULT '' NOT NULL, 
	answer TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_answer PRIMARY KEY (n), 
	CONSTRAINT fk_answer_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_answer_study FOREIGN KEY(study) REFERENCES report (id)
);

CREATE TABLE answer_basis (
	n INTEGER NOT NULL, 
	excerpt TEXT, 
	version TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_answer_basis PRIMARY KEY (n), 
	CONSTRAINT fk_answer_basis_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_answer_basis_excerpt FOREIGN KEY(excerpt) REFERENCES excerpt (id)
);

CREATE TABLE answer_check (
	n INTEGER NOT NULL, 
	study INTEGER NOT NULL, 
	checklist TEXT DEFAULT '' NOT NULL, 
	item TEXT DEFAULT '' NOT NULL, 
	answered TEXT DEFAULT '' NOT NULL, 
	answer TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_answer_check PRIMARY KEY (n), 
	CONSTRAINT fk_answer_check_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_answer_check_study FOREIGN KEY(study) REFERENCES report (id)
);

CREATE TABLE appraisal_plan (
	n INTEGER NOT NULL, 
	reviewers INTEGER NOT NULL, 
	CONSTRAINT pk_appraisal_plan PRIMARY KEY (n), 
	CONSTRAINT fk_appraisal_plan_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE assignment (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	stage TEXT DEFAULT '' NOT NULL, 
	reviewer TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT fk_assignment_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_assignment_report FOREIGN KEY(report) REFERENCES report (id)
);

CREATE TABLE calibration (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	stage TEXT DEFAULT '' NOT NULL, 
	round INTEGER NOT NULL, 
	drawn TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT fk_calibration_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_calibration_report FOREIGN KEY(report) REFERENCES report (id)
);

CREATE TABLE checklist_choice (
	n INTEGER NOT NULL, 
	design TEXT DEFAULT '' NOT NULL, 
	checklists TEXT DEFAULT '[]' NOT NULL, 
	CONSTRAINT pk_checklist_choice PRIMARY KEY (n), 
	CONSTRAINT fk_checklist_choice_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE choice (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	field TEXT DEFAULT '' NOT NULL, 
	record INTEGER NOT NULL, 
	CONSTRAINT fk_choice_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_choice_report FOREIGN KEY(report) REFERENCES report (id), 
	CONSTRAINT fk_choice_record FOREIGN KEY(record) REFERENCES report (id)
);

CREATE TABLE claim (
	id TEXT NOT NULL, 
	n INTEGER NOT NULL, 
	kind TEXT DEFAULT '' NOT NULL, 
	number INTEGER NOT NULL, 
	CONSTRAINT pk_claim PRIMARY KEY (id), 
	CONSTRAINT fk_claim_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE coding (
	n INTEGER NOT NULL, 
	excerpt TEXT NOT NULL, 
	code TEXT DEFAULT '' NOT NULL, 
	present BOOLEAN NOT NULL, 
	CONSTRAINT fk_coding_excerpt FOREIGN KEY(excerpt) REFERENCES excerpt (id), 
	CONSTRAINT fk_coding_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE consensus (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	stage TEXT DEFAULT '' NOT NULL, 
	verdict TEXT DEFAULT '' NOT NULL, 
	reason TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_consensus PRIMARY KEY (n), 
	CONSTRAINT fk_consensus_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_consensus_report FOREIGN KEY(report) REFERENCES report (id)
);

CREATE TABLE dissent (
	n INTEGER NOT NULL, 
	claim TEXT NOT NULL, 
	who TEXT DEFAULT '' NOT NULL, 
	text TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_dissent PRIMARY KEY (n), 
	CONSTRAINT fk_dissent_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_dissent_claim FOREIGN KEY(claim) REFERENCES claim (id)
);

CREATE TABLE document (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	sha TEXT NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_document PRIMARY KEY (n), 
	CONSTRAINT fk_document_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_document_report FOREIGN KEY(report) REFERENCES report (id), 
	CONSTRAINT fk_document_sha FOREIGN KEY(sha) REFERENCES file (sha)
);

CREATE TABLE duty (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	stage TEXT DEFAULT '' NOT NULL, 
	reviewer TEXT DEFAULT '' NOT NULL, 
	task TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT fk_duty_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_duty_report FOREIGN KEY(report) REFERENCES report (id)
);

CREATE TABLE event (
	n INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id TEXT NOT NULL, 
	review TEXT NOT NULL, 
	writer TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	app_version TEXT NOT NULL, 
	prev TEXT NOT NULL, 
	hash TEXT NOT NULL, tick INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT fk_event_review FOREIGN KEY(review) REFERENCES review (id), 
	CONSTRAINT uq_event_hash UNIQUE (hash), 
	CONSTRAINT uq_event_id UNIQUE (id), 
	CONSTRAINT uq_event_writer_prev UNIQUE (writer, prev), 
	CONSTRAINT uq_event_writer_seq UNIQUE (writer, seq)
);

CREATE TABLE excerpt (
	id TEXT NOT NULL, 
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	kind TEXT DEFAULT '' NOT NULL, 
	text TEXT DEFAULT '' NOT NULL, 
	locator TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_excerpt PRIMARY KEY (id), 
	CONSTRAINT fk_excerpt_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_excerpt_report FOREIGN KEY(report) REFERENCES report (id)
);

CREATE TABLE excerpt_span (
	n INTEGER NOT NULL, 
	excerpt TEXT NOT NULL, 
	sha TEXT DEFAULT '' NOT NULL, 
	page INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	CONSTRAINT pk_excerpt_span PRIMARY KEY (n), 
	CONSTRAINT fk_excerpt_span_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_excerpt_span_excerpt FOREIGN KEY(excerpt) REFERENCES excerpt (id)
);

CREATE TABLE extraction_way (
	n INTEGER NOT NULL, 
	way TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_extraction_way PRIMARY KEY (n), 
	CONSTRAINT fk_extraction_way_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE file (
	sha TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	data BLOB NOT NULL, 
	CONSTRAINT pk_file PRIMARY KEY (sha)
);

CREATE TABLE gate (
	n INTEGER NOT NULL, 
	stage TEXT DEFAULT '' NOT NULL, 
	is_open BOOLEAN NOT NULL, 
	CONSTRAINT pk_gate PRIMARY KEY (n), 
	CONSTRAINT fk_gate_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE instrument (
	n INTEGER NOT NULL, 
	kind TEXT DEFAULT '' NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	body TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_instrument PRIMARY KEY (n), 
	CONSTRAINT fk_instrument_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE item (
	id TEXT NOT NULL, 
	n INTEGER NOT NULL, 
	strand TEXT DEFAULT '' NOT NULL, 
	label TEXT DEFAULT '' NOT NULL, 
	text TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_item PRIMARY KEY (id), 
	CONSTRAINT fk_item_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE item_coding (
	n INTEGER NOT NULL, 
	item TEXT NOT NULL, 
	code TEXT DEFAULT '' NOT NULL, 
	present BOOLEAN NOT NULL, 
	CONSTRAINT fk_item_coding_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_item_coding_item FOREIGN KEY(item) REFERENCES item (id)
);

CREATE TABLE judgement (
	n INTEGER NOT NULL, 
	study INTEGER NOT NULL, 
	checklist TEXT DEFAULT '' NOT NULL, 
	target TEXT DEFAULT '' NOT NULL, 
	reviewer TEXT DEFAULT '' NOT NULL, 
	level TEXT DEFAULT '' NOT NULL, 
	proposed TEXT DEFAULT '' NOT NULL, 
	reason TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_judgement PRIMARY KEY (n), 
	CONSTRAINT fk_judgement_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_judgement_study FOREIGN KEY(study) REFERENCES report (id)
);

CREATE TABLE link (
	n INTEGER NOT NULL, 
	claim TEXT NOT NULL, 
	kind TEXT DEFAULT '' NOT NULL, 
	target TEXT DEFAULT '' NOT NULL, 
	stance TEXT DEFAULT '' NOT NULL, 
	present BOOLEAN NOT NULL, 
	CONSTRAINT fk_link_claim FOREIGN KEY(claim) REFERENCES claim (id), 
	CONSTRAINT fk_link_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE mark (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	mark TEXT DEFAULT '' NOT NULL, 
	present BOOLEAN NOT NULL, 
	why TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_mark PRIMARY KEY (n), 
	CONSTRAINT fk_mark_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_mark_report FOREIGN KEY(report) REFERENCES report (id)
);

CREATE TABLE membership (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	study INTEGER NOT NULL, 
	CONSTRAINT fk_membership_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_membership_report FOREIGN KEY(report) REFERENCES report (id)
);

CREATE TABLE memo (
	n INTEGER NOT NULL, 
	kind TEXT DEFAULT '' NOT NULL, 
	target TEXT DEFAULT '' NOT NULL, 
	text TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_memo PRIMARY KEY (n), 
	CONSTRAINT fk_memo_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE move (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	root INTEGER NOT NULL, 
	CONSTRAINT fk_move_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_move_report FOREIGN KEY(report) REFERENCES report (id), 
	CONSTRAINT fk_move_root FOREIGN KEY(root) REFERENCES report (id)
);

CREATE TABLE pair (
	n INTEGER NOT NULL, 
	a INTEGER NOT NULL, 
	b INTEGER NOT NULL, 
	score FLOAT NOT NULL, 
	why TEXT DEFAULT '[]' NOT NULL, 
	related BOOLEAN NOT NULL, 
	CONSTRAINT fk_pair_a FOREIGN KEY(a) REFERENCES report (id), 
	CONSTRAINT fk_pair_b FOREIGN KEY(b) REFERENCES report (id), 
	CONSTRAINT fk_pair_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE pair_verdict (
	n INTEGER NOT NULL, 
	a INTEGER NOT NULL, 
	b INTEGER NOT NULL, 
	verdict TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT fk_pair_verdict_a FOREIGN KEY(a) REFERENCES report (id), 
	CONSTRAINT fk_pair_verdict_b FOREIGN KEY(b) REFERENCES report (id), 
	CONSTRAINT fk_pair_verdict_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE pilot (
	n INTEGER NOT NULL, 
	study INTEGER NOT NULL, 
	present BOOLEAN NOT NULL, 
	CONSTRAINT pk_pilot PRIMARY KEY (n), 
	CONSTRAINT fk_pilot_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_pilot_study FOREIGN KEY(study) REFERENCES report (id)
);

CREATE TABLE postponement (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	stage TEXT DEFAULT '' NOT NULL, 
	reviewer TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_postponement PRIMARY KEY (n), 
	CONSTRAINT fk_postponement_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_postponement_report FOREIGN KEY(report) REFERENCES report (id)
);

CREATE TABLE prioritisation (
	n INTEGER NOT NULL, 
	is_on BOOLEAN NOT NULL, 
	random INTEGER NOT NULL, 
	rule TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_prioritisation PRIMARY KEY (n), 
	CONSTRAINT fk_prioritisation_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE protocol (
	n INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	body TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_protocol PRIMARY KEY (n), 
	CONSTRAINT fk_protocol_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE ranking (
	n INTEGER NOT NULL, 
	claim TEXT NOT NULL, 
	people TEXT DEFAULT '' NOT NULL, 
	place INTEGER NOT NULL, 
	CONSTRAINT pk_ranking PRIMARY KEY (n), 
	CONSTRAINT fk_ranking_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_ranking_claim FOREIGN KEY(claim) REFERENCES claim (id)
);

CREATE TABLE recode (
	n INTEGER NOT NULL, 
	code TEXT DEFAULT '' NOT NULL, 
	becomes TEXT DEFAULT '' NOT NULL, 
	split BOOLEAN NOT NULL, 
	CONSTRAINT fk_recode_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE record (
	id INTEGER NOT NULL, 
	imported TEXT NOT NULL, 
	file TEXT NOT NULL, 
	file_name TEXT DEFAULT '' NOT NULL, 
	source TEXT DEFAULT '' NOT NULL, 
	position INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	raw BLOB NOT NULL, 
	raw_key TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	title TEXT DEFAULT '' NOT NULL, 
	authors TEXT DEFAULT '[]' NOT NULL, 
	year INTEGER, 
	journal TEXT DEFAULT '' NOT NULL, 
	volume TEXT DEFAULT '' NOT NULL, 
	issue TEXT DEFAULT '' NOT NULL, 
	pages TEXT DEFAULT '' NOT NULL, 
	doi TEXT DEFAULT '' NOT NULL, 
	pmid TEXT DEFAULT '' NOT NULL, 
	abstract TEXT DEFAULT '' NOT NULL, 
	keywords TEXT DEFAULT '[]' NOT NULL, 
	url TEXT DEFAULT '' NOT NULL, 
	type TEXT DEFAULT '' NOT NULL, 
	language TEXT DEFAULT '' NOT NULL, 
	source_id TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_record PRIMARY KEY (id), 
	CONSTRAINT fk_record_file FOREIGN KEY(file) REFERENCES file (sha)
);

CREATE VIRTUAL TABLE record_search USING fts5(title, abstract, authors, journal, keywords, content='record', content_rowid='id', tokenize='unicode61 remove_diacritics 2');

CREATE TABLE remark (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	reviewer TEXT DEFAULT '' NOT NULL, 
	text TEXT DEFAULT '' NOT NULL, stage TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_remark PRIMARY KEY (n), 
	CONSTRAINT fk_remark_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_remark_report FOREIGN KEY(report) REFERENCES report (id)
);

CREATE TABLE replica (
	name TEXT NOT NULL, 
	CONSTRAINT pk_replica PRIMARY KEY (name)
);

CREATE TABLE report (
	id INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	root INTEGER NOT NULL, 
	study INTEGER NOT NULL, 
	searched BOOLEAN NOT NULL, 
	title_abstract TEXT DEFAULT 'to do' NOT NULL, 
	full_text TEXT DEFAULT 'to do' NOT NULL, 
	reason TEXT DEFAULT '' NOT NULL, 
	retrieval TEXT DEFAULT 'sought' NOT NULL, 
	CONSTRAINT pk_report PRIMARY KEY (id), 
	CONSTRAINT fk_report_id FOREIGN KEY(id) REFERENCES record (id), 
	CONSTRAINT fk_report_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE retrieval (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	state TEXT DEFAULT '' NOT NULL, 
	attempt TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_retrieval PRIMARY KEY (n), 
	CONSTRAINT fk_retrieval_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_retrieval_report FOREIGN KEY(report) REFERENCES report (id)
);

CREATE TABLE review (
	id TEXT NOT NULL, 
	created TEXT NOT NULL, 
	CONSTRAINT pk_review PRIMARY KEY (id)
);

CREATE TABLE reviewer (
	n INTEGER NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	role TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_reviewer PRIMARY KEY (n), 
	CONSTRAINT fk_reviewer_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE seal (
	n INTEGER NOT NULL, 
	writer TEXT DEFAULT '' NOT NULL, 
	seq INTEGER NOT NULL, 
	hash TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_seal PRIMARY KEY (n), 
	CONSTRAINT fk_seal_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE set_aside (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	stage TEXT DEFAULT '' NOT NULL, 
	cast_in TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT fk_set_aside_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_set_aside_report FOREIGN KEY(report) REFERENCES report (id)
);

CREATE TABLE settlement (
	n INTEGER NOT NULL, 
	study INTEGER NOT NULL, 
	checklist TEXT DEFAULT '' NOT NULL, 
	item TEXT DEFAULT '' NOT NULL, 
	answer TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_settlement PRIMARY KEY (n), 
	CONSTRAINT fk_settlement_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_settlement_study FOREIGN KEY(study) REFERENCES report (id)
);

CREATE TABLE source (
	n INTEGER NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	kind TEXT DEFAULT '' NOT NULL, 
	platform TEXT DEFAULT '' NOT NULL, 
	searched TEXT DEFAULT '' NOT NULL, 
	"query" TEXT DEFAULT '' NOT NULL, 
	hits INTEGER, 
	CONSTRAINT pk_source PRIMARY KEY (n), 
	CONSTRAINT fk_source_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE strand (
	n INTEGER NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	kind TEXT DEFAULT '' NOT NULL, 
	size INTEGER NOT NULL, 
	description TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_strand PRIMARY KEY (n), 
	CONSTRAINT fk_strand_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE study_design (
	n INTEGER NOT NULL, 
	study INTEGER NOT NULL, 
	design TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_study_design PRIMARY KEY (n), 
	CONSTRAINT fk_study_design_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_study_design_study FOREIGN KEY(study) REFERENCES report (id)
);

CREATE TABLE suggestion (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	label TEXT DEFAULT '' NOT NULL, 
	confirmed BOOLEAN NOT NULL, 
	text TEXT DEFAULT '' NOT NULL, 
	heading TEXT DEFAULT '' NOT NULL, 
	sha TEXT DEFAULT '' NOT NULL, 
	page INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	CONSTRAINT pk_suggestion PRIMARY KEY (n), 
	CONSTRAINT fk_suggestion_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_suggestion_report FOREIGN KEY(report) REFERENCES report (id)
);

CREATE TABLE tag (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	reviewer TEXT DEFAULT '' NOT NULL, 
	tag TEXT DEFAULT '' NOT NULL, 
	present BOOLEAN NOT NULL, stage TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_tag PRIMARY KEY (n), 
	CONSTRAINT fk_tag_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_tag_report FOREIGN KEY(report) REFERENCES report (id)
);

CREATE TABLE theme (
	n INTEGER NOT NULL, 
	place INTEGER DEFAULT '0' NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	description TEXT DEFAULT '' NOT NULL, 
	codes TEXT DEFAULT '[]' NOT NULL, 
	level TEXT DEFAULT 'descriptive' NOT NULL, 
	above TEXT DEFAULT '' NOT NULL, 
	frame BOOLEAN DEFAULT '0' NOT NULL, 
	disconfirming TEXT DEFAULT '' NOT NULL, 
	final BOOLEAN DEFAULT '0' NOT NULL, 
	becomes TEXT DEFAULT '' NOT NULL, 
	gone BOOLEAN DEFAULT '0' NOT NULL, 
	CONSTRAINT fk_theme_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE undone (
	n INTEGER NOT NULL, 
	target INTEGER, 
	CONSTRAINT pk_undone PRIMARY KEY (n), 
	CONSTRAINT fk_undone_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_undone_target FOREIGN KEY(target) REFERENCES event (n)
);

CREATE TABLE value (
	n INTEGER NOT NULL, 
	study INTEGER NOT NULL, 
	field TEXT DEFAULT '' NOT NULL, 
	value TEXT DEFAULT '' NOT NULL, 
	not_reported BOOLEAN NOT NULL, 
	excerpt TEXT, 
	CONSTRAINT pk_value PRIMARY KEY (n), 
	CONSTRAINT fk_value_excerpt FOREIGN KEY(excerpt) REFERENCES excerpt (id), 
	CONSTRAINT fk_value_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_value_study FOREIGN KEY(study) REFERENCES report (id)
);

CREATE TABLE value_check (
	n INTEGER NOT NULL, 
	study INTEGER NOT NULL, 
	field TEXT DEFAULT '' NOT NULL, 
	"of" TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	form TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_value_check PRIMARY KEY (n), 
	CONSTRAINT fk_value_check_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_value_check_study FOREIGN KEY(study) REFERENCES report (id)
);

CREATE TABLE value_origin (
	n INTEGER NOT NULL, 
	deed TEXT DEFAULT '' NOT NULL, 
	corrects TEXT DEFAULT '' NOT NULL, 
	why TEXT DEFAULT '' NOT NULL, 
	form TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_value_origin PRIMARY KEY (n), 
	CONSTRAINT fk_value_origin_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE vote (
	n INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	stage TEXT DEFAULT '' NOT NULL, 
	reviewer TEXT DEFAULT '' NOT NULL, 
	verdict TEXT DEFAULT '' NOT NULL, 
	reason TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, learn BOOLEAN DEFAULT '1' NOT NULL, task TEXT DEFAULT '' NOT NULL, needs INTEGER DEFAULT '0' NOT NULL, verify BOOLEAN DEFAULT '0' NOT NULL, version INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_vote PRIMARY KEY (n), 
	CONSTRAINT fk_vote_n FOREIGN KEY(n) REFERENCES event (n), 
	CONSTRAINT fk_vote_report FOREIGN KEY(report) REFERENCES report (id)
);

CREATE TABLE wording (
	n INTEGER NOT NULL, 
	claim TEXT NOT NULL, 
	body TEXT DEFAULT '' NOT NULL, 
	judgement BOOLEAN NOT NULL, 
	withdrawn BOOLEAN NOT NULL, 
	CONSTRAINT pk_wording PRIMARY KEY (n), 
	CONSTRAINT fk_wording_claim FOREIGN KEY(claim) REFERENCES claim (id), 
	CONSTRAINT fk_wording_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE TABLE wording_pin (
	n INTEGER NOT NULL, 
	checklist TEXT DEFAULT '' NOT NULL, 
	version TEXT DEFAULT '' NOT NULL, 
	sha TEXT DEFAULT '' NOT NULL, 
	file TEXT DEFAULT '' NOT NULL, 
	licence TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_wording_pin PRIMARY KEY (n), 
	CONSTRAINT fk_wording_pin_n FOREIGN KEY(n) REFERENCES event (n)
);

CREATE INDEX ix_agreement_claim ON agreement (claim);

CREATE INDEX ix_answer_basis_excerpt ON answer_basis (excerpt);

CREATE INDEX ix_answer_check_study ON answer_check (study);

CREATE INDEX ix_answer_study ON answer (study);

CREATE INDEX ix_assignment_n ON assignment (n);

CREATE INDEX ix_assignment_report ON assignment (report);

CREATE INDEX ix_calibration_n ON calibration (n);

CREATE INDEX ix_calibration_report ON calibration (report);

CREATE INDEX ix_choice_n ON choice (n);

CREATE INDEX ix_choice_record ON choice (record);

CREATE INDEX ix_choice_report ON choice (report);

CREATE INDEX ix_claim_n ON claim (n);

CREATE INDEX ix_coding_excerpt ON coding (excerpt);

CREATE INDEX ix_coding_n ON coding (n);

CREATE INDEX ix_consensus_report ON consensus (report);

CREATE INDEX ix_dissent_claim ON dissent (claim);

CREATE INDEX ix_document_report ON document (report);

CREATE INDEX ix_duty_n ON duty (n);

CREATE INDEX ix_duty_report ON duty (report);

CREATE INDEX ix_duty_stage_reviewer_task_report ON duty (stage, reviewer, task, report);

CREATE INDEX ix_event_kind ON event (kind);

CREATE INDEX ix_event_subject ON event (subject);

CREATE INDEX ix_excerpt_n ON excerpt (n);

CREATE INDEX ix_excerpt_report ON excerpt (report);

CREATE INDEX ix_excerpt_span_excerpt ON excerpt_span (excerpt);

CREATE INDEX ix_item_coding_item ON item_coding (item);

CREATE INDEX ix_item_coding_n ON item_coding (n);

CREATE INDEX ix_item_n ON item (n);

CREATE INDEX ix_judgement_study ON judgement (study);

CREATE INDEX ix_link_claim ON link (claim);

CREATE INDEX ix_link_n ON link (n);

CREATE INDEX ix_link_target ON link (target);

CREATE INDEX ix_mark_report ON mark (report);

CREATE INDEX ix_membership_n ON membership (n);

CREATE INDEX ix_membership_report ON membership (report);

CREATE INDEX ix_move_n ON move (n);

CREATE INDEX ix_move_report ON move (report);

CREATE INDEX ix_move_root ON move (root);

CREATE INDEX ix_pair_a ON pair (a);

CREATE INDEX ix_pair_b ON pair (b);

CREATE INDEX ix_pair_n ON pair (n);

CREATE INDEX ix_pair_verdict_a ON pair_verdict (a);

CREATE INDEX ix_pair_verdict_b ON pair_verdict (b);

CREATE INDEX ix_pair_verdict_n ON pair_verdict (n);

CREATE INDEX ix_pilot_study ON pilot (study);

CREATE INDEX ix_postponement_report ON postponement (report);

CREATE INDEX ix_ranking_claim ON ranking (claim);

CREATE INDEX ix_recode_n ON recode (n);

CREATE INDEX ix_record_imported ON record (imported);

CREATE INDEX ix_remark_report ON remark (report);

CREATE INDEX ix_report_n ON report (n);

CREATE INDEX ix_report_root ON report (root);

CREATE INDEX ix_report_study ON report (study);

CREATE INDEX ix_report_title_abstract_full_text ON report (title_abstract, full_text);

CREATE INDEX ix_retrieval_report ON retrieval (report);

CREATE INDEX ix_set_aside_n ON set_aside (n);

CREATE INDEX ix_set_aside_report ON set_aside (report);

CREATE INDEX ix_settlement_study ON settlement (study);

CREATE INDEX ix_study_design_study ON study_design (study);

CREATE INDEX ix_suggestion_report ON suggestion (report);

CREATE INDEX ix_tag_report ON tag (report);

CREATE INDEX ix_theme_n ON theme (n);

CREATE INDEX ix_undone_target ON undone (target);

CREATE INDEX ix_value_check_study ON value_check (study);

CREATE INDEX ix_value_excerpt ON value (excerpt);

CREATE INDEX ix_value_study ON value (study);

CREATE INDEX ix_vote_report ON vote (report);

CREATE INDEX ix_vote_stage_reviewer ON vote (stage, reviewer);

CREATE INDEX ix_wording_claim ON wording (claim);

CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;

CREATE TRIGGER event_no_replace BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;

CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;

CREATE TRIGGER file_no_delete BEFORE DELETE ON file BEGIN SELECT RAISE(ABORT, 'file is append-only'); END;

CREATE TRIGGER file_no_replace BEFORE INSERT ON file WHEN EXISTS (SELECT 1 FROM file WHERE sha = NEW.sha) BEGIN SELECT RAISE(ABORT, 'file is append-only'); END;

CREATE TRIGGER file_no_update BEFORE UPDATE ON file BEGIN SELECT RAISE(ABORT, 'file is append-only'); END;

CREATE TRIGGER record_no_delete BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'record is append-only'); END;

CREATE TRIGGER record_no_replace BEFORE INSERT ON record WHEN EXISTS (SELECT 1 FROM record WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'record is append-only'); END;

CREATE TRIGGER record_no_update BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'record is append-only'); END;

CREATE TRIGGER record_searchable AFTER INSERT ON record BEGIN INSERT INTO record_search(rowid, title, abstract, authors, journal, keywords) VALUES (NEW.id, NEW.title, NEW.abstract, NEW.authors, NEW.journal, NEW.keywords); END;

CREATE TRIGGER review_no_delete BEFORE DELETE ON review BEGIN SELECT RAISE(ABORT, 'review is append-only'); END;

CREATE TRIGGER review_no_replace BEFORE INSERT ON review WHEN EXISTS (SELECT 1 FROM review WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'review is append-only'); END;

CREATE TRIGGER review_no_update BEFORE UPDATE ON review BEGIN SELECT RAISE(ABORT, 'review is append-only'); END;
