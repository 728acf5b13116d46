"""The pieces the screens are laid out from: lists, cards, matrices, trees, bars.

A widget shows values it is given and posts messages about what the person did with them. It knows no service, no
other screen and no review; lists take ids and a function that fetches a page of rows.
"""
