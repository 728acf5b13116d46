"""What a person does, one function a deed, one room a stage.

The only writers: each deed opens one unit of the store, writes its events, and returns a small result. Services know
the store and the rooms; the roofs (command line, TUI) know only services and the domain, so that every deed is the
same by key, by mouse, line by line and by script.
"""
