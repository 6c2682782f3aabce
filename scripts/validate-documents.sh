#!/usr/bin/env bash
# Checks a bill of materials and a provenance with validators that are not ours: CycloneDX's own library with its
# published schema, packageurl's parser, and in-toto's own Statement and SLSA Provenance from their published protobuf
# definitions. They come from PyPI into .build/validators, once.
set -euo pipefail
[[ $# -eq 2 ]] || { echo "usage: validate-documents.sh BOM PROVENANCE" >&2; exit 64; }
bom=$(realpath "$1")
provenance=$(realpath "$2")
cd "$(dirname "$0")/.."

place=.build/validators
wanted="cyclonedx-python-lib[json-validation]==11.12.0 in-toto-attestation==0.9.3 packageurl-python==0.17.6"
mkdir -p "$place"
(
    # Tests run at once.
    flock 9
    if [[ $(cat "$place/wanted" 2>/dev/null) != "$wanted" ]]; then
        rm -rf "$place/venv"
        python3 -m venv "$place/venv" || { echo "validate: there is no venv for python3; make deps installs it" >&2; exit 1; }
        # shellcheck disable=SC2086
        "$place/venv/bin/pip" -q --disable-pip-version-check install $wanted ||
            { echo "validate: the validators cannot be had from PyPI, so nothing was checked" >&2; exit 1; }
        printf '%s\n' "$wanted" >"$place/wanted"
    fi
) 9>"$place/lock"
exec "$place/venv/bin/python" scripts/validate_documents.py "$bom" "$provenance"
