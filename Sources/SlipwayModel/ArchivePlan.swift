/// Decides which class-data archive a program is started with, how that is made, or why there is none. A wrapper and
/// its daemon decide it each for itself, from the same files.
package struct ArchivePlan: Hashable, Sendable {
    /// What the decision rests on.
    package struct Subject: Hashable, Sendable {
        package var warmStart: ServiceSpec.WarmStart?
        package var jvm: ServiceSpec.JVM?
        /// Of the release; what the node has set is among the overrides.
        package var environment: [String: String]
        package var overrides: [String: String]
        /// The user that it runs as, where apps are kept apart by their users: what one has made is for it alone.
        package var user: String?
        /// The limit of its memory, bytes.
        package var memory: Int64?
        /// What is set for the whole node.
        package var switches: NodeSwitches

        package init(
            warmStart: ServiceSpec.WarmStart?, jvm: ServiceSpec.JVM? = nil, environment: [String: String] = [:],
            overrides: [String: String] = [:], user: String? = nil, memory: Int64? = nil,
            switches: NodeSwitches = NodeSwitches()
        ) {
            self.memory = memory
            self.warmStart = warmStart
            self.jvm = jvm
            self.environment = environment
            self.overrides = overrides
            self.user = user
            self.switches = switches
        }

        /// The whole warm start is switched off, by the node or for the app.
        package var isOff: Bool { switches.warmStart == false || overrides[NodeSwitches.warmStartKey] == "off" }
    }

    /// Why there is none.
    package enum Absence: Hashable, Sendable {
        /// Its release brings no warm start: it is no Java program, or its recipe wants none.
        case release
        case recipe
        case node
        case app
        /// Its own options say otherwise, in words.
        case options(String)
    }

    package enum Decision: Hashable, Sendable {
        case archive(ArchivePlan)
        case none(Absence)
    }

    /// 24 hex digits, which name the file.
    package let key: String
    /// The Java program, absolute or relative to the release.
    package let program: String
    /// The options that an archive's form depends on.
    package let flags: [String]
    /// They say how large the heap gets, and that its pointers are short.
    package let hasHeap: Bool
    /// As the program is started with it; relative to the release.
    package let classPath: String
    /// A file of the release.
    package let classList: String

    package static func decide(_ subject: Subject) -> Decision {
        guard let warm = subject.warmStart else { return .none(.release) }
        guard let list = warm.classList, let archive = warm.archive else { return .none(.recipe) }
        if subject.switches.warmStart == false { return .none(.node) }
        if subject.isOff { return .none(.app) }
        let place = warm.command.firstIndex { $0 == "-cp" || $0 == "-classpath" || $0 == "--class-path" }
        guard let place, place > 0, warm.command.indices.contains(place + 1) else {
            return .none(.options("its start command names no class path"))
        }
        let options = Array(warm.command[1..<place]) + ownOptions(subject)
        if let foreign = options.first(where: ArchiveFlags.isAgainst) {
            return .none(.options("its own options say \(foreign.prefix { $0 != "=" })"))
        }
        let program = relative(warm.command[0])
        let classPath = warm.command[place + 1]
        guard !program.isEmpty, !program.contains("${"), !classPath.contains("${"), !ReleasePath.leadsOut(list) else {
            return .none(.options("its class path is not one of its release alone"))
        }
        let flags = ArchiveFlags.mattering(options)
        let hasHeap = ArchiveFlags.isBounded(options)
        let heap = hasHeap ? "a heap of its own" : "a heap by the host"
        let parts = ["1", archive.hex, program, classPath, list, subject.user ?? "", heap] + flags
        return .archive(
            ArchivePlan(
                key: hash(parts), program: program, flags: flags, hasHeap: hasHeap,
                classPath: classPath, classList: list))
    }

    /// In the order in which a Java VM reads them: those of its environment first.
    private static func ownOptions(_ subject: Subject) -> [String] {
        let overrides = subject.overrides
        let told = ["JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"].map { name in
            ServiceSpec.words(overrides["env." + name] ?? subject.environment[name] ?? "")
        }
        let memory = overrides["limits.memory"].flatMap(ByteSize.bytes) ?? subject.memory
        let heap =
            (overrides["jvm.heap"] ?? subject.jvm?.heap).map { ["-Xmx" + $0] }
            ?? memory.map { ["-XX:MaxRAM=\($0)"] } ?? []
        let options = overrides["jvm.options"].map(ServiceSpec.words) ?? subject.jvm?.options ?? []
        return told[0] + told[1] + heap + options + told[2]
    }

    private static func relative(_ program: String) -> String {
        let release = "${release}/"
        return program.hasPrefix(release) ? String(program.dropFirst(release.count)) : program
    }

    /// FNV-1a with 128 bits, of which 96 are kept. It only tells honest inputs apart: what it is taken over holds a
    /// SHA-256 digest already, and where an app may be hostile to another its user is in it.
    private static func hash(_ parts: [String]) -> String {
        let prime: UInt128 = 1 << 88 | 0x13b
        var state: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        for part in parts {
            for byte in part.utf8 { state = (state ^ UInt128(byte)) &* prime }
            // No byte of a text.
            state = (state ^ 0xff) &* prime
        }
        let digits = String(state >> 32, radix: 16)
        return String(repeating: "0", count: 24 - digits.utf8.count) + digits
    }
}

extension ArchivePlan {
    /// The words after the program's own name that make the archive, without starting the app. The release is the
    /// working folder; all that is written lies below `folder`.
    package func dump(to archive: String, folder: String) -> [String] {
        // What the VM chooses by the memory of the host it shall choose here as it will there.
        flags + (flags.contains { $0.hasPrefix("-XX:MaxRAM") } || !hasHeap ? [] : ["-Xmx256m"]) + [
            "-XX:-UsePerfData", "-XX:ErrorFile=\(folder)/error.log", "-XX:-CreateCoredumpOnCrash",
            "-Djava.io.tmpdir=\(folder)", "-Xshare:dump", "-XX:SharedClassListFile=\(classList)",
            "-XX:SharedArchiveFile=\(archive)", "-cp", classPath,
        ]
    }

    /// The options of a start with it. `log` takes what the VM says of it.
    package static func options(archive: String, log: String) -> [String]? {
        // A colon stands between two archives there, a quotation mark around the file here.
        let isPlain = (archive + log).utf8.allSatisfy { $0 > 0x20 && $0 != 0x3a && $0 != 0x22 && $0 != 0x7f }
        guard isPlain, !archive.contains("${"), !log.contains("${"), !log.contains("%") else { return nil }
        return ["-Xshare:auto", choice + archive, "-Xlog:cds:file=\"\(log)\":level:filecount=0"]
    }

    private static let choice = "-XX:SharedArchiveFile="

    /// The archive that such options name.
    package static func archive(in options: [String]) -> String? {
        options.first { $0.hasPrefix(choice) }.map { String($0.dropFirst(choice.count)) }
    }

    /// Where it is told that an archive was thrown away (`NodeLayout.refusal`), from the archive's own path.
    package static func refusal(of archive: String) -> String {
        (archive.hasSuffix(".jsa") ? String(archive.dropLast(4)) : archive) + ".refused"
    }

    /// Bytes that no archive is smaller than: a VM that is given the head of one alone does not live through it.
    package static let smallest: Int64 = 1 << 20
    package static let largest: Int64 = 1 << 30
}
