"""Roof three: the screens in a browser, for teammates without a terminal.

`serving` opens the door, `server` answers requests, `guard` says who may pass, `session` keeps one person's screens,
a process of its own that `nursery` forks and `process` speaks with, `limits` says how much one may ask, and
`refusals` counts who was turned away. Underneath is textual-serve: its way of talking with the process and its page's
scripts. What comes from a browser is believed in nothing: who somebody is was settled on this side, by the link they
were sent. Only here are aiohttp and textual_serve known; of the review this roof knows the services, as the others
do, and it never draws: what is shown is the terminal's, of a process that `tui/served.py` confines.
"""
