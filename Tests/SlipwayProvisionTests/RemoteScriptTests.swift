import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayProvision

/// The scripts, run by the shell of this host in the place of a far one.
@Suite struct RemoteScriptTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("remote") }

    private func run(_ script: RemoteScript, input: String = "/dev/null") throws -> Command.Result {
        try Command.run(
            "/bin/sh", ["-c", "exec <\(RemoteScript.quoted(input)); " + script.command],
            environment: ["HOME": folder.path, "XDG_CACHE_HOME": "", "XDG_RUNTIME_DIR": folder.path])
    }

    private func lines(_ result: Command.Result) -> [String] { result.output.split(separator: "\n").map(String.init) }

    @Test func aWordStaysTheWordItIs() throws {
        let words = ["", "~", "a b", "it's", "$(id)", "`id`", "\\", "a\nb", "*", "-n", "ü"]
        let script = RemoteScript(text: "for word; do printf '%s|' \"$word\"; done", words: words)
        #expect(try run(script).output == words.map { $0 + "|" }.joined())
    }

    @Test func theProbeTellsOfTheHostAndOfWhatIsThere() throws {
        let name = String(repeating: "a", count: 32)
        try folder.write(".cache/slipway/\(name).part", "half")
        let result = try run(.probe(name: name))
        let probe = try #require(HostProbe(["Welcome!"] + lines(result)), "\(result)")
        #expect(probe.system == "Linux")
        #expect(!probe.machine.isEmpty)
        #expect(probe.folder == folder.path + "/.cache/slipway")
        #expect(probe.room > 0)
        #expect(probe.whole == nil)
        #expect(probe.part?.bytes == 4)
    }

    @Test func theCopyIsWholeOrGone() throws {
        let digest = try #require(
            Digest(hex: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"))
        let file = try folder.write("input", "lo")
        try folder.write("there/x.part", "hel")
        let place = folder("there")
        let whole = try run(.copy(folder: place, name: "x", digest: digest, size: 5, resume: true), input: file)
        #expect(whole.succeeded && whole.output == "whole\n", "\(whole)")
        #expect(try Files.text(place + "/x.run") == "hello")
        #expect(!Files.exists(place + "/x.part"))

        let other = try run(.copy(folder: place, name: "y", digest: digest, size: 2, resume: false), input: file)
        #expect(other.ending == .exited(1) && other.output == "damaged\n", "\(other)")
        #expect(!Files.exists(place + "/y.part") && !Files.exists(place + "/y.run"))
        // What has arrived before the connection was lost is there for the next time.
        let cut = try run(.copy(folder: place, name: "z", digest: digest, size: 5, resume: false), input: file)
        #expect(cut.ending == .exited(1) && cut.output == "short\n", "\(cut)")
        #expect(try Files.text(place + "/z.part") == "lo")
    }

    @Test func secretsArriveByStandardInputAndLeaveNothingBehind() throws {
        let installer = """
            #!/bin/sh
            for word; do
              case $word in
                *=/*) printf '%s=' "${word%%=*}"; cat "${word#*=}" ;;
                *) printf '%s ' "$word" ;;
              esac
            done
            cat
            """
        try folder.write("there/x.run", installer)
        let input = try folder.write("secrets", "first\nsecond")
        let script = RemoteScript.run(
            folder: folder("there"), name: "x", sudo: false,
            secrets: [("a", 6), ("b", 6)], arguments: ["--yes", "--set", "k=v w"])
        #expect(!script.command.contains("second"))
        let result = try run(script, input: input)
        #expect(result.output == "--yes --set k=v w --secret a=first\n--secret b=second", "\(result)")
        #expect(result.succeeded)
        // The installer is gone as well once it has done its work.
        #expect(try Files.names(in: folder.path) == ["secrets"])
    }

    @Test func aFailedInstallerStaysAndItsCodeIsTold() throws {
        try folder.write("there/x.run", "#!/bin/sh\nexit 73\n")
        let input = try folder.write("secrets", "s")
        let result = try run(
            .run(folder: folder("there"), name: "x", sudo: false, secrets: [("a", 1)], arguments: []), input: input)
        #expect(result.ending == .exited(73))
        #expect(try Files.names(in: folder.path) == ["secrets", "there"])
    }

    @Test func aSecretThatIsCutShortIsNotUsed() throws {
        try folder.write("there/x.run", "#!/bin/sh\necho ran\n")
        let input = try folder.write("secrets", "shor")
        let result = try run(
            .run(folder: folder("there"), name: "x", sudo: false, secrets: [("a", 5)], arguments: []), input: input)
        #expect(result.ending == .exited(1))
        #expect(result.output.isEmpty)
        #expect(result.errors == "slipway: the secret a did not arrive whole\n")
    }
}
