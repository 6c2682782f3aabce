package import SlipwayModel

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
        if let fault { throw SuperviseError("use", "the limits", fault) }
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
        return words + (overrides["jvm.options"].map(ServiceSpec.words) ?? jvm?.options ?? [])
    }
}
