"""The networks of the small model, run by numpy: the same weights, three times as fast.

spaCy's small models look a word up in tables by its norm, prefix, suffix and shape, mix these into one vector, and
let four layers see the vectors beside it. The first part depends on the word alone: here it is computed once for each
word and kept. The layers are products of matrices, for which numpy's BLAS is faster than spaCy's (on one thread: these
matrices are too small for two). What comes out differs by rounding, some 5e-6 in vectors of length about 10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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

_MOST_WORDS = 6_000  # vectors kept for each network: 3 MB with their keys
_EPSILON = np.float32(1e-8)  # thinc's, in layernorm
_ALLOWED = 1e-3  # difference between numpy's result and spaCy's: rounding is a hundred times smaller
_LAYER = "residual(expand_window>>maxout>>layernorm>>dropout)"
_SAMPLE = ["La", "ministre", ",", "Anne", "Morel", ",", "a", "dit", "à", "l'", "AFP", ":", '"', "D7", "rouvrira", "."]


@dataclass(frozen=True)
class Maxout:
    """A layer that keeps the largest of some products for each column, and brings the result to mean 0, spread 1."""

    weights: Floats  # (columns in, pieces × columns out): the columns of a piece stand together
    bias: Floats  # (pieces × columns out,)
    scale: Floats  # (columns out,)
    shift: Floats  # (columns out,)

    @classmethod
    def of(cls, maxout: AnyModel, norm: AnyModel) -> Maxout:
        """The layer of these two nodes of a network."""
        weights, bias = _parameter(maxout, "W"), _parameter(maxout, "b")
        columns, pieces, before = weights.shape
        return cls(
            weights=np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(before, pieces * columns)),
            bias=np.ascontiguousarray(bias.T.reshape(-1)),
            scale=_parameter(norm, "G"),
            shift=_parameter(norm, "b"),
        )

    def __call__(self, vectors: Floats) -> Floats:
        """(words, columns out) from (words, columns in)."""
        width = len(self.scale)
        pieces = np.dot(vectors, self.weights)
        pieces += self.bias
        best: Floats = np.maximum(pieces[:, :width], pieces[:, width : 2 * width])
        for start in range(2 * width, pieces.shape[1], width):
            np.maximum(best, pieces[:, start : start + width], out=best)
        best -= best.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", best, best) / np.float32(width) + _EPSILON
        best *= (1 / np.sqrt(spread))[:, None]
        best *= self.scale
        best += self.shift
        return best


def _parameter(node: AnyModel, name: str) -> Floats:
    return np.asarray(node.get_param(name), np.float32)


def _around(vectors: Floats) -> Floats:
    """Each word's vector between those of its neighbours: (words, 3 × width) from (words, width)."""
    number, width = vectors.shape
    around = np.zeros((number, 3 * width), np.float32)
    around[1:, :width] = vectors[:-1]
    around[:, width : 2 * width] = vectors
    around[:-1, 2 * width :] = vectors[1:]
    return around


class Encoder:
    """What a network of spaCy's called tok2vec computes, from documents to a vector for each of their words."""

    def __init__(self, network: AnyModel) -> None:
        """Take the weights of ``network``. Raises ``ValueError`` if it is not of the kind that is known here."""
        embed, encode = network.get_ref("embed"), network.get_ref("encode")
        self._columns, self._tables, self._mix = _embedding(embed)
        self._layers = _layers(encode)
        self._pad: int = encode.attrs["pad"]
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
        gap = [0] * self._pad
        rows, ends = list(gap), []
        with self._limit.limit(limits=1, user_api="blas"):
            for numbers in self._known(docs):
                rows += numbers
                ends.append(len(rows))
                rows += gap
            vectors = self._vectors[rows]
            for layer in self._layers:
                vectors += layer(_around(vectors))
        return [vectors[end - len(doc) : end] for doc, end in zip(docs, ends, strict=True)]

    def _known(self, docs: Sequence[Doc]) -> Iterator[list[int]]:
        """For each document the rows of its words' vectors, which are made if words are new."""
        width = len(self._columns)
        features = np.concatenate([doc.to_array(self._columns).reshape(len(doc), width) for doc in docs])
        keys: list[bytes] = features.view(f"V{features.itemsize * width}").ravel().tolist()
        numbers = self._numbers
        new = {key: at for at, key in enumerate(keys) if key not in numbers}
        if new:
            first = len(numbers) + 1
            numbers.update(zip(new, range(first, first + len(new)), strict=True))
            self._learn(features[list(new.values())], first)
        end = 0
        for doc in docs:
            start, end = end, end + len(doc)
            yield [numbers[key] for key in keys[start:end]]

    def _learn(self, features: Any, first: int) -> None:
        """Keep the vectors of new words from row ``first`` on.

        spaCy computes them: its product gives a row the same bits whatever rows are beside it, numpy's does not, and
        an article's claims must not depend on the articles before it.
        """
        end = first + len(features)
        if end > len(self._vectors):
            self._vectors = np.concatenate([self._vectors, np.zeros((end, self._width), np.float32)])
        self._vectors[first:end] = self._mix.predict(self._tables.predict(features))


