"""What the parts of the extractor cost. ``python -m tests.bench rules [FOLDER]``."""
