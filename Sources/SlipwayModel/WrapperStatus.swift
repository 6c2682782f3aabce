/// What a wrapper says is true: the file `run/status.json`, replaced whole. The wrapper is its only writer.
package struct WrapperStatus: Codable, Hashable, Sendable {
    /// One slot of the app: what its program does, and how it has fared so far.
    package struct Slot: Hashable, Sendable {
        package var generation: Int
        package var phase: SlotPhase
        /// Grows with each start, so that a late verdict cannot kill a fresh process.
        package var incarnation: Int
        /// The process, while there is one; in JSON its `pid` and `startTime` are the slot's own.
        package var process: ProcessIdentity?
        /// The port on 127.0.0.1 that answers probes, once the program has named it.
        package var privatePort: Int?
        /// The program has said that it is fully started.
        package var ready: Bool
        /// Its listener takes clients.
        package var admitting: Bool
        package var restarts: Int
        /// The latest exits, oldest first, at most 10.
        package var exits: [Exit]
        /// Milliseconds since 1970, when the present phase began.
        package var since: Int64
        /// Why it failed to start, in the program's own words.
        package var complaint: String?
        /// The complaint is of the node, such as a full disk: no fault of the release.
        package var isNodeFault = false
        /// Limits of the service that this host does not let the wrapper enforce, in words.
        package var unenforced: [String]

        package init(
            generation: Int, phase: SlotPhase, incarnation: Int, process: ProcessIdentity?, privatePort: Int?,
            ready: Bool, admitting: Bool, restarts: Int, exits: [Exit], since: Int64, complaint: String?,
            unenforced: [String] = []
        ) {
            self.generation = generation
            self.phase = phase
            self.incarnation = incarnation
            self.process = process
            self.privatePort = privatePort
            self.ready = ready
            self.admitting = admitting
            self.restarts = restarts
            self.exits = exits
            self.since = since
            self.complaint = complaint
            self.unenforced = unenforced
        }
    }

    /// One ending of a slot's process, whether it was asked for or not.
    package struct Exit: Codable, Hashable, Sendable {
        /// Milliseconds since 1970.
        package var at: Int64
        package var incarnation: Int
        /// In words: `exit status 3`, `signal 9`, `not known`.
        package var how: String
        /// It was asked to stop.
        package var wanted: Bool
        /// The number it had; nil when an earlier version noted the exit.
        package var pid: Int32?
        /// What the kernel tells of ending it for memory, in words.
        package var outOfMemory: String?
        package init(
            at: Int64, incarnation: Int, how: String, wanted: Bool, pid: Int32? = nil, outOfMemory: String? = nil
        ) {
            self.at = at
            self.incarnation = incarnation
            self.how = how
            self.wanted = wanted
            self.pid = pid
            self.outOfMemory = outOfMemory
        }
    }

    /// One listening socket that the wrapper holds open.
    package struct Socket: Codable, Hashable, Sendable {
        package var name: String
        package var port: Int
        package var inode: UInt64
        package init(name: String, port: Int, inode: UInt64) {
            self.name = name
            self.port = port
            self.inode = inode
        }
    }

    package var schema = 1
    /// The `rev` of the want that this answers.
    package var rev: Int
    package var bootId: String
    package var wrapper: ProcessIdentity
    package var slots: [Slot]
    package var listen: [Socket]
    /// What the wrapper cannot make true just now, e.g. a port that is taken.
    package var trouble: String?
    /// Log lines lost, by this wrapper and by those before it.
    package var dropped: Int
    /// How many of them the log has been told of; nil for all.
    package var logConfessed: Int?

    package init(
        rev: Int, bootId: String, wrapper: ProcessIdentity, slots: [Slot], listen: [Socket], trouble: String?,
        dropped: Int
    ) {
        self.rev = rev
        self.bootId = bootId
        self.wrapper = wrapper
        self.slots = slots
        self.listen = listen
        self.trouble = trouble
        self.dropped = dropped
    }

    package func slot(_ generation: Int) -> Slot? { slots.first { $0.generation == generation } }
}

extension WrapperStatus.Slot: Codable {
    private enum CodingKeys: String, CodingKey {
        case generation, phase, incarnation, pid, startTime, privatePort, ready, admitting, restarts, exits, since
        case complaint, unenforced, nodeFault
    }

    package init(from decoder: any Decoder) throws {
        let slot = try decoder.container(keyedBy: CodingKeys.self)
        generation = try slot.decode(Int.self, forKey: .generation)
        phase = try slot.decode(SlotPhase.self, forKey: .phase)
        incarnation = try slot.decode(Int.self, forKey: .incarnation)
        process = try slot.decodeIfPresent(Int32.self, forKey: .pid).map {
            ProcessIdentity(pid: $0, startTime: try slot.decode(UInt64.self, forKey: .startTime))
        }
        privatePort = try slot.decodeIfPresent(Int.self, forKey: .privatePort)
        ready = try slot.decode(Bool.self, forKey: .ready)
        admitting = try slot.decode(Bool.self, forKey: .admitting)
        restarts = try slot.decode(Int.self, forKey: .restarts)
        exits = try slot.decode([WrapperStatus.Exit].self, forKey: .exits)
        since = try slot.decode(Int64.self, forKey: .since)
        complaint = try slot.decodeIfPresent(String.self, forKey: .complaint)
        isNodeFault = try slot.decodeIfPresent(Bool.self, forKey: .nodeFault) ?? false
        unenforced = try slot.decodeIfPresent([String].self, forKey: .unenforced) ?? []
    }

    package func encode(to encoder: any Encoder) throws {
        var slot = encoder.container(keyedBy: CodingKeys.self)
        try slot.encode(generation, forKey: .generation)
        try slot.encode(phase, forKey: .phase)
        try slot.encode(incarnation, forKey: .incarnation)
        try slot.encodeIfPresent(process?.pid, forKey: .pid)
        try slot.encodeIfPresent(process?.startTime, forKey: .startTime)
        try slot.encodeIfPresent(privatePort, forKey: .privatePort)
        try slot.encode(ready, forKey: .ready)
        try slot.encode(admitting, forKey: .admitting)
        try slot.encode(restarts, forKey: .restarts)
        try slot.encode(exits, forKey: .exits)
        try slot.encode(since, forKey: .since)
        try slot.encodeIfPresent(complaint, forKey: .complaint)
        if isNodeFault { try slot.encode(true, forKey: .nodeFault) }
        if !unenforced.isEmpty { try slot.encode(unenforced, forKey: .unenforced) }
    }
}

/// What a slot is doing, as its wrapper sees it.
package enum SlotPhase: String, Codable, Sendable {
    case stopped, starting, running, stopping
    /// Exited; a restart is due after a pause.
    case waiting
    /// Its restart budget is used up; tried on at the longest pause.
    case failed
}

/// A process that cannot be mistaken for another: pids come round again, this triple does not.
package struct ProcessIdentity: Codable, Hashable, Sendable {
    package var pid: Int32
    /// Clock ticks after boot (`/proc/PID/stat`, field 22).
    package var startTime: UInt64
    package init(pid: Int32, startTime: UInt64) {
        self.pid = pid
        self.startTime = startTime
    }
}
