"""The extraction room: what is asked of every included study, and in which fields the answers stand.

Here live the forms, one TOML file each in `forms/`, and the reader that refuses a faulty one. What may come in: a
form's text. What may not: values, which belong to the review and its log, or anything that writes.
"""
