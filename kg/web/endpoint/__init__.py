"""The SPARQL 1.1 Protocol and the read half of the Graph Store Protocol, over a store that is only read.

``routes`` speaks HTTP. ``pool`` keeps processes that answer one query at a time (``worker``), so that each can be
killed when its time is over and dies alone when its memory is; they speak in ``frames``. ``spool`` takes an answer as
fast as the store gives it, and gives it as fast as its reader takes it. This file imports nothing: a worker is to be
there within an eighth of a second.
"""
