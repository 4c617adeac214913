"""From files to the graph: where the text side and the store meet, by way of ``Extraction`` records.

``articles`` is the way of a run from its places to the store, ``sources`` what there is to read, ``pruning`` what
is gone; ``stopping`` takes Ctrl-C, ``outcome`` and ``telling`` say what was done.
"""
