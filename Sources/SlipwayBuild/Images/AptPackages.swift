import SlipwayModel
import SlipwaySystem

/// Packages of the Debian archive through apt, which checks signatures; nothing is installed. Works as any user: state
/// and caches lie in a folder of ours, sources and trusted keys are the system's.
struct AptPackages {
    enum Lists { case system, own }

    struct Found: Hashable {
        var entry: ImageLock.Entry
        var file: String
    }

    /// apt could not do it; its own words.
    struct Failure: Error { var words: [String] }

    let folder: String
    let program: String

    init(folder: String, program: String) throws {
        self.program = program
        self.folder = folder
        for name in ["state", "lists/partial", "cache/archives/partial"] { try Folders.make(folder + "/" + name) }
        if !Files.exists(folder + "/status") { try DurableFile.replaceVolatile(folder + "/status", with: []) }
    }

    /// The lists to begin with: the system's where there are any, else those fetched before.
    func firstLists() -> Lists {
        let names = (try? Files.names(in: "/var/lib/apt/lists")) ?? []
        return names.contains { $0.contains("_Packages") } ? .system : .own
    }

    /// Fetches the package index. Throws `Failure` when none of it could be fetched.
    func refresh() throws {
        let result = try run(["update"], .own, in: folder)
        if !result.succeeded { throw Failure(words: Self.words(result)) }
    }

    /// What the index says of packages, each `name` or `name=version`.
    func locate(_ packages: [String], _ lists: Lists) throws -> [Found] {
        let result = try run(["download", "--print-uris"] + packages, lists, in: folder)
        guard result.succeeded else { throw Failure(words: Self.words(result)) }
        let found = result.output.split(separator: "\n").compactMap(Self.found)
        // In the order asked for.
        return try packages.map { package in
            let name = package.split(separator: "=").first.map(String.init) ?? package
            guard let match = found.first(where: { $0.entry.package == name }) else {
                throw Failure(words: ["apt-get names no file for \(package)"])
            }
            return match
        }
    }

    /// Downloads into `folder`; apt compares the files with the signed index.
    func download(_ packages: [Found], _ lists: Lists, into folder: String) throws {
        let names = packages.map { "\($0.entry.package)=\($0.entry.version)" }
        let result = try run(["download"] + names, lists, in: folder)
        if !result.succeeded { throw Failure(words: Self.words(result)) }
    }

    private func run(_ arguments: [String], _ lists: Lists, in work: String) throws -> Command.Result {
        let base = try Files.real(folder)
        let options = [
            "Dir::State=\(base)/state", "Dir::State::status=\(base)/status", "Dir::Cache=\(base)/cache",
            "Dir::State::lists=" + (lists == .system ? "/var/lib/apt/lists" : base + "/lists"),
            "Debug::NoLocking=1", "APT::Sandbox::User=root", "APT::Architecture=amd64", "APT::Architectures=amd64",
            "APT::Get::AllowUnauthenticated=false", "Acquire::Retries=2",
        ]
        return try Command.run(
            program, options.flatMap { ["-o", $0] } + ["-q"] + arguments,
            environment: ["LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"], folder: work)
    }

    private static func words(_ result: Command.Result) -> [String] {
        let lines = (result.errors + "\n" + result.output).split(separator: "\n").map(String.init)
        return Array(lines.filter { $0.hasPrefix("E:") || $0.hasPrefix("W:") || $0.hasPrefix("Err:") }.prefix(8))
    }

    /// `'URI' NAME_VERSION_ARCHITECTURE.deb SIZE SHA256:HEX`, where a colon in the version is `%3a`.
    static func found(_ line: Substring) -> Found? {
        let words = line.split(separator: " ").map(String.init)
        guard words.count == 4, words[0].hasPrefix("'"), words[1].hasSuffix(".deb"), words[3].hasPrefix("SHA256:"),
            let digest = Digest(hex: String(words[3].dropFirst(7)))
        else { return nil }
        let parts = words[1].dropLast(4).split(separator: "_").map(String.init)
        guard parts.count == 3 else { return nil }
        return Found(
            entry: ImageLock.Entry(
                package: parts[0], version: parts[1].replacing("%3a", with: ":"), architecture: parts[2],
                sha256: digest),
            file: words[1])
    }
}
