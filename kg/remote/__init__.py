"""A store on another machine: any SPARQL 1.1 endpoint, spoken to as if it were a folder.

``address`` says which addresses a server has, ``client`` asks over HTTP with patience, ``patterns`` writes the
queries, ``endpoint`` puts them together into what ``kg.store`` needs of a store (``kg.store.raw``).
"""
