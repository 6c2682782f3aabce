import Glibc
package import SlipwayModel
import SlipwaySystem

/// Finds and reads the perf data of one Java VM, which lies in its own `/tmp` where anybody may put anything.
package struct PerfFile {
    package enum Outcome: Equatable, Sendable {
        case counters(PerfCounters)
        /// Why there is nothing, in words.
        case nothing(String)
    }

    private static let largest = 256 << 10
    static let mostEntries = 500
    private let process: ProcessIdentity

    package init(_ process: ProcessIdentity) { self.process = process }

    package func read() -> Outcome {
        let lines = ProcText.lines("/proc/\(process.pid)/status")
        guard let owner = ProcText.number("Uid", in: lines).flatMap({ UInt32(exactly: $0) }) else { return ended }
        let number = Self.last("NSpid", in: lines) ?? "\(process.pid)"
        let places = folders(owner)
        for folder in places {
            guard let outcome = Self.read(folder + "/" + number, owner) else { continue }
            // Looked at last, so that the counters are this very process's.
            return ProcessTable.identity(of: process.pid) == process ? outcome : ended
        }
        guard ProcessTable.identity(of: process.pid) == process else { return ended }
        return .nothing(
            "the process \(process.pid) has no counters of a Java VM: it is none, is just starting, or runs with "
                + "-XX:-UsePerfData or -XX:+PerfDisableSharedMem")
    }

    private var ended: Outcome { .nothing("the process \(process.pid) has ended") }

    /// The folders of the user's VMs: by the user's name in the process's own root, else whatever folder is the user's.
    private func folders(_ owner: UInt32) -> [String] {
        let root = "/proc/\(process.pid)/root"
        for line in ProcText.lines(root + "/etc/passwd") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count > 2, fields[2] == "\(owner)", !fields[0].contains("/") else { continue }
            let folder = "\(root)/tmp/hsperfdata_\(fields[0])"
            if Self.isFolder(folder, of: owner) { return [folder] }
        }
        return Self.names(in: root + "/tmp").map { "\(root)/tmp/\($0)" }.filter { Self.isFolder($0, of: owner) }
    }

    /// Of the first entries only: there may be very many of others.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        for _ in 0..<mostEntries {
            guard let entry = readdir(stream) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix("hsperfdata_") { names.append(name) }
        }
        return names.sorted()
    }

    private static func isFolder(_ path: String, of owner: UInt32) -> Bool {
        guard let facts = (try? Files.facts(path)) ?? nil else { return false }
        return facts.kind == .folder && facts.owner == owner
    }

    /// nil when there is no such file.
    static func read(_ path: String, _ owner: UInt32) -> Outcome? {
        let file: OpenFile
        do {
            file = try PlainFile.read(path)
        } catch let error as SystemError {
            return error.isMissing ? nil : .nothing("its counters cannot be read: \(error.reason)")
        } catch {
            return .nothing("its counters cannot be read: \(error)")
        }
        var facts = stat()
        guard fstat(file.fd, &facts) == 0, facts.st_uid == owner else {
            return .nothing("its counters belong to another user")
        }
        guard facts.st_size <= largest else { return .nothing("its counters are larger than 256 KiB") }
        do {
            let counters = try PerfCounters(bytes(file, Int(facts.st_size)))
            let again = try PerfCounters(bytes(file, 32))
            guard counters.stamp == again.stamp else { return .nothing("its counters are just changing") }
            return .counters(counters)
        } catch let fault as PerfCounters.Fault {
            return .nothing(words(fault))
        } catch {
            return .nothing("its counters cannot be read: \(error)")
        }
    }

    private static func bytes(_ file: OpenFile, _ size: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: size) { $1 = try file.read(into: .init($0), at: 0) }
    }

    private static func words(_ fault: PerfCounters.Fault) -> String {
        switch fault {
        case .notPerfData: "its counters are no perf data"
        case .anotherVersion(let version): "its counters are of another version, \(version)"
        case .notReady: "its counters are not ready yet"
        }
    }

    private static func last(_ name: String, in lines: [Substring]) -> String? {
        let line = lines.first { $0.hasPrefix(name + ":") }
        return line?.split { $0 == " " || $0 == "\t" }.dropFirst().last.map(String.init)
    }
}
