"""Readers of full texts: PDF, HTML and plain text become pages of paragraphs.

What may come in: the bytes of a file as it was attached. What goes out: pages made one by one as they are asked for,
with words joined across line ends, running heads dropped and headings known; and which report a file may be of. What
may not: a file that locks up or breaks the program; a scan says that it holds no text, and a broken or locked file what
is wrong with it.
"""

from review_tool.formats.fulltext.document import Fulltext, open_fulltext

__all__ = ["Fulltext", "open_fulltext"]
