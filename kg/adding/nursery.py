"""What a worker needs, made once: importing this loads the French model.

The fork server of ``kg.adding.crew`` imports it before it forks a worker, so that the workers share one model, page by
page, for as long as they only read it. Elsewhere each worker loads its own by importing this.
"""

from __future__ import annotations

import gc

from kg.model import Article
from kg.pipeline import Pipeline

PIPELINE = Pipeline()
# One article, so that what is read when it is first needed (word lists, tables of forms) is there to be shared.
PIPELINE(Article("0" * 16, "a", "« Le pont rouvrira mardi », a promis la préfète, Anne Morel.", "a.txt"))
gc.collect()
gc.freeze()  # a collection writes into every object it looks at, and what is written is shared no more
