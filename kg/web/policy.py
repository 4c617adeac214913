"""What every answer forbids a browser to do with it."""

from __future__ import annotations

# Nothing from elsewhere, no script and no style inside a page: hostile text in an article stays text.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}

# YASGUI draws its buttons with this one style inside an element; no other is let in, and on its own page only.
_BUTTON = "'unsafe-hashes' 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
EDITOR = POLICY.replace("style-src 'self'", f"style-src 'self' {_BUTTON}")
