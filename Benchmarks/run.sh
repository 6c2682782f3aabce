#!/usr/bin/env bash
# Prints the figures of docs/figures.md, measured on this machine now. ROUNDS=n takes more or fewer rounds (7).
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 Benchmarks/main_job.py "${ROUNDS:-7}"
