"""The networks of the small model, run by numpy: the same weights, three times as fast.

spaCy's small models look a word up in tables by its norm, prefix, suffix and shape, mix these into one vector, and
let four layers see the vectors beside it. The first part depends on the word alone: here it is computed once for each
word and kept. The layers are products of matrices, for which numpy's BLAS is faster than spaCy's (on one thread: these
matrices are too small for two). What comes out differs by rounding, some 5e-6 in vectors of length about 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import ThreadpoolController

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc
    from thinc.model import Model

    Floats = NDArray[np.float32]
    AnyModel = Model[Any, Any]

_MOST_WORDS = 40_000  # vectors kept for each network: 25 MB with their keys
_EPSILON = np.float32(1e-8)  # thinc's, in layernorm
_ALLOWED = 1e-3  # difference between numpy's result and spaCy's: rounding is a hundred times smaller
_LAYER = "residual(expand_window>>maxout>>layernorm>>dropout)"
_SAMPLE = "La ministre , Anne Morel , a dit mardi à l' AFP que « la route D7 rouvrira » .".split()


@dataclass(frozen=True)
class Layer:
    """One layer of the encoder: what a word and its two neighbours give, added to the word's own vector."""

    weights: Floats  # (3 × width, pieces × width): the columns of a piece stand together
    bias: Floats  # (pieces × width,)
    scale: Floats  # (width,)
    shift: Floats  # (width,)

    def __call__(self, vectors: Floats) -> Floats:
        """The vectors of the next layer, (words, width) from (words, width)."""
        number, width = vectors.shape
        around = np.zeros((number, 3 * width), np.float32)
        around[1:, :width] = vectors[:-1]
        around[:, width : 2 * width] = vectors
        around[:-1, 2 * width :] = vectors[1:]
        pieces = np.dot(around, self.weights)
        pieces += self.bias
        best = np.maximum(pieces[:, :width], pieces[:, width : 2 * width])
        for start in range(2 * width, pieces.shape[1], width):
            np.maximum(best, pieces[:, start : start + width], out=best)
        best -= best.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", best, best) / np.float32(width) + _EPSILON
        best *= (1 / np.sqrt(spread))[:, None]
        best *= self.scale
        best += self.shift
        best += vectors
        return best


class Encoder:
    """What a network of spaCy's called tok2vec computes, from documents to a vector for each of their words."""

    def __init__(self, network: AnyModel) -> None:
        """Take the weights of ``network``. Raises ``ValueError`` if it is not of the kind that is known here."""
        embed, encode = network.get_ref("embed"), network.get_ref("encode")
        self._layers = _layers(encode)
        self._pad: int = encode.attrs["pad"]
        if embed.layers[0].name != "extract_features":
            raise ValueError(f"{embed.layers[0].name} is no table of features")
        self._columns: list[str] = embed.layers[0].attrs["columns"]
        self._mix = embed.layers[1:]
        self._width: int = network.get_dim("nO")
        self._limit = ThreadpoolController()
        self._forget()

    def _forget(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._vectors = np.zeros((1024, self._width), np.float32)  # the first stands for the gap between documents

    def __call__(self, docs: Sequence[Doc]) -> list[Floats]:
        """For each document an array of (words, width)."""
        if len(self._numbers) > _MOST_WORDS:
            self._forget()
        with self._limit.limit(limits=1, user_api="blas"):
            rows, ends = [0] * self._pad, [0]
            for doc in docs:
                rows += self._known(doc)
                ends.append(len(rows))
                rows += [0] * self._pad
            vectors = self._vectors[rows]
            for layer in self._layers:
                vectors = layer(vectors)
        starts = (end - len(doc) for doc, end in zip(docs, ends[1:], strict=True))
        return [np.ascontiguousarray(vectors[start:end]) for start, end in zip(starts, ends[1:], strict=True)]

    def _known(self, doc: Doc) -> list[int]:
        """The row of each word's vector, which is made if the word is new."""
        features = doc.to_array(self._columns).reshape(len(doc), len(self._columns))
        keys: list[bytes] = features.view(f"V{features.itemsize * len(self._columns)}").ravel().tolist()
        numbers = self._numbers
        new = {key: at for at, key in enumerate(keys) if key not in numbers}
        if new:
            first = len(numbers) + 1
            numbers.update(zip(new, range(first, first + len(new)), strict=True))
            self._learn(features[list(new.values())], first)
        return [numbers[key] for key in keys]

    def _learn(self, features: Any, first: int) -> None:
        """Let spaCy compute the vectors of new words, and keep them from row ``first`` on."""
        mixed: Any = [np.ascontiguousarray(features)]
        for layer in self._mix:
            mixed = layer.predict(mixed)
        end = first + len(features)
        if end > len(self._vectors):
            self._vectors = np.concatenate([self._vectors, np.zeros((end, self._width), np.float32)])
        self._vectors[first:end] = mixed[0]


def _layers(encode: AnyModel) -> list[Layer]:
    """The layers of an encoder. Raises ``ValueError`` if it is made of anything else."""
    nodes = list(encode.walk())
    maxouts = [node for node in nodes if node.name == "maxout"]
    norms = [node for node in nodes if node.name == "layernorm"]
    windows = [node.attrs["window_size"] for node in nodes if node.name == "expand_window"]
    if encode.name != f"with_array({'>>'.join([_LAYER] * len(maxouts))})" or set(windows) != {1}:
        raise ValueError(f"{encode.name} is no encoder of windows of three words")
    return [_layer(maxout, norm) for maxout, norm in zip(maxouts, norms, strict=True)]


def _layer(maxout: AnyModel, norm: AnyModel) -> Layer:
    weights, bias = maxout.get_param("W"), maxout.get_param("b")
    width, pieces, wide = weights.shape
    return Layer(
        weights=np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(wide, pieces * width)),
        bias=np.ascontiguousarray(bias.T.reshape(-1)),
        scale=norm.get_param("G"),
        shift=norm.get_param("b"),
    )


def quicken(nlp: Language) -> list[str]:
    """Let numpy run the networks of a pipeline; the names of the steps whose networks it runs now.

    A network that is of another kind, or for which numpy gives another result on a sample, stays as it is.
    """
    done = []
    for name, step in nlp.pipeline:
        model: AnyModel | None = getattr(step, "model", None)
        for network in list(model.walk()) if model is not None and hasattr(model, "walk") else []:
            if not (network.has_ref("embed") and network.has_ref("encode")):
                continue
            quick = _quick(network, nlp)
            if quick is None:
                continue
            if network is model:
                step.model = quick  # type: ignore[attr-defined]
            else:
                model.replace_node(network, quick)
            done.append(name)
    return done


def _quick(network: AnyModel, nlp: Language) -> AnyModel | None:
    """The same network run by numpy, if it can be and gives the same."""
    from spacy.tokens import Doc
    from thinc.model import Model

    try:
        encoder = Encoder(network)
    except (KeyError, ValueError):
        return None
    sample = [Doc(nlp.vocab, words=_SAMPLE), Doc(nlp.vocab, words=_SAMPLE[:1])]
    for mine, its in zip(encoder(sample), network.predict(sample), strict=True):
        if mine.shape != its.shape or not np.abs(mine - its).max() < _ALLOWED:
            return None

    def forward(model: AnyModel, docs: Sequence[Doc], is_train: bool) -> tuple[list[Floats], Any]:
        return network(docs, is_train) if is_train else (encoder(docs), _no_training)

    return Model("numpy_tok2vec", forward, layers=[network], dims={"nO": network.get_dim("nO")})


def _no_training(_: Any) -> list[Any]:
    return []
