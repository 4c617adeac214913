"""Outside identifiers from a service that speaks the W3C Reconciliation Service API.

``protocol`` and ``verdicts`` think and do nothing else, ``client`` asks over HTTP, ``asking`` goes
through the entities of a store, ``review`` shows what came of it and takes the user's decisions.
"""
