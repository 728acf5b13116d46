"""Roof two: the review in the terminal. Only here is Textual known.

Here live the app, its ten stage screens, their widgets and dialogs. They call `services` and speak in `domain`
words; they decide nothing and write nothing themselves. Text from outside enters a widget only through `text.py`,
slow work only through `jobs.py`, and every key is declared in `keys.py`. Nothing that the first paint needs
imports a service: the store is opened afterwards, in a thread.
"""
