import Glibc
import SlipwayBundle
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// What the script of an installer does before slipwayd takes over, in every shell that is here; a script stands in for
/// slipwayd.
@Suite struct InstallerStubTests {
    struct Shell: CustomTestStringConvertible, Sendable {
        let words: [String]
        var testDescription: String { words.joined(separator: " ") }
    }

    static let shells = [["sh"], ["dash"], ["bash", "--posix"], ["bash"], ["busybox", "sh"]]
        .filter { Command.find($0[0], in: ProcessTable.environment()["PATH"] ?? "/usr/bin:/bin") != nil }
        .map { Shell(words: $0) }
    /// busybox does not look for programs that it has itself.
    static let looking = shells.filter { $0.words[0] != "busybox" }

    /// Tells its words, its mask, what is at its standard input, and whether its own file has a name still.
    private static let daemon = """
        #!/bin/sh
        for word in "$@"; do echo "word $word"; done
        echo "mask $(umask)"
        echo "input $(cat)"
        echo "left $(ls -A "$TMPDIR")"
        exit 42

        """

    private let sample: InstallerSample
    private let path: String
    private let places: String

    init() throws {
        sample = try InstallerSample(daemon: Self.daemon, folder: "stub of it")
        path = try sample.write("shop 1.4.2.run")
        places = sample.folder("places to be")
        try Folders.make(places)
        try Folders.make(sample.folder("fakes"))
    }

    /// With programs of `fakes` before those of the host.
    private func run(
        _ shell: Shell, _ words: [String] = [], script: String? = nil, folder: String? = nil
    ) throws -> Command.Result {
        let programs = ProcessTable.environment()["PATH"] ?? "/usr/bin:/bin"
        let result = try Command.run(
            shell.words[0], shell.words.dropFirst() + [script ?? path] + words,
            environment: ["TMPDIR": places, "PATH": sample.folder("fakes") + ":" + programs], folder: folder)
        #expect(try Files.names(in: places) == [])
        return result
    }

    private func fake(_ program: String, _ text: String) throws {
        try sample.folder.write("fakes/" + program, "#!/bin/sh\n" + text + "\n", mode: 0o755)
    }

