import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// A real release with real jars: what is attached to it satisfies validators of others, `diff` speaks of jars by
    /// name, and `verify` of who signed it.
    @Test func aReleaseTellsWhatItIsMadeOfAndWhoSignedIt() throws {
        let folder = try TemporaryFolder("documents")
        _ = try Releases.bundle("1.0.0")
        let script = """
            set -e
            cp -r "$1/recipes/hello" "$2/shelf"
            sed -i -e 's/^name: hello$/name: shelf/' "$2/shelf/recipe.yaml"
            mkdir -p "$2/shelf/webapp/WEB-INF/lib" "$2/fat/lib"
            cd "$2/shelf/webapp/WEB-INF/lib"
            cp -L /usr/share/java/commons-lang3.jar /usr/share/java/eclipse-jdt-core.jar .
            cp -L /usr/share/java/tomcat10-jdbc.jar "$2/fat/lib/pool.jar"
            cd "$2/fat" && zip -q -X -r "$2/shelf/webapp/WEB-INF/lib/fat-1.0.jar" lib
            """
        expect(try Command.run("sh", ["-c", script, "prepare", Programs.repository, folder.path]), 0)
        let first = folder("first.tar")
        expect(try build(folder, "1.0.0", first), 0)
        let bom = expect(try slipway(["inspect", first, "--bom"]), 0).output
        let provenance = expect(try slipway(["inspect", first, "--provenance"]), 0).output
        try folder.write("bom.json", bom)
        try folder.write("provenance.json", provenance)
        let valid = expect(
            try Command.run(
                Programs.repository + "/scripts/validate-documents.sh", [folder("bom.json"), folder("provenance.json")]),
            0)
        #expect(valid.output.hasPrefix("valid: "), "\(valid.output)")
        for word in [
            "pkg:maven/org.apache.commons/commons-lang3@", "pkg:deb/debian/openjdk-17-jre-headless@",
            "webapps/ROOT/WEB-INF/lib/fat-1.0.jar!/lib/pool.jar", "pkg:generic/slipway-tomcat@",
        ] { #expect(bom.utf8.firstRange(of: word.utf8) != nil, "\(word)") }
        for word in [folder.path, Programs.repository, "/home", "/tmp"] {
            #expect((bom + provenance).utf8.firstRange(of: word.utf8) == nil, "\(word)")
        }
        try expectDifference(folder, first)
        try expectDoubt(folder, first)
    }

    private func slipway(_ words: [String]) throws -> Command.Result {
        try Command.run(Programs.slipway, words + ["--store", Releases.store])
    }

    private func build(_ folder: TemporaryFolder, _ version: String, _ output: String) throws -> Command.Result {
        try slipway(["build", folder("shelf"), "--version", version, "--output", output, "--replace"])
    }

    /// One jar under one file name in another version is one change.
    private func expectDifference(_ folder: TemporaryFolder, _ first: String) throws {
        let jar = folder("shelf/webapp/WEB-INF/lib/fat-1.0.jar")
        try Disk.rename(jar, to: jar.replacing("1.0", with: "1.1"))
        let second = folder("second.tar")
        expect(try build(folder, "1.1.0", second), 0)
        let told = expect(try slipway(["diff", first, second]), 0).output
        #expect(told.contains("\n  ~ fat 1.0 → 1.1\n"), "\(told)")
        #expect(!told.contains("fat-1.1.jar"), "\(told)")
    }

    private func expectDoubt(_ folder: TemporaryFolder, _ first: String) throws {
        let good = expect(try slipway(["verify", first]), 0).output
        #expect(good.contains("shelf 1.0.0 is whole: ") && good.contains("which you trust"), "\(good)")
        let stranger = ["XDG_CONFIG_HOME": folder("stranger")]
        for words in [["verify", first], ["verify", "shelf:1.0.0"]] {
            let doubted = expect(
                try Command.run(Programs.slipway, words + ["--store", Releases.store], environment: stranger), 65)
            #expect(doubted.errors.contains("it is signed by the key "), "\(doubted.errors)")
        }
        let looked = expect(
            try Command.run(Programs.slipway, ["inspect", first], environment: stranger), 0
        ).output
        #expect(looked.contains("a key that is not trusted here"), "\(looked)")
        // The sequence is the statement's own word, and the key's owner never said this one.
        let altered = folder("altered.tar")
        let script = """
            import sys
            bytes = open(sys.argv[1], "rb").read()
            start = bytes.index(b'"sequence":') + len(b'"sequence":')
            digit = b"9" if bytes[start:start + 1] != b"9" else b"8"
            open(sys.argv[2], "wb").write(bytes[:start] + digit + bytes[start + 1:])
            """
        expect(try Command.run("python3", ["-c", script, first, altered]), 0)
        for verb in ["verify", "inspect"] {
            let refused = expect(try slipway([verb, altered]), 65)
            #expect(refused.errors.contains("is refused: the statement attached to it"), "\(refused.errors)")
        }
    }
}
