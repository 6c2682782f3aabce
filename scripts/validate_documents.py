"""Validates a bill of materials and a provenance; see validate-documents.sh. Exit code 1 and a sentence when one is bad."""

import json
import re
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from google.protobuf import json_format
from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from packageurl import PackageURL


def fail(sentence):
    sys.exit(f"validate: {sentence}")


def check_bom(text):
    if error := JsonStrictValidator(SchemaVersion.V1_5).validate_str(text):
        fail(f"the bill of materials breaks CycloneDX 1.5: {error}")
    bom = json.loads(text)
    known = {"app"} | {component["bom-ref"] for component in bom["components"]}
    if len(known) != len(bom["components"]) + 1:
        fail("two components have one bom-ref")
    reached = set()
    for dependency in bom["dependencies"]:
        for ref in [dependency["ref"], *dependency.get("dependsOn", [])]:
            if ref not in known:
                fail(f"the graph names {ref}, which is no component")
        reached.update(dependency.get("dependsOn", []))
    if reached != known - {"app"}:
        fail(f"nothing depends on {known - {'app'} - reached}")
    for component in bom["components"]:
        if purl := component.get("purl"):
            parsed = PackageURL.from_string(purl)
            if parsed.to_string() != purl:
                fail(f"{purl} should be written {parsed.to_string()}")
    return len(bom["components"])


def check_provenance(text):
    raw = json.loads(text)
    # Refuses fields that the published definitions do not know.
    statement = json_format.ParseDict(raw, statement_pb2.Statement())
    Statement.copy_from_pb(statement).validate()
    predicate = json_format.ParseDict(raw["predicate"], provenance_pb2.Provenance())
    if raw["_type"] != "https://in-toto.io/Statement/v1" or raw["predicateType"] != "https://slsa.dev/provenance/v1":
        fail("the provenance is of another type than in-toto v1 with SLSA v1")
    definition = predicate.build_definition
    uri = re.compile(r"^[a-z][a-z0-9+.-]*:\S+$")
    if not uri.match(definition.build_type) or not uri.match(predicate.run_details.builder.id):
        fail("buildType and builder.id have to be URIs")
    if not definition.external_parameters.fields:
        fail("the provenance names no externalParameters")
    for resource in definition.resolved_dependencies:
        if not (resource.uri or resource.digest or resource.content):
            fail(f"the dependency {resource.name} has neither uri, digest nor content")
    return len(definition.resolved_dependencies)


with open(sys.argv[1], encoding="utf-8") as bom, open(sys.argv[2], encoding="utf-8") as provenance:
    print(f"valid: {check_bom(bom.read())} components, {check_provenance(provenance.read())} inputs")
