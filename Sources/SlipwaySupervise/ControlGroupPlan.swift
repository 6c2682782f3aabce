package import SlipwayModel

/// Where a slot's control groups go and what is written into them, from what the kernel says of this process: below its
/// own group, in each hierarchy that knows how to enforce a limit (`cgroups(7)`).
package struct ControlGroupPlan: Hashable, Sendable {
    package enum Controller: String, Hashable, Sendable, CaseIterable { case memory, cpu, pids }
    package enum Version: Hashable, Sendable { case one, two }

    /// The group of this process in one hierarchy.
    package struct Place: Hashable, Sendable {
        package var folder: String
        package var version: Version
        package init(folder: String, version: Version) {
            self.folder = folder
            self.version = version
        }
    }

    /// One limit, as a group to make and a file in it to write.
    package struct Step: Hashable, Sendable {
        package var controller: Controller
        /// `memory 1073741824 bytes`, `cpu 200%`.
        package var title: String
        /// nil: no hierarchy of this host can enforce it.
        package var parent: Place?
        package var file: String
        package var value: String
    }

    package let places: [Controller: Place]

    /// A wrapper under version two moves into this group of its own, since a group with limited children holds no
    /// process itself.
    package static let ownGroup = "slipway-wrapper"

    /// `membership`: /proc/PID/cgroup; `mounts`: /proc/PID/mountinfo (`proc_pid_mountinfo(5)`).
    package init(membership: String, mounts: String) {
        let mounts = mounts.split(separator: "\n").compactMap(Mount.init)
        var places: [Controller: Place] = [:]
        for line in membership.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 3 else { continue }
            let names = fields[1].split(separator: ",").map(String.init)
            let isTwo = fields[0] == "0" && names.isEmpty
            for controller in Controller.allCases where isTwo || names.contains(controller.rawValue) {
                let mount = mounts.last {
                    isTwo ? $0.type == "cgroup2" : $0.type == "cgroup" && $0.options.contains(controller.rawValue)
                }
                guard let folder = mount?.folder(of: fields[2]) else { continue }
                // Version one has the controller when both name it: then version two cannot.
                if isTwo, places[controller] != nil { continue }
                places[controller] = Place(folder: folder, version: isTwo ? .two : .one)
            }
        }
        self.places = places
    }

    package func steps(_ limits: ServiceSpec.Limits) -> [Step] {
        var steps: [Step] = []
        if let memory = limits.memory {
            let isOne = places[.memory]?.version == .one
            steps.append(
                Step(
                    controller: .memory, title: "memory \(memory) bytes", parent: places[.memory],
                    file: isOne ? "memory.limit_in_bytes" : "memory.max", value: "\(memory)"))
        }
        if let cpu = limits.cpu {
            let isOne = places[.cpu]?.version == .one
            // Microseconds of work in each tenth of a second.
            let quota = "\(min(max(cpu, 1), 1_000_000) * 1000)"
            steps.append(
                Step(
                    controller: .cpu, title: "cpu \(cpu)%", parent: places[.cpu],
                    file: isOne ? "cpu.cfs_quota_us" : "cpu.max", value: isOne ? quota : quota + " 100000"))
        }
        if let processes = limits.processes {
            steps.append(
                Step(
                    controller: .pids, title: "processes \(processes)", parent: places[.pids], file: "pids.max",
                    value: "\(processes)"))
        }
        return steps
    }
}

/// One line of mountinfo.
private struct Mount {
    var root: String
    var point: String
    var type: String
    var options: [String]

    init?(_ line: Substring) {
        let fields = line.split(separator: " ").map(String.init)
        guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 3 else { return nil }
        root = Self.plain(fields[3])
        point = Self.plain(fields[4])
        type = fields[dash + 1]
        options = fields[dash + 3].split(separator: ",").map(String.init)
    }

    /// Where a group lies; nil when it is outside of what is mounted.
    func folder(of group: String) -> String? {
        guard !group.split(separator: "/").contains("..") else { return nil }
        if root == "/" { return group == "/" ? point : point + group }
        if group == root { return point }
        return group.hasPrefix(root + "/") ? point + group.dropFirst(root.count) : nil
    }

    /// Blanks come as `\040`.
    private static func plain(_ field: String) -> String {
        var plain: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == 0x5c, digits.count == 3, let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8) {
                plain.append(code)
                rest = rest.dropFirst(3)
            } else {
                plain.append(byte)
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
