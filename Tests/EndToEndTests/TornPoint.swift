import SlipwaySystem
import SlipwayTesting

/// One file change of one program during one operation, and what becomes of it.
struct TornPoint: Hashable, Sendable, CustomStringConvertible {
    var operation: TornOperation
    var role: FaultPlan.Role
    var kind: FaultPlan.Kind
    var number: Int

    var description: String { "\(operation.rawValue) \(role.rawValue) \(kind.rawValue) \(number)" }

    /// All points of an operation, from the log of a run in which every call was counted.
    static func all(_ operation: TornOperation, counted log: String) -> [TornPoint] {
        FaultCall.calls(in: log).flatMap { call in
            [FaultPlan.Kind.kill, .enospc, .eio, .short].filter { $0 != .short || call.change == .write }.map {
                TornPoint(operation: operation, role: call.role, kind: $0, number: call.number)
            }
        }
    }
}

/// A line that a counted program has logged: `PID ROLE NUMBER CHANGE KIND PATH`.
struct FaultCall: Hashable, Sendable {
    var pid: Int32
    var role: FaultPlan.Role
    var number: Int
    var change: FileChange
    var path: String

    init?(_ line: Substring) {
        let words = line.split(separator: " ", maxSplits: 5).map(String.init)
        guard words.count == 6, let pid = Int32(words[0]), let role = FaultPlan.Role(rawValue: words[1]),
            let number = Int(words[2]), let change = FileChange(rawValue: words[3])
        else { return nil }
        self.pid = pid
        self.role = role
        self.number = number
        self.change = change
        path = words[5]
    }

    static func calls(in log: String) -> [FaultCall] { log.split(separator: "\n").compactMap { FaultCall($0) } }
}
