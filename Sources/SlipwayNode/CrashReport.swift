package import SlipwayModel
import SlipwaySystem

/// Finds what a Java VM wrote when it crashed: `hs_err_pid<PID>.log`. Whatever lies there may be anybody's, so it is
/// believed only when it is a plain file of the app's own user, as young as the crash.
package struct CrashReport {
    private let slot: SlotLayout
    private let service: ServiceSpec?
    /// Bytes read.
    private static let most = 1 << 20
    /// Seconds between the report and the end of its process.
    private static let near: Int64 = 600

    package init(_ slot: SlotLayout, _ service: ServiceSpec?) {
        self.slot = slot
        self.service = service
    }

    /// `at`: when it ended, in milliseconds since 1970.
    package func read(pid: Int32, at: Int64) -> [UInt8]? {
        // A file's time may be any number at all.
        let when = at / 1000 - Self.near...at / 1000 + Self.near
        let owners = Set([slot.temp, slot.work, slot.folder].compactMap { (try? Files.facts($0))??.owner })
        for path in places(pid) {
            guard let file = try? PlainFile.read(path),
                let facts = try? Files.facts("/proc/self/fd/\(file.fd)", following: true),
                owners.contains(facts.owner), when.contains(facts.modified)
            else { continue }
            let size = Int(clamping: min(facts.size, Int64(Self.most)))
            let bytes = [UInt8](unsafeUninitializedCapacity: size) { room, count in
                while count < size {
                    let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[count...])
                    guard let more = try? file.read(into: rest), more > 0 else { return }
                    count += more
                }
            }
            if !bytes.isEmpty { return bytes }
        }
        return nil
    }

    private func places(_ pid: Int32) -> [String] {
        let name = "hs_err_pid\(pid).log"
        var folders = [slot.work, slot.temp]
        let release = (try? Files.real(slot.release)) ?? slot.release
        if let launch = service?.launch.folder { folders.append(launch == "." ? release : joined(release, launch)) }
        return named(pid, release) + (folders + ["/tmp"]).map { $0 + "/" + name }
    }

    /// The files that `-XX:ErrorFile=` names, the latest first.
    private func named(_ pid: Int32, _ release: String) -> [String] {
        let known = [
            "${release}": release, "${run}": slot.run, "${work}": slot.work, "${temp}": slot.temp,
            "${shared}": slot.app.shared, "%p": "\(pid)",
        ]
        let words = (service?.jvm?.options ?? []) + (service?.launch.command ?? [])
        return words.reversed().filter { $0.hasPrefix(Self.option) }.map { word in
            var path = String(word.dropFirst(Self.option.count))
            for (mark, value) in known { path = Self.replaced(mark, by: value, in: path) }
            return joined(release, path)
        }
    }

    private static let option = "-XX:ErrorFile="

    private static func replaced(_ mark: String, by value: String, in text: String) -> String {
        var result = ""
        var rest = text[...]
        while let first = rest.first {
            if rest.hasPrefix(mark) {
                result += value
                rest = rest.dropFirst(mark.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
