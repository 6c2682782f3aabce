package import SlipwayModel

/// What a worker is started for, as the words of its command line.
package struct WorkerCall: Hashable, Sendable {
    package enum Task: String, CaseIterable, Sendable {
        /// Writes nothing.
        case verify, describe
        case install, repair

        package var writes: Bool {
            switch self {
            case .verify, .describe: false
            case .install, .repair: true
            }
        }
    }

    package var task: Task
    /// nil: the system's own node.
    package var root: String?
    /// The file of the user's own key, where that is trusted.
    package var development: String?
    package var accepting: Set<Acceptance>
    /// The one release that it may be.
    package var expecting: Digest?
    package var bounds: WorkerBounds
    /// Where the bundle begins in its file.
    package var offset: Int64

    package init(
        _ task: Task, root: String?, development: String? = nil, accepting: Set<Acceptance> = [],
        expecting: Digest? = nil, bounds: WorkerBounds, offset: Int64 = 0
    ) {
        self.task = task
        self.root = root
        self.development = development
        self.accepting = accepting
        self.expecting = expecting
        self.bounds = bounds
        self.offset = offset
    }

    package var words: [String] {
        var words = [task.rawValue]
        if let root { words += ["--root", root] }
        if let development { words += ["--development", development] }
        for accepted in accepting.map(\.rawValue).sorted() { words += ["--accept", accepted] }
        if let expecting { words += ["--expecting", expecting.description] }
        if offset > 0 { words += ["--offset", "\(offset)"] }
        return words + ["--memory", "\(bounds.memory)", "--processor", "\(bounds.processor)"]
    }

    /// Refuses with 64 what the daemon would not say. The last word of its kind counts.
    package init(_ words: [String]) throws {
        guard let first = words.first, let task = Task(rawValue: first) else {
            throw Refusal(.usage, "the worker knows no task \(words.first ?? "")")
        }
        self.init(task, root: nil, bounds: WorkerBounds(bundle: 0))
        var rest = words.dropFirst()
        while let option = rest.popFirst() {
            guard let value = rest.popFirst(), try take(option, value) else {
                throw Refusal(.usage, "the worker does not understand \(option)")
            }
        }
    }

    private mutating func take(_ option: String, _ value: String) throws -> Bool {
        switch option {
        case "--root": root = value
        case "--development": development = value
        case "--accept":
            guard let acceptance = Acceptance(rawValue: value) else { return false }
            accepting.insert(acceptance)
        case "--expecting":
            guard let digest = Digest(value) else { return false }
            expecting = digest
        case "--offset":
            guard let bytes = Int64(value), bytes >= 0 else { return false }
            offset = bytes
        case "--memory":
            guard let bytes = Int64(value) else { return false }
            bounds.memory = bytes
        case "--processor":
            guard let seconds = Int64(value) else { return false }
            bounds.processor = seconds
        case _: return false
        }
        return true
    }
}

/// What reading one bundle may cost: more than any release needs, and far less than would harm the node.
package struct WorkerBounds: Hashable, Sendable {
    /// Bytes of address space.
    package var memory: Int64 = 1 << 30
    /// Seconds of a processor, and of the clock.
    package var processor: Int64
    package var wall: Int64

    /// They grow with its size in bytes. Two installs wait for each other.
    package init(bundle size: Int64) {
        let mebibytes = max(0, min(size, 1 << 40)) >> 20
        processor = 60 + mebibytes
        wall = 300 + 4 * mebibytes
    }
}
