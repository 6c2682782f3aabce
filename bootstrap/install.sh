#!/bin/sh
# slipway installer 1
release=''
platform=''
stub_bytes=0
file_bytes=0
tar_sha256=''
program_at=0
program_bytes=0
program_sha256=''

# This file is a script with a tar behind it. The script looks whether the file has its size and fits this host, cuts the
# program slipwayd out of it and hands over to that where it is whole: slipwayd compares all of the file with its digest
# and every signature, tells what it will do, and does it.
# It needs a shell and coreutils. The tar holds the release and is an oci-archive of its own:
#     tail -c +$((stub_bytes + 1)) FILE >release.oci.tar

set -eu

refuse() { # CODE SENTENCE [HINT]
    printf 'slipway: %s\n' "$2" >&2
    [ "$#" -lt 3 ] || printf 'hint: %s\n' "$3" >&2
    exit "$1"
}

usage() {
    cat <<EOF
Makes this host a server that runs $release, or brings one up to it.

usage: sh ${0##*/} [--yes] [--root DIR] [--set KEY=VALUE]... [--secret NAME=FILE]... [--key FINGERPRINT]
       sh ${0##*/} --inspect | --verify-only | --extract-only DIR | --uninstall | --help

  --yes                 ask nothing
  --root DIR            put all of it into one folder, and no units; for an ordinary user too
  --set KEY=VALUE       set listen.http, jvm.heap, env.NAME, a property ... of the app; may be repeated
  --secret NAME=FILE    keep a file's content as a secret that the app needs; may be repeated
  --key FINGERPRINT     go on only when this key has signed it
  --inspect             tell what is in it
  --verify-only         compare all of it with its signatures, and install nothing
  --extract-only DIR    put the programs and the bundle into a folder, and install nothing
  --uninstall           take the node off this host; what is left is named. --purge: the data of the apps as well
  --json, --quiet       answer as one JSON document; say only what went wrong

Run again it does nothing, or finishes what was interrupted. Exit codes: 0 done, 64 usage, 65 refused, 73 no room,
77 not permitted; others as slipway has them.
EOF
}

is_for_this_host() {
    system=$(uname -s)
    machine=$(uname -m)
    case $machine in
        x86_64) machine=amd64 ;;
        aarch64) machine=arm64 ;;
    esac
    [ "$system" = Linux ] || refuse 65 "this installer is for Linux, and this is $system"
    [ "linux/$machine" = "$platform" ] || refuse 65 "this installer is for $platform, and this is linux/$machine"
}

has_its_size() {
    bytes=$(wc -c <"$file") || refuse 65 "this installer cannot be read: $file"
    [ "$bytes" -ge "$file_bytes" ] ||
        refuse 65 "this installer is cut short: it has $((bytes)) bytes and should have $file_bytes" "$hint"
    [ "$bytes" -eq "$file_bytes" ] ||
        refuse 65 "this installer has something after its end: it has $((bytes)) bytes and should have $file_bytes" \
            "$hint"
}

is_the_program() {
    sum=$(sha256sum <"$folder/slipwayd")
    [ "${sum%% *}" = "$program_sha256" ] || refuse 65 'this installer is damaged: its program has another digest' "$hint"
}

# Into a folder of its own below $1, where a program can be run. Says in `lacks` what is wrong with the place.
place_program() {
    [ -d "$1" ] && folder=$(mktemp -d "$1/slipway.XXXXXXXXXX" 2>/dev/null) || return 1
    if ! (printf '#!/bin/sh\nexit 0\n' >"$folder/slipwayd" && chmod 700 "$folder/slipwayd") 2>/dev/null; then
        lacks=room
    elif ! "$folder/slipwayd" 2>/dev/null; then
        [ "$lacks" = room ] || lacks=leave
    else
        tail -c "+$((program_at + 1))" "$file" 2>/dev/null | head -c "$program_bytes" >"$folder/slipwayd" 2>/dev/null ||
            :
        [ "$(wc -c <"$folder/slipwayd")" -ne "$program_bytes" ] || return 0
        lacks=room
    fi
    forget
    return 1
}

forget() {
    [ -z "$folder" ] || rm -rf "$folder"
    folder=''
}

main() {
    for word in "$@"; do
        case $word in -h | --help) usage && exit 0 ;; esac
    done
    case $0 in
        /*) file=$0 ;;
        *) file=$PWD/$0 ;;
    esac
    second=''
    [ ! -f "$file" ] || { IFS= read -r second && IFS= read -r second; } <"$file" || :
    [ "$second" = '# slipway installer 1' ] ||
        refuse 64 'this installer must be a file, for it reads itself' "save it, then run: sh FILE"
    is_for_this_host
    for tool in chmod head mktemp rm sha256sum tail wc; do
        command -v "$tool" >/dev/null || refuse 1 "this installer needs $tool, and this host has none" \
            'install coreutils'
    done
    [ -e /proc/self/fd ] || refuse 1 'this installer needs /proc, and this host has none' \
        'mount it: mount -t proc proc /proc'
    hint='fetch it again, and compare: minisign -V -P KEY -m FILE'
    has_its_size

    folder=''
    lacks=leave
    trap forget EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    mask=$(umask)
    umask 077
    for place in "${TMPDIR:-/tmp}" /var/tmp /run /dev/shm "${HOME:-/root}" "${file%/*}"; do
        # Whoever owns another place could put something else into the program's.
        case $place in
            "${HOME:-/root}" | "${file%/*}") [ -O "$place" ] || continue ;;
        esac
        ! place_program "$place" || break
    done
    case $folder$lacks in
        room) refuse 73 "there is no room for a program of $program_bytes bytes" 'name a folder that has it: TMPDIR=DIR' ;;
        leave) refuse 77 'there is no folder where this user may run a program' 'name one: TMPDIR=DIR' ;;
    esac
    umask "$mask"
    is_the_program
    # Held by its descriptor alone, the program leaves nothing behind, whatever ends it.
    exec 3<"$folder/slipwayd"
    forget
    trap - EXIT HUP INT TERM
    exec /proc/self/fd/3 install --installer "$file" "$@"
}

main "$@"
exit
