import Glibc
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// What makes a difference to careless builders: a name beyond ASCII, a folder with nothing in it, a path of 300
    /// bytes, a program and its twin that is none. `$2` is the order in which the files are made.
    private static let payload = """
        hello="$1/recipes/hello"
        mkdir -p "$hello/webapp/empty" "$hello/tools"
        deep=$(printf 'd%.0s' $(seq 74))
        mkdir -p "$hello/webapp/$deep/$deep/$deep"
        printf '\\nfiles:\\n  - { from: tools, to: tools }\\n' >>"$hello/recipe.yaml"
        for name in $(seq 40 | sort $2) "grüße.txt" "$deep/$deep/$deep/$deep.txt"; do
            printf 'file %s' "$name" >"$hello/webapp/$name"
        done
        for name in $(printf 'run\\ntwin\\n' | sort $2); do printf '#!/bin/sh\\n' >"$hello/tools/$name"; done
        chmod 0755 "$hello/tools/run"

        """

    private func differ(_ first: String, _ second: String) throws -> String {
        let program = Programs.repository + "/Tests/EndToEndTests/Samples/formats/first_difference.py"
        let result = try Command.run("python3", [program, first, second])
        return result.output + result.errors
    }

    /// Another folder, store, zone, locale, umask, user, order of files, and a machine that has much else to do: the
    /// same manifest. The signature is another, for it is another user's.
    @Test func theSameRecipeGivesTheSameBytesAnywhere() throws {
        let folder = try TemporaryFolder("elsewhere")
        _ = try Releases.bundle("1.0.0")
        try Disk.chmod(folder.path, 0o777)
        // The images are shared, for where they come from is another test's matter; the rest is a copy that another
        // user can reach wherever this repository lies.
        let copy = """
            set -e
            umask 022
            mkdir -p "$1/from/images" "$1/dist" "$1/here/recipes"
            cp -r "$2/recipes/hello" "$3/oci-layout" "$1/from/"
            cp -r "$2/images" "$1/from/definitions"
            cp -r "$2/recipes/hello" "$1/here/recipes/"
            cp -r "$2/images" "$1/here/images"
            find "$3/images" -mindepth 1 -maxdepth 1 ! -name import.lock -exec cp -r {} "$1/from/images/" \\;
            cp -r "$4" "$(dirname "$4")/share" "$1/dist/"
            chmod -R a+rX "$1"
            set -- "$1/here" -n
            \(Self.payload)
            """
        expect(
            try Command.run(
                "sh", ["-c", copy, "copy", folder.path, Programs.repository, Releases.store, Programs.slipway]), 0)
        let here = folder("here.tar")
        let arguments = ["--version", "0.9.9", "--set", "switch.trial=1s", "--replace", "--output"]
        expect(
            try Command.run(
                Programs.slipway, ["build", "recipes/hello", "--store", Releases.store] + arguments + [here],
                folder: folder("here")), 0)
        expect(try elsewhere(folder, arguments), 0)
        #expect(try differ(here, folder("bundle.tar")) == "")
        #expect(Processes.naming(folder.path).isEmpty)

        // When something differs it is named.
        try folder.write("here/recipes/hello/webapp/grüße.txt", "other")
        expect(
            try Command.run(
                Programs.slipway, ["build", "recipes/hello", "--store", Releases.store] + arguments + [here],
                folder: folder("here")), 0)
        #expect(try differ(here, folder("bundle.tar")).hasPrefix("war-app: webapps/ROOT/grüße.txt (mode 644"))
    }

    private func elsewhere(_ folder: TemporaryFolder, _ arguments: [String]) throws -> Command.Result {
        let script = """
            set -e
            umask 077
            top=$1
            shift
            export XDG_CONFIG_HOME="$top/config"
            mkdir -p "$top/a copy/recipes" "$top/store"
            cp -r "$top/from/hello" "$top/a copy/recipes/"
            cp -r "$top/from/definitions" "$top/a copy/images"
            cp -r "$top/from/images" "$top/from/oci-layout" "$top/store/"
            cd "$top/a copy"
            arguments="$*"
            set -- "$top/a copy" -rn
            \(Self.payload)
            chmod -R go-rwx "$hello"
            (while :; do :; done) & one=$!
            (while :; do :; done) & other=$!
            trap 'kill $one $other' EXIT
            "$top/dist/slipway" build recipes/hello --store "$top/store" $arguments "$top/bundle.tar"
            """
        let path = try folder.write("build.sh", script, mode: 0o755)
        let words = ["sh", path, folder.path] + arguments
        // Root becomes nobody; anybody else becomes root of a namespace of its own.
        let other =
            getuid() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["unshare", "-r"]
        return try Command.run(
            other[0], Array(other.dropFirst()) + words,
            environment: ["TZ": "Pacific/Chatham", "LC_ALL": "tr_TR.UTF-8", "HOME": folder.path, "USER": "nobody"])
    }

    /// A program made from docs/formats.md alone.
    @Test func aStrangerReadsTheBundleOfARealBuild() throws {
        let program = Programs.repository + "/Tests/EndToEndTests/Samples/formats/read_bundle.py"
        let read = expect(try Command.run("python3", [program, try Releases.bundle("1.0.0")]), 0)
        #expect(read.output.hasPrefix("hello 1.0.0 sha256:"))
    }

    @Test func skopeoReadsTheBundleAndCopiesItOn() throws {
        let folder = try TemporaryFolder("skopeo")
        let bundle = try Releases.bundle("1.0.0")
        let inspected = expect(try Command.run("skopeo", ["inspect", "oci-archive:" + bundle]), 0)
        #expect(inspected.output.contains("\"Architecture\": \"amd64\""))
        expect(try Command.run("skopeo", ["inspect", "oci:\(Releases.store):hello:1.0.0"]), 0)
        let copy = folder("copy.tar")
        expect(
            try Command.run(
                "skopeo",
                ["copy", "--insecure-policy", "-q", "oci-archive:" + bundle, "oci-archive:\(copy):hello:1.0.0"]), 0)
        let digests = try [bundle, copy].map {
            try Command.run("skopeo", ["inspect", "--format", "{{.Digest}}", "oci-archive:" + $0]).output
        }
        #expect(digests[0] == digests[1])
    }
}
