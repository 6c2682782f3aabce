package import SlipwayModel
import SlipwaySystem

extension ServiceSpec.Limits {
    /// What the release says, or the node where it says otherwise. Throws `SuperviseError` for what is no limit.
    package init(_ released: ServiceSpec.Limits, _ overrides: [String: String]) throws {
        self = released
        if let text = overrides["limits.memory"] {
            memory = try Self.read(text, "limits.memory", "no amount such as 512m or 2g", ByteSize.bytes)
        }
        if let text = overrides["limits.cpu"] {
            cpu = try Self.read(text, "limits.cpu", "no share of processors such as 50% or 200%", ServiceSpec.percent)
        }
        if let text = overrides["limits.nofile"] {
            nofile = try Self.read(text, "limits.nofile", "no number of open files") {
                Int($0).flatMap { (1...1 << 30).contains($0) ? $0 : nil }
            }
        }
        if let text = overrides["limits.processes"] {
            processes = try Self.read(text, "limits.processes", "no number of processes") { Int($0) }
        }
        if let text = overrides["limits.oom-score"] {
            oomScore = try Self.read(text, "limits.oom-score", "no number from 0 to 1000") { Int($0) }
        }
        if let fault { throw SuperviseError("use", "the limits", fault) }
    }

    /// The `oom_score_adj` of an app that does not name its own: it goes before the daemon and its wrapper do.
    static let usualScore = 100

    /// What a kernel that refuses a score is told of; one that nobody asked for is no limit.
    func unscored(_ process: ChildProcess) -> [String] {
        guard let oomScore, let reason = process.unscored else { return [] }
        return ["oom-score \(oomScore): the kernel does not allow it (\(reason))"]
    }

    private static func read<Limit>(
        _ text: String, _ key: String, _ fault: String, _ parse: (String) -> Limit?
    ) throws -> Limit {
        guard let limit = parse(text) else { throw SuperviseError("use", key, "“\(text)” is \(fault)") }
        return limit
    }
}

/// The options of the Java machine that the word `${jvm}` of a start command stands for.
package enum JVMOptions {
    package static let word = "${jvm}"

    /// Heap and limits first, so that an option that says otherwise wins.
    package static func words(
        _ jvm: ServiceSpec.JVM?, _ overrides: [String: String], _ limits: ServiceSpec.Limits
    ) throws -> [String] {
        var words: [String] = []
        if let heap = overrides["jvm.heap"] ?? jvm?.heap {
            guard ByteSize.bytes(heap) != nil else {
                throw SuperviseError("use", "jvm.heap", "“\(heap)” is no size such as 512m or 2g")
            }
            words.append("-Xmx" + heap)
        } else if let memory = limits.memory {
            words.append("-XX:MaxRAM=\(memory)")
        }
        if let cpu = limits.cpu { words.append("-XX:ActiveProcessorCount=\((min(cpu, 1_000_000) + 99) / 100)") }
        if jvm?.fastStart == true { words.append("-XX:TieredStopAtLevel=1") }
        return words + (overrides["jvm.options"].map(ServiceSpec.words) ?? jvm?.options ?? [])
    }
}
