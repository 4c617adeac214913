"""The explorer: pages that show the graph in a browser, and the SPARQL endpoint beside them.

``columns`` holds what every page counts (who, about whom, when, how, of all claims); words and texts are read from the
store when a page shows them. ``pages`` makes a dict for each page, which is its JSON twin, and a template shows it;
``endpoint`` speaks the SPARQL protocol; ``app`` puts them together.
"""
