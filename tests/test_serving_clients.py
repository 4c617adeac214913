"""Clients that people have, at a server that runs: rdflib's SPARQLStore, SPARQLWrapper, Comunica."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import ENDLESS, Served, serving
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointInternalError, QueryBadFormed

LABEL = 'SELECT ?e { ?e rdfs:label "Sergueï Lavrov" }'
LAVROV = "https://claims.example/entity/sergueï-lavrov"


@pytest.fixture(scope="module")
def served(gold_folder: Path) -> Iterator[Served]:
    with serving(gold_folder, "--timeout", "3") as found:
        yield found


def test_rdflib_reads_the_graph_by_its_sparql_store(served: Served) -> None:
    graph = rdflib.Graph(SPARQLStore(served.sparql))
    assert [str(row[0]) for row in graph.query(LABEL)] == [LAVROV]  # type: ignore[index]
    assert str(graph.value(rdflib.URIRef(LAVROV), rdflib.RDFS.label)) == "Sergueï Lavrov"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_reads_every_format(served: Served, method: str) -> None:
    wrapper = SPARQLWrapper(served.sparql)
    wrapper.setMethod(method)
    wrapper.setQuery(LABEL)
    wrapper.setReturnFormat(JSON)
    assert wrapper.queryAndConvert()["results"]["bindings"][0]["e"]["value"] == LAVROV  # type: ignore[index,call-overload]
    wrapper.setReturnFormat(XML)
    assert LAVROV in wrapper.queryAndConvert().toxml()  # type: ignore[union-attr]
    wrapper.setReturnFormat(CSV)
    assert LAVROV in wrapper.queryAndConvert().decode()  # type: ignore[union-attr]
    wrapper.setQuery(f"CONSTRUCT WHERE {{ <{LAVROV}> rdfs:label ?l }}")
    wrapper.setReturnFormat(TURTLE)
    assert "Sergueï Lavrov" in wrapper.queryAndConvert().decode()  # type: ignore[union-attr]


def test_sparqlwrapper_shows_why_a_query_fails(served: Served) -> None:
    wrapper = SPARQLWrapper(served.sparql)
    wrapper.setQuery(ENDLESS)
    with pytest.raises(EndPointInternalError, match="the query was stopped after 3 seconds"):
        wrapper.query()
    wrapper.setQuery("SELECT * { ?s }")
    with pytest.raises(QueryBadFormed, match="the query, line 1: expected"):
        wrapper.query()


def test_comunica_reads_the_endpoint(served: Served, tmp_path: Path) -> None:
    npm, npx = shutil.which("npm"), shutil.which("npx")
    if not (npm and npx):
        pytest.skip("Comunica needs npm: apt-get install npm")
    # 5 needs Node 22, and Debian 12 and 13 have 18 and 20.
    install = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "@comunica/query-sparql@4"]
    subprocess.run(install, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    program = tmp_path / "node_modules/.bin/comunica-sparql"
    query = f"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {LABEL}"
    command = [str(program), f"sparql@{served.sparql}", query, "-t", "application/sparql-results+json"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert [row["e"]["value"] for row in json.loads(ran.stdout)["results"]["bindings"]] == [LAVROV]
