package import SlipwayModel

/// A script for the shell of a host, with the words it is called with; it needs coreutils beside the shell.
package struct RemoteScript: Hashable, Sendable {
    package var text: String
    package var words: [String]

    /// One command line, whatever shell the user logs in with: every part stands between single quotes.
    package var command: String {
        (["exec sh -c", Self.quoted(text), "slipway"] + words.map(Self.quoted)).joined(separator: " ")
    }

    /// Quoted always: a shell far away may find a meaning in what is plain here, such as `~`.
    package static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// Looks, and makes the folder that the file goes to. `name` is what the file is called there.
    package static func probe(name: String) -> RemoteScript {
        RemoteScript(
            text: """
                umask 077
                say() { printf "%s %s\\n" "$1" "$2"; }
                say slipway-probe 1
                say system "$(uname -s)"
                say machine "$(uname -m)"
                uid=$(id -u)
                say uid "$uid"
                if [ "$uid" != 0 ]; then
                  if ! command -v sudo >/dev/null 2>&1; then say sudo none
                  elif sudo -n true </dev/null >/dev/null 2>&1; then say sudo free
                  else say sudo asks; fi
                fi
                folder="${XDG_CACHE_HOME:-$HOME/.cache}/slipway"
                if ! mkdir -p "$folder" 2>/dev/null || ! [ -w "$folder" ]; then
                  folder=/var/tmp/slipway-$uid
                  mkdir "$folder" 2>/dev/null
                  if [ -L "$folder" ] || ! [ -O "$folder" ]; then say folder -; exit 0; fi
                fi
                chmod 700 "$folder"
                say folder "$folder"
                df -Pk "$folder" | { read -r _; read -r _ _ _ free _; say room "$free"; }
                for kind in run part; do
                  file="$folder/$1.$kind"
                  if [ -f "$file" ] && ! [ -L "$file" ]; then
                    set -- "$1" $(sha256sum <"$file") $(wc -c <"$file")
                    say "$kind" "$2 $4"
                    set -- "$1"
                  fi
                done
                """, words: [name])
    }

    /// Takes the file, or the rest of it, from standard input, and keeps it only when it is whole.
    /// What has arrived of one that was interrupted stays for the next time; `size` in bytes.
    package static func copy(
        folder: String, name: String, digest: Digest, size: Int64, resume: Bool
    ) -> RemoteScript {
        RemoteScript(
            text: """
                umask 077
                part="$1/$2.part"
                [ "$4" = resume ] || rm -f "$part"
                cat >>"$part" || exit 73
                if [ "$(wc -c <"$part")" -lt "$5" ]; then echo short; exit 1; fi
                set -- "$1" "$2" "$3" $(sha256sum <"$part")
                if [ "$3" != "$4" ]; then rm -f "$part"; echo damaged; exit 1; fi
                mv -f "$part" "$1/$2.run" && echo whole
                """, words: [folder, name, digest.hex, resume ? "resume" : "anew", "\(size)"])
    }

    /// Runs the installer. What the secrets hold comes by standard input, one after the other; the files they are
    /// kept in meanwhile are gone at the end, whatever the end is.
    package static func run(
        folder: String, name: String, sudo: Bool, secrets: [(name: String, bytes: Int)], arguments: [String]
    ) -> RemoteScript {
        let held = secrets.flatMap { [$0.name, "\($0.bytes)"] }
        return RemoteScript(
            text: """
                umask 077
                file="$1/$2.run"
                as=$3
                count=$4
                shift 4
                place=
                clean() { [ -z "$place" ] || rm -rf "$place"; }
                trap clean EXIT
                trap "exit 129" HUP
                trap "exit 130" INT
                trap "exit 143" TERM
                if [ "$count" -gt 0 ]; then
                  for home in "${XDG_RUNTIME_DIR:-}" /dev/shm "${file%/*}"; do
                    [ -n "$home" ] && place=$(mktemp -d "$home/slipway-XXXXXX" 2>/dev/null) && break
                  done
                  if [ -z "$place" ]; then echo "slipway: there is no place for secrets" >&2; exit 73; fi
                fi
                number=0
                while [ "$number" -lt "$count" ]; do
                  dd ibs=1 obs=4096 count="$2" of="$place/$number" 2>/dev/null
                  if [ "$(($(wc -c <"$place/$number")))" -ne "$2" ]; then
                    echo "slipway: the secret $1 did not arrive whole" >&2; exit 1
                  fi
                  set -- "$@" --secret "$1=$place/$number"
                  shift 2
                  number=$((number + 1))
                done
                if [ "$as" = sudo ]; then sudo -n sh "$file" "$@" </dev/null; else sh "$file" "$@" </dev/null; fi
                code=$?
                if [ "$code" = 0 ]; then rm -f "$file"; rmdir "${file%/*}" 2>/dev/null; fi
                exit "$code"
                """,
            words: [folder, name, sudo ? "sudo" : "plain", "\(secrets.count)"] + held + arguments)
    }
}
