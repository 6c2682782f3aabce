extension HealthCheck {
    /// Bytes of a text that is looked for.
    package static let longestText = 1000
    package static let mostHeaders = 16
    private static let day = TimeSpan.seconds(86_400)

    /// What is out of bounds in a check of a service description that came from outside, in words.
    func fault(in spec: ServiceSpec) -> String? {
        if kinds.count != 1 { return "a health check asks \(kinds.isEmpty ? "nothing" : "several things")" }
        if !(100...599).contains(status) { return "the health status \(status) is none of HTTP" }
        if !(1...100).contains(failures) { return "failures is \(failures) and may be 1 to 100" }
        for span in [every, timeout] + [within].compactMap(\.self) {
            if span.milliseconds < 1 { return "a health time is none" }
            if span > Self.day { return "a health time is longer than a day" }
        }
        let names = Set(spec.listen.map(\.name))
        for name in [listen, tcp].compactMap(\.self) where !names.contains(name) {
            return "a health check asks a listener \(Self.cut(name)), and there is none"
        }
        for text in [contains, matches, log].compactMap(\.self)
        where text.isEmpty || text.utf8.count > Self.longestText || text.utf8.contains(0) {
            return "the text “\(Self.cut(text))” of a health check is none"
        }
        return httpFault ?? pathFault(spec) ?? jvmFault(spec)
    }

    private var httpFault: String? {
        if let http, !Self.isURLPath(http) { return "the health path \(Self.cut(http)) is none" }
        if let host, !Self.isHost(host) { return "the host \(Self.cut(host)) of a health check is none" }
        let header = header ?? [:]
        if header.count > Self.mostHeaders { return "a health check wants \(header.count) headers" }
        for (name, text) in header
        where !Self.isHeaderName(name) || text.isEmpty || text.utf8.count > Self.longestText {
            return "the header \(Self.cut(name)) of a health check is none"
        }
        return nil
    }

    private func pathFault(_ spec: ServiceSpec) -> String? {
        if let exec {
            let program = exec.first ?? ""
            if ReleasePath.leadsOut(program) {
                return "the program “\(Self.cut(program))” of a health check is none of the release"
            }
        }
        if let heartbeat, !Self.isHeartbeat(heartbeat, shared: spec.shared) {
            return "the heartbeat \(Self.cut(heartbeat)) lies in no shared folder"
        }
        return nil
    }

    private func jvmFault(_ spec: ServiceSpec) -> String? {
        guard let jvm else { return nil }
        if spec.runtime == .exec { return "a health check asks a Java VM, and there is none" }
        guard let above = above ?? Self.usualBound(jvm) else {
            return Self.bounds(jvm) == nil ? nil : "a check of jvm \(jvm.rawValue) has no bound"
        }
        if Self.bounds(jvm)?.contains(above) != true { return "the bound \(above) of jvm \(jvm.rawValue) is none" }
        return nil
    }

    /// For a sentence about a text that may be long.
    private static func cut(_ text: String) -> String { String(text.prefix(80)) }
}

/// What the words of a check must look like, for recipes and for descriptions from outside.
extension HealthCheck {
    package static func isURLPath(_ text: String) -> Bool {
        text.hasPrefix("/") && text.utf8.count <= 2000 && text.utf8.allSatisfy { (33...126).contains($0) }
    }

    /// `shop.example.org`, `localhost:8443`.
    package static func isHost(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, (1...253).contains(name.utf8.count), parts.count <= 2,
            name.utf8.allSatisfy({ isAlphanumeric($0) || [45, 46, 95].contains($0) })
        else { return false }
        if parts.count == 1 { return true }
        return parts[1].utf8.allSatisfy { (48...57).contains($0) }
            && Int(parts[1]).map { (1...65_535).contains($0) } == true
    }

    /// A token of RFC 9110.
    package static func isHeaderName(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.utf8.allSatisfy { isAlphanumeric($0) || "!#$%&'*+-.^_`|~".utf8.contains($0) }
    }

    /// A path in one of the shared folders.
    package static func isHeartbeat(_ path: String, shared: [String]) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 1, path.utf8.count <= 1000, !path.utf8.contains(0) else { return false }
        return shared.contains(String(parts[0])) && !parts.contains { $0.isEmpty || $0 == "." || $0 == ".." }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
    }
}
