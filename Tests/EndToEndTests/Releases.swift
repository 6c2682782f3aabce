import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

/// The hello releases the tests deploy, each built once by `slipway build` into a store that stays between runs.
enum Releases {
    /// What sets each version apart.
    private static let settings: [String: [String]] = [
        "1.0.0": [], "3.0.0": [], "1.1.0": ["hello.greeting=Hello again"],
        "1.2.0": ["hello.health=fail", "start.deadline=10s"],
        "1.3.0": ["hello.exit=0", "start.deadline=30s"],
        "1.4.0": ["hello.health=fail-after:5", "switch.trial=15s"],
        "2.0.0": ["switch.mode=handover"],
        "2.1.0": ["switch.mode=handover", "hello.health=fail", "start.deadline=10s"],
    ]

    /// The one whose nodes make archives.
    static let archived = "3.0.0"

    static var store: String { store(of: Programs.repository) }

    static func store(of repository: String) -> String {
        ProcessTable.environment()["SLIPWAY_TEST_STORE"] ?? repository + "/.build/end-to-end/store"
    }

    private static let built = Mutex<[String: String]>([:])

    /// What earlier runs have built may be of other sources, and would have taken its sequence; its images stay.
    private static let emptied: Void = {
        for name in ["index.json", "blobs"] { try? Folders.removeAll(store + "/" + name) }
    }()

    /// The path of a version's bundle.
    static func bundle(_ version: String) throws -> String {
        try built.withLock { built in
            if let path = built[version] { return path }
            let path = parent(of: store) + "/hello-\(version).oci.tar"
            expect(try build(version, output: path), 0)
            built[version] = path
            return path
        }
    }

    static func build(_ version: String, output: String) throws -> Command.Result {
        try Folders.make(store)
        Self.emptied
        var arguments = ["build", Programs.repository + "/recipes/hello", "--version", version, "--store", store]
        let own = try #require(settings[version])
        let trial = own.contains { $0.hasPrefix("switch.trial=") } ? [] : ["switch.trial=1s"]
        // Whichever test is the first to want one, later versions are later releases.
        arguments += ["--sequence", version.split(separator: ".").joined()]
        // An archive is made in the background, which is no matter of most tests.
        let warm = version == archived ? [] : ["warm-start.archive=false"]
        for setting in trial + warm + own { arguments += ["--set", setting] }
        return try Command.run(Programs.slipway, arguments + ["--output", output, "--replace"])
    }
}
