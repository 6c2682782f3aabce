#!/usr/bin/env bash
# Installs what a fresh Debian 12 lacks for building and testing; asks nothing, and is quick when all is there.
# `deps.sh bench` adds the peers of the benchmarks, `deps.sh prove` what makes the filesystems of the power cuts.
set -euo pipefail

packages=(
    g++ binutils git ca-certificates       # what the Swift compiler links with; package checkouts
    libarchive-dev libssl-dev zlib1g-dev libzstd-dev liblzma-dev libbz2-dev liblz4-dev libacl1-dev nettle-dev
    openjdk-17-jdk-headless libtomcat10-java libeclipse-jdt-core-java libcommons-lang3-java
    systemd-container mmdebstrap iproute2   # fresh hosts
    openssh-client openssh-server           # provisioning; each test starts an sshd of its own
    tomcat-jakartaee-migration              # init of a web app that uses javax.servlet
    minisign skopeo python3 python3-venv curl jq strace procps zip zstd xz-utils bzip2   # the tests look at releases and processes through foreign eyes
)
case ${1:-} in
    "") ;;
    bench)
        packages+=(haproxy openssl gcc libc6-dev runit supervisor monit makeself casync ostree)
        packages+=(wrk python3-pip)
        ;;
    prove) packages+=(e2fsprogs xfsprogs btrfs-progs util-linux) ;;
    *)
        echo "deps: unknown group '$1'; bench or prove" >&2
        exit 64
        ;;
esac

if ! command -v swift >/dev/null; then
    echo "deps: swift is not on the PATH; install Swift 6.1 or later from swift.org, Debian has no package of it" >&2
    exit 1
fi

# An unknown package makes dpkg-query fail, and that is an answer too: it is not installed.
installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' "${packages[@]}" 2>/dev/null || true)"
missing=()
for package in "${packages[@]}"; do
    [[ $installed == *" installed:$package "* ]] || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $(id -u) -ne 0 ]]; then
    if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
        echo "deps: not root, and sudo without a password is not there; install as root: ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo -n)
fi

echo "deps: installing ${missing[*]}"
if [[ ${1:-} == bench ]]; then
    # The bench starts its peers itself; they are never to be services of this host.
    "${as_root[@]}" mkdir -p /etc/systemd/system
    for unit in runit supervisor monit; do
        [[ -e /etc/systemd/system/$unit.service ]] || "${as_root[@]}" ln -sfn /dev/null "/etc/systemd/system/$unit.service"
    done
fi
if [[ " ${missing[*]} " == *" openssh-server "* ]]; then
    # The tests start an sshd of their own; installing the package is not to open this host to anybody.
    "${as_root[@]}" mkdir -p /etc/systemd/system
    for unit in ssh.service ssh.socket; do
        [[ -e /etc/systemd/system/$unit ]] || "${as_root[@]}" ln -sfn /dev/null "/etc/systemd/system/$unit"
    done
fi
apt=("${as_root[@]}" env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0)
"${apt[@]}" update
"${apt[@]}" install --no-install-recommends "${missing[@]}"
