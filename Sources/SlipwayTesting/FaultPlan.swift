package import SlipwaySystem

/// What shall go wrong, read from lines `ROLE KIND NUMBER LOG`.
package struct FaultPlan: Hashable, Sendable {
    /// The programs, each with a count of its own.
    package enum Role: String, Sendable { case daemon, worker, wrapper }

    package enum Kind: String, Sendable, CaseIterable {
        /// Nothing: the call is logged.
        case count
        /// The process stops before the call, for somebody to look at the disk.
        case freeze
        /// The sync is left out; number 0 means every one.
        case omit
        case kill, enospc, eio
        /// Half of the write is made, and what follows finds no room.
        case short
        /// From the number on there is no room at all.
        case full

        /// It happens once; the plan is put aside then.
        package var isOnce: Bool {
            switch self {
            case .kill, .enospc, .eio, .short: true
            case .count, .freeze, .omit, .full: false
            }
        }
    }

    package struct Line: Hashable, Sendable {
        /// nil: any.
        package var role: Role?
        package var kind: Kind
        package var number: Int
        package var log: String

        /// Whether it means this call.
        package func concerns(_ role: Role, _ number: Int, _ change: FileChange) -> Bool {
            guard self.role == nil || self.role == role else { return false }
            switch kind {
            case .count, .freeze: return number >= self.number
            case .omit: return FaultPlan.isSync(change) && (self.number == 0 || self.number == number)
            case .kill, .enospc, .eio: return number == self.number
            case .short: return number == self.number && change == .write
            case .full: return number >= self.number && FaultPlan.takesRoom(change)
            }
        }
    }

    package var lines: [Line]

    /// Lines that make no sense are left out.
    package init(_ text: String) {
        lines = text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            guard words.count == 4, let kind = Kind(rawValue: words[1]), let number = Int(words[2]) else { return nil }
            let role = Role(rawValue: words[0])
            guard role != nil || words[0] == "any" else { return nil }
            return Line(role: role, kind: kind, number: number, log: words[3])
        }
    }

    package static func isSync(_ change: FileChange) -> Bool { change == .sync || change == .syncAll }

    static func takesRoom(_ change: FileChange) -> Bool {
        switch change {
        case .create, .write, .link, .symlink, .makeFolder, .makeFIFO, .makeSocket, .allocate: true
        case .truncate, .sync, .syncAll, .rename, .unlink, .removeFolder, .chmod, .setTime: false
        }
    }
}
