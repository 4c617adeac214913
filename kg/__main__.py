"""The program: ``kg`` and ``python -m kg``, from its arguments to its exit status.

A ``KgError`` is one line and status 1, a wrong call status 2; any other exception is a bug and keeps its traceback.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn, cast

import typer

from kg.cli import app, say
from kg.errors import DAMAGED, KgError, Stopped, UsageError

# click's ClickException, wherever this Typer has click from.
_WrongUsage = cast(type[Exception], typer.BadParameter.__mro__[2])


def main() -> NoReturn:
    """Run ``kg`` and exit with its status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # bytes that are no text come in as arguments and must go out
            stream.reconfigure(errors="backslashreplace")
    try:
        status = app(prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
        if status == 130:  # Typer has caught the interruption
            raise KeyboardInterrupt
    except BrokenPipeError:
        # The reader has what it wanted (kg ask … | head -1).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 141
    except Stopped as error:
        say(f"kg: {error}")
        status = 128 + error.signal
    except KgError as error:
        say(f"kg: {error}")
        status = 2 if isinstance(error, UsageError) else 1
    except RuntimeError as error:
        if not str(error).startswith("Corruption: "):  # what Oxigraph says of a damaged store when it gets there
            raise
        say(f"kg: the store is damaged ({str(error).removeprefix('Corruption: ')[:120]}); {DAMAGED}")
        status = 1
    except (KeyboardInterrupt, typer.Abort):
        say("kg: stopped; what was finished is kept")
        status = 130
    except _WrongUsage as error:
        say(_usage(error))
        status = 2
    sys.exit(status if isinstance(status, int) else 0)


def _usage(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "kg"
    message = getattr(error, "format_message", lambda: str(error))()
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(message)
    return f"kg: {message[:1].lower()}{message[1:].rstrip('.')}; see: {path} --help"


if __name__ == "__main__":
    main()
