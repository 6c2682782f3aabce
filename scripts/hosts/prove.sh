#!/usr/bin/env bash
# Proves on fresh Debian hosts that one file makes each a running server. Needs root, or sudo without a password.
#
#   prove.sh short          one host with systemd, from the file to its removal
#   prove.sh all            every host and every refusal
#   prove.sh NAME…          those proofs; `prove.sh list` names them
#
# The last line says how many checks passed and failed; the exit status is 0 only when none failed, 69 where there is no
# root.
set -euo pipefail
cd "$(dirname "$0")/../.."

as_root=()
if [[ $(id -u) -ne 0 ]]; then
    if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
        echo "prove: fresh hosts need root, or sudo without a password" >&2
        exit 69
    fi
    as_root=(sudo -n "--preserve-env=SLIPWAY_DIST,SLIPWAY_HOSTS" "PATH=$PATH")
fi
for tool in systemd-nspawn mmdebstrap nsenter ip curl; do
    if ! (PATH=$PATH:/usr/sbin:/sbin; command -v "$tool" >/dev/null); then
        echo "prove: there is no $tool; run make deps" >&2
        exit 1
    fi
done
exec "${as_root[@]}" python3 scripts/hosts/prove.py "${@:-short}"
