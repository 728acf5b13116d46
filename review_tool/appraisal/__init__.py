"""The appraisal room: how far a study can be trusted, asked question by question.

Here live the checklists, one TOML file each in `checklists/`, the reader that refuses a faulty one, and the rules
that turn answers into a proposed judgement in words. A new checklist is one new file, with its licence and source.
What may come in: a checklist's text and a study's answers. What may not: the official wording of a tool whose
licence does not allow it, a sum of scores where the checklist forbids one, or anything that writes.
"""
