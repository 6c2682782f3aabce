import SlipwayModel
import SlipwaySystem

/// What the kernel tells of each thread of a process that cannot be asked itself: its state, where it waits, its name.
package enum KernelThreads {
    /// Threads told of, at most.
    private static let most = 2000

    package static func lines(_ pid: Int32) -> [String] {
        let folder = "/proc/\(pid)/task"
        let threads = ((try? Files.names(in: folder)) ?? []).compactMap { Int32($0) }.sorted()
        let told = threads.prefix(most).map { thread in
            let path = "\(folder)/\(thread)"
            let state = line("State", of: path) ?? "gone"
            let place = word(path + "/wchan") ?? "-"
            return "\(thread)  \(state)  \(place == "0" ? "-" : place)  \(word(path + "/comm") ?? "-")"
        }
        let left = threads.count > most ? ["… and \(threads.count - most) more"] : []
        return ["\(threads.count) threads: number, state, where the kernel has it wait, name"] + told + left
    }

    /// By a signal or a debugger: it answers nothing.
    static func isStopped(_ pid: Int32) -> Bool {
        guard let state = line("State", of: "/proc/\(pid)")?.first else { return false }
        return state == "T" || state == "t"
    }

    private static func line(_ field: String, of path: String) -> String? {
        guard let text = try? Files.text(path + "/status", limit: 64 << 10) else { return nil }
        return text.split(separator: "\n").first { $0.hasPrefix(field + ":") }
            .map { String($0.dropFirst(field.utf8.count + 1).drop { $0 == "\t" || $0 == " " }) }
    }

    private static func word(_ path: String) -> String? {
        guard let text = try? Files.text(path, limit: 4096) else { return nil }
        let word = text.prefix { $0 != "\n" }
        return word.isEmpty ? nil : String(word)
    }
}