class Features:
    """What a word gives to the states of a transition parser, from each place that it may have in them."""

    def __init__(self, network: AnyModel) -> None:
        weights = _parameter(network, "W")
        self._shape = weights.shape[:3]  # places, columns out, pieces
        self._weights = np.ascontiguousarray(weights.reshape(-1, weights.shape[3]).T)
        self._missing = _parameter(network, "pad")[0]
        self._limit = ThreadpoolController()

    def __call__(self, vectors: Floats) -> Floats:
        """(1 + words, places, columns out, pieces) from (words, columns in); the first is that of no word."""
        found = np.empty((len(vectors) + 1, self._weights.shape[1]), np.float32)
        with self._limit.limit(limits=1, user_api="blas"):
            np.dot(vectors, self._weights, out=found[1:])
        shaped = found.reshape(-1, *self._shape)
        shaped[0] = self._missing
        return shaped


def _embedding(embed: AnyModel) -> tuple[list[int | str], AnyModel, AnyModel]:
    """What is asked of a word, the tables of vectors for it, and what mixes these into one.

    Raises ``ValueError`` if an embedding is made of anything else.
    """
    names = [layer.name for layer in embed.layers]
    mixing = "with_array(maxout>>layernorm>>dropout)"
    if len(names) != 5 or names[0] != "extract_features" or "hashembed" not in names[2] or names[3] != mixing:
        raise ValueError(f"{embed.name} is no table of features")
    columns: list[int | str] = embed.layers[0].attrs["columns"]
    return columns, embed.layers[2].layers[0], embed.layers[3].layers[0]


def _layers(encode: AnyModel) -> list[Maxout]:
    """The layers of an encoder. Raises ``ValueError`` if it is made of anything else."""
    nodes = list(encode.walk())
    maxouts = [node for node in nodes if node.name == "maxout"]
    norms = [node for node in nodes if node.name == "layernorm"]
    windows = [node.attrs["window_size"] for node in nodes if node.name == "expand_window"]
    if encode.name != f"with_array({'>>'.join([_LAYER] * len(maxouts))})" or set(windows) != {1}:
        raise ValueError(f"{encode.name} is no encoder of windows of three words")
    return [Maxout.of(maxout, norm) for maxout, norm in zip(maxouts, norms, strict=True)]


def quicken(nlp: Language) -> list[str]:
    """Let numpy run the networks of a pipeline; the names of what it runs now, as ``parser: precomputable_affine``.

    A network that is of another kind, or for which numpy gives another result on a sample, stays as it is.
    """
    done = []
    for name, step in nlp.pipeline:
        model: AnyModel | None = getattr(step, "model", None)
        for network in list(model.walk()) if model is not None else []:
            quick = _quick(network, nlp)
            if quick is None:
                continue
            if network is model:
                step.model = quick  # type: ignore[attr-defined]
            elif model is not None:
                model.replace_node(network, quick)
            done.append(f"{name}: {quick.name}")
    return done


def _quick(network: AnyModel, nlp: Language) -> AnyModel | None:
    """The same network run by numpy, if it can be and gives the same."""
    try:
        if network.has_ref("embed") and network.has_ref("encode"):
            return _checked(network, Encoder(network), "tok2vec", _documents(nlp))
        if network.name == "precomputable_affine":
            sample = np.linspace(-1, 1, 7 * network.get_dim("nI"), dtype=np.float32).reshape(7, -1)
            return _checked(network, Features(network), network.name, sample)
    except (KeyError, ValueError):
        pass
    return None


def _documents(nlp: Language) -> list[Doc]:
    from spacy.tokens import Doc

    return [Doc(nlp.vocab, words=_SAMPLE), Doc(nlp.vocab, words=_SAMPLE[:1])]


def _checked(network: AnyModel, run: Callable[[Any], Any], name: str, sample: Any) -> AnyModel | None:
    """A network that ``run`` runs, but for training; ``None`` if it gives another result on the sample."""
    from thinc.model import Model

    for mine, its in zip(run(sample), network.predict(sample), strict=True):
        if mine.shape != its.shape or not np.abs(mine - its).max() < _ALLOWED:
            return None

    def forward(_: AnyModel, data: Any, is_train: bool) -> tuple[Any, Any]:
        return network(data, is_train) if is_train else (run(data), _no_training)

    dims = {dim: network.maybe_get_dim(dim) for dim in network.dim_names}
    params: dict[str, Any] = {param: network.get_param(param) for param in network.param_names}
    return Model(name, forward, layers=[network], dims=dims, params=params)


def _no_training(_: Any) -> list[Any]:
    return []
