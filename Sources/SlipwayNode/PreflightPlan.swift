package import SlipwayModel

/// What is known of host and app before a switch begins.
package struct PreflightFacts: Sendable {
    /// A port that cannot be had now.
    package struct Taken: Sendable {
        package var name: String
        package var port: Int
        /// `the app admin`, `java (pid 812)`; nil when nobody can tell.
        package var holder: String?
        /// The kernel forbids this user to open it.
        package var isForbidden: Bool
        package init(name: String, port: Int, holder: String?, isForbidden: Bool = false) {
            self.name = name
            self.port = port
            self.holder = holder
            self.isForbidden = isForbidden
        }
    }

    /// Bytes; nil when nothing tells.
    package var availableMemory: Int64?
    /// Bytes that this host could give at most; nil when nothing tells.
    package var totalMemory: Int64?
    /// Bytes of the present process.
    package var resident: Int64?
    /// The version of the host's GNU C library; nil where there is none.
    package var glibc: String?
    package var taken: [Taken] = []
    /// Secrets that the service names and nobody has set.
    package var unset: [String] = []

    package init() {}
}

/// Decides before anything is changed whether a switch can be made, and how.
package enum PreflightPlan {
    /// What one more process is expected to take, in bytes: its limit, or its heap with what Java needs besides, or what
    /// the present one takes.
    package static func needed(_ service: ServiceSpec, resident: Int64?) -> Int64? {
        if let limit = service.limits.memory { return limit }
        if let heap = service.jvm?.heap.flatMap({ ByteSize.bytes($0) }) { return heap + heap / 4 + 64 << 20 }
        return resident
    }

    /// `old`: what runs now, nil when nothing does. `isThere`: the new one runs already, parked.
    package static func mode(
        _ new: ServiceSpec, over old: ServiceSpec?, isThere: Bool, _ facts: PreflightFacts
    ) -> (SwitchPolicy.Mode, reason: String?) {
        guard let old, new.switch.mode != .stopStart else { return (new.switch.mode, nil) }
        // A socket that is held would be in the way of a program that opens its own.
        if new.sockets == .own { return (.stopStart, "its program opens its ports itself") }
        if old.sockets == .own { return (.stopStart, "the program before it opens its ports itself") }
        if new.switch.mode == .handover { return (.handover, nil) }
        if old.switch.mode != .overlap { return (.handover, "the release before it cannot run beside another") }
        if new.sockets == .inherited { return (.handover, "its program takes clients as soon as it runs") }
        if old.sockets == .inherited { return (.handover, "the program before it takes clients as long as it runs") }
        guard !isThere, let available = facts.availableMemory,
            let needed = needed(new, resident: facts.resident), needed > available
        else { return (.overlap, nil) }
        let have = ByteSize.words(available)
        return (.handover, "memory: \(have) available, a second one needs \(ByteSize.words(needed))")
    }

    /// What stands in the way, the first reason first; `command` makes a command line of this node.
    package static func obstacles(
        _ service: ServiceSpec, _ facts: PreflightFacts, command: (String) -> String
    ) -> [Refusal] {
        let release = "\(service.name) \(service.version)"
        var all: [Refusal] = []
        if let wanted = service.glibc, !isAtLeast(facts.glibc, wanted) {
            let has = facts.glibc.map { "this host has \($0)" } ?? "this host has none"
            all.append(
                Refusal(
                    .badInput, "\(release) needs the GNU C library \(wanted) or newer, and \(has)",
                    hint: "choose a newer system, or an image that was built for an older one"))
        }
        if let refusal = tooLarge(service, total: facts.totalMemory) { all.append(refusal) }
        return all + facts.unset.map { unset($0, command: command) } + facts.taken.map(refusal)
    }

    static func unset(_ secret: String, command: (String) -> String) -> Refusal {
        Refusal(
            .notFound, "the secret \(secret) is not set on this node",
            hint: "set it: " + command("secret set \(secret)"))
    }

    /// A service that this host could not even run alone.
    package static func tooLarge(_ service: ServiceSpec, total: Int64?) -> Refusal? {
        guard let total else { return nil }
        let wishes = [
            ("jvm.heap", service.jvm?.heap.flatMap { ByteSize.bytes($0) }), ("limits.memory", service.limits.memory),
        ]
        for case (let key, let wanted?) in wishes where wanted > total {
            let (needs, has) = (ByteSize.words(wanted), ByteSize.words(total))
            return Refusal(
                .badInput, "\(service.name) \(service.version) has \(key) \(needs), and this host has \(has) in all",
                hint: "set a smaller one: \(key)=SIZE")
        }
        return nil
    }

    private static func refusal(_ taken: PreflightFacts.Taken) -> Refusal {
        let hint = "free it, or choose another port: listen.\(taken.name)=PORT"
        let port = "port \(taken.port) (\(taken.name))"
        if taken.isForbidden {
            return Refusal(
                .notPermitted, "this user may not listen on \(port)",
                hint: "choose a port from 1024 on: listen.\(taken.name)=PORT, or have root set "
                    + "net.ipv4.ip_unprivileged_port_start=\(taken.port)")
        }
        let holder = taken.holder ?? "a process that this user may not see"
        return Refusal(.failed, "\(port) is taken by \(holder)", hint: hint)
    }

    private static func isAtLeast(_ version: String?, _ wanted: String) -> Bool {
        guard let version else { return false }
        let (has, needs) = (numbers(version), numbers(wanted))
        return !has.lexicographicallyPrecedes(needs)
    }

    private static func numbers(_ version: String) -> [Int] { version.split(separator: ".").map { Int($0) ?? 0 } }
}
