import SlipwayModel
import SlipwaySystem

/// What is kept of a sick process, as text: its open files, its memory, its counters. Each text is bounded.
package enum ProcessEvidence {
    /// A line for each: `FD KIND TARGET`, a TCP connection with its ends and state.
    package static func openFiles(_ pid: Int32) -> String { OpenFileList(pid).text }

    /// Totals by kind of memory, and the largest by name.
    package static func memoryMap(_ pid: Int32) -> String {
        MemorySummary(ProcText.lines("/proc/\(pid)/smaps", most: 32 << 20)).text
    }

    /// Lines `NAME VALUE`: those of its Java VM, then what the kernel tells of it.
    package static func counters(_ pid: Int32) -> String {
        var sections: [String] = []
        if let process = ProcessTable.identity(of: pid) {
            switch PerfFile(process).read() {
            case .counters(let counters): sections.append("# Java VM\n" + counters.text)
            case .nothing(let reason): sections.append("# Java VM: " + reason)
            }
        }
        for name in ["status", "io", "limits", "stat", "cgroup", "oom_score", "wchan"] {
            guard let text = ProcText.read("/proc/\(pid)/\(name)", most: 64 << 10), !text.isEmpty else { continue }
            let lines = text.split(separator: "\n").map { line in
                line.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
            }
            sections.append("# \(name)\n" + lines.joined(separator: "\n"))
        }
        return sections.joined(separator: "\n\n") + "\n"
    }
}