    private func expectRefusal(
        _ result: Command.Result, _ code: Int32, _ words: String, _ place: SourceLocation = #_sourceLocation
    ) {
        #expect(result.ending == .exited(code), "\(result)", sourceLocation: place)
        #expect(result.output.isEmpty && result.errors.contains(words), "\(result)", sourceLocation: place)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.first?.hasPrefix("slipway: ") == true, "\(result)", sourceLocation: place)
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("hint: ") }, "\(result)", sourceLocation: place)
    }

    @Test(arguments: shells) func slipwaydTakesOverWithItsWordsAndLeavesNothing(_ shell: Shell) throws {
        let result = try run(shell, ["--yes", "--set", "a=b c", ""])
        #expect(result.ending == .exited(42) && result.errors.isEmpty, "\(result)")
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let words = ["install", "--installer", path, "--yes", "--set", "a=b c", ""].map { "word " + $0 }
        let mask = try Command.run("sh", ["-c", "umask"]).output.filter { $0 != "\n" }
        #expect(lines == words + ["mask " + mask, "input ", "left ", ""])
    }

    @Test(arguments: shells) func aNameWithoutAFolderIsFound(_ shell: Shell) throws {
        let result = try run(shell, script: "shop 1.4.2.run", folder: sample.folder.path)
        #expect(result.ending == .exited(42) && result.output.contains("word \(path)\n"), "\(result)")
    }

    @Test(arguments: shells) func standardInputStays(_ shell: Shell) throws {
        let words = (shell.words + [path]).map { "'\($0)'" }.joined(separator: " ")
        let result = try Command.run("sh", ["-c", "echo yes | TMPDIR='\(places)' \(words)"])
        #expect(result.ending == .exited(42) && result.output.contains("input yes\n"), "\(result)")
    }

    @Test(arguments: shells) func helpNeedsNothingElse(_ shell: Shell) throws {
        try fake("mktemp", "exit 1")
        try fake("uname", "exit 1")
        let result = try run(shell, ["--yes", "--help"])
        #expect(result.ending == .exited(0) && result.errors.isEmpty, "\(result)")
        for option in [
            "--yes", "--root", "--set", "--secret", "--key", "--extract-only", "--verify-only", "--inspect",
            "--uninstall", "--help", "--json", "--quiet", "shop 1.4.2",
        ] {
            #expect(result.output.contains(option))
        }
    }

    @Test(arguments: shells) func readFromAPipeItSaysHowItIsRun(_ shell: Shell) throws {
        let words = shell.words.joined(separator: " ")
        for call in ["cat '\(path)' | \(words)", "\(words) <'\(path)'"] {
            let result = try Command.run("sh", ["-c", call], folder: places)
            expectRefusal(result, 64, "this installer must be a file")
        }
    }

    @Test(arguments: shells) func oneThatIsNotWholeIsRefused(_ shell: Shell) throws {
        let good = try Files.read(path)
        let head = try InstallerHead.read(OpenFile.read(path))
        try sample.put(Array(good.dropLast()), path)
        expectRefusal(
            try run(shell), 65, "is cut short: it has \(good.count - 1) bytes and should have \(good.count)\n")
        try sample.put(good + [10], path)
        expectRefusal(try run(shell), 65, "has something after its end")
        var bytes = good
        bytes[Int(head.programAt) + 20] ^= 1
        try sample.put(bytes, path)
        expectRefusal(try run(shell), 65, "this installer is damaged")
    }

    @Test(arguments: looking) func anotherHostIsRefusedBeforeAnythingElse(_ shell: Shell) throws {
        try sample.put(Array(try Files.read(path).dropLast(5000)), path)
        try fake("uname", #"case $1 in -s) echo Linux ;; *) echo armv7l ;; esac"#)
        expectRefusal(try run(shell), 65, "this installer is for linux/amd64, and this is linux/armv7l\n")
        try fake("uname", #"case $1 in -s) echo Darwin ;; *) echo x86_64 ;; esac"#)
        expectRefusal(try run(shell), 65, "this installer is for Linux, and this is Darwin\n")
    }

    @Test(arguments: looking) func noRoomForTheProgramIsToldAsThat(_ shell: Shell) throws {
        try fake("head", "exit 1")
        expectRefusal(try run(shell), 73, "there is no room for a program of \(Self.daemon.utf8.count) bytes\n")
    }

    @Test(arguments: looking) func noFolderForAProgramIsToldAsThat(_ shell: Shell) throws {
        try fake("mktemp", "exit 1")
        expectRefusal(try run(shell), 77, "there is no folder where this user may run a program\n")
    }

    @Test(arguments: looking) func aMissingToolIsNamed(_ shell: Shell) throws {
        let tools = sample.folder("tools")
        try Folders.make(tools)
        let programs = ProcessTable.environment()["PATH"] ?? "/usr/bin:/bin"
        for tool in ["chmod", "head", "mktemp", "rm", "tail", "wc", "uname", "cat"] {
            try Disk.symlink(to: try #require(Command.find(tool, in: programs)), at: tools + "/" + tool)
        }
        let program = try #require(Command.find(shell.words[0], in: programs))
        let result = try Command.run(
            program, shell.words.dropFirst() + [path], environment: ["TMPDIR": places, "PATH": tools])
        expectRefusal(result, 1, "this installer needs sha256sum, and this host has none\n")
    }

    /// The signal comes while the program is being cut out.
    @Test(arguments: looking, [("TERM", 143), ("INT", 130), ("HUP", 129)] as [(String, Int32)])
    func interruptedItLeavesNothing(_ shell: Shell, _ signal: (name: String, code: Int32)) throws {
        let real = try #require(Command.find("wc", in: ProcessTable.environment()["PATH"] ?? "/usr/bin:/bin"))
        // The first count is that of the whole file, before there is a folder.
        try fake(
            "wc",
            "if [ -e '\(sample.folder("once"))' ]; then ls '\(places)' >'\(sample.folder("seen"))'; "
                + "kill -\(signal.name) $(cat '\(sample.folder("pid"))'); fi\n: >'\(sample.folder("once"))'\n"
                + "exec \(real) \"$@\"")
        let words = (shell.words + [path]).map { "'\($0)'" }.joined(separator: " ")
        let result = try Command.run(
            "bash",
            ["-c", "echo $$ >'\(sample.folder("pid"))'; trap - INT; exec \(words)"],
            environment: [
                "TMPDIR": places,
                "PATH": sample.folder("fakes") + ":" + (ProcessTable.environment()["PATH"] ?? "/usr/bin:/bin"),
            ])
        #expect(result.ending == .exited(signal.code), "\(result)")
        #expect(try Files.text(sample.folder("seen")).hasPrefix("slipway."))
        #expect(try Files.names(in: places) == [])
    }

    /// Where the host lets its users make mounts of their own.
    @Test(arguments: shells) func aFolderWhereNothingMayRunIsPassedOver(_ shell: Shell) throws {
        let mount = "mount -t tmpfs -o noexec,nosuid,size=1m none '\(places)'"
        guard try Command.run("unshare", ["-rm", "sh", "-c", mount]).succeeded else { return }
        let words = (shell.words + [path]).map { "'\($0)'" }.joined(separator: " ")
        let result = try Command.run(
            "unshare", ["-rm", "sh", "-c", "\(mount) && \(words); echo code $?; ls -A '\(places)'"],
            environment: ["TMPDIR": places])
        #expect(result.output.contains("word install\n") && result.output.hasSuffix("code 42\n"), "\(result)")
    }
}
