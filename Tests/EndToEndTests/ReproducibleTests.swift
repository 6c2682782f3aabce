import Glibc
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// Another folder, store, zone, locale, umask and user: the same digest, and the same bundle to the byte.
    @Test func theSameRecipeGivesTheSameBytesAnywhere() throws {
        let folder = try TemporaryFolder("elsewhere")
        let here = try Releases.bundle("1.0.0")
        try Disk.chmod(folder.path, 0o777)
        // The images are shared, for where they come from is another test's matter; the rest is a copy that another
        // user can reach wherever this repository lies.
        let copy = """
            set -e
            mkdir -p "$1/from/images" "$1/dist"
            cp -r "$2/recipes/hello" "$3/oci-layout" "$1/from/"
            cp -r "$2/images" "$1/from/definitions"
            find "$3/images" -mindepth 1 -maxdepth 1 ! -name import.lock -exec cp -r {} "$1/from/images/" \\;
            cp -r "$4" "$(dirname "$4")/share" "$1/dist/"
            chmod -R a+rX "$1"
            """
        expect(
            try Command.run(
                "sh", ["-c", copy, "copy", folder.path, Programs.repository, Releases.store, Programs.slipway]), 0)
        let script = """
            set -e
            umask 077
            mkdir -p "$1/a copy/recipes" "$1/store"
            cp -r "$1/from/hello" "$1/a copy/recipes/"
            cp -r "$1/from/definitions" "$1/a copy/images"
            cp -r "$1/from/images" "$1/from/oci-layout" "$1/store/"
            cd "$1/a copy"
            exec "$1/dist/slipway" build recipes/hello --store "$1/store" --version 1.0.0 --set switch.trial=1s \
                --output "$1/bundle.tar"
            """
        let path = try folder.write("build.sh", script, mode: 0o755)
        let arguments = ["sh", path, folder.path]
        // Root becomes nobody; anybody else becomes root of a namespace of its own.
        let other =
            getuid() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["unshare", "-r"]
        let result = try Command.run(
            other[0], Array(other.dropFirst()) + arguments,
            environment: ["TZ": "Pacific/Chatham", "LC_ALL": "tr_TR.UTF-8", "HOME": folder.path, "USER": "nobody"])
        expect(result, 0)
        #expect(try Files.read(here, limit: 1 << 30) == Files.read(folder("bundle.tar"), limit: 1 << 30))
        #expect(Processes.naming(folder.path).isEmpty)
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
