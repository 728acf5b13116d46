"""Questions put to the person: typed modal screens, each answered wholly by keyboard or wholly by mouse.

A dialog returns a plain value, or None where the person left it with Esc. It knows no service.
"""
