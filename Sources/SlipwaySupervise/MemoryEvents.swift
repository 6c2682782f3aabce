import SlipwayModel
package import SlipwaySystem

/// What the kernel has counted of processes that it ended because a control group's memory was used up.
package struct MemoryEvents: Hashable, Sendable {
    /// Since the group was made.
    package var kills = 0
    /// Bytes; nil when the group has no limit.
    package var limit: Int64?

    package init(kills: Int = 0, limit: Int64? = nil) {
        self.kills = kills
        self.limit = limit
    }

    /// The first of these groups that knows of memory: `memory.events` in version two, `memory.oom_control` in one.
    package init(in folders: [String]) {
        for folder in folders {
            for (events, limit) in [
                ("memory.events", "memory.max"), ("memory.oom_control", "memory.limit_in_bytes"),
            ] {
                guard let text = try? Files.text("\(folder)/\(events)") else { continue }
                kills = Self.number("oom_kill", in: text)
                self.limit = (try? Files.text("\(folder)/\(limit)")).flatMap { Int64($0.prefix { $0 != "\n" }) }
                return
            }
        }
    }

    /// Why a process has ended, in words, from what was counted when it began; nil when memory had no part in it.
    package func sentence(since start: MemoryEvents, _ ending: Ending) -> String? {
        guard kills > start.kills else { return nil }
        let memory = limit.map { "its memory limit of \(ByteSize.words($0)) was used up" } ?? "its memory was used up"
        let who = ending == .signalled(9) ? "it" : kills - start.kills == 1 ? "a process of it" : "processes of it"
        return "the kernel ended \(who): \(memory)"
    }

    private static func number(_ name: String, in text: String) -> Int {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == name { return Int(words[1]) ?? 0 }
        }
        return 0
    }
}
