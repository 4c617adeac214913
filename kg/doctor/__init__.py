"""Is a store sound, and what of it can be rebuilt from its articles.

``kg check`` holds the graph to its shapes; ``findings`` looks at what only a store has: what is derived from the
articles (``DERIVED``) is made again and compared, and so are the store's own notes. Each difference is a finding
with the change that mends it, if there is one.
"""

from kg.doctor.findings import DERIVED, Finding, findings, repair

__all__ = ["DERIVED", "Finding", "findings", "repair"]
