import Glibc
package import SlipwayModel
import SlipwaySystem

/// Makes the control groups of one slot, and removes them when its processes have ended.
package struct ControlGroups {
    /// What was made for a start.
    package struct Made {
        /// Folders that the process joins.
        package var folders: [String] = []
        /// The titles of the limits in each.
        package var titles: [String: [String]] = [:]
        /// Limits that this host does not let us enforce, in words.
        package var unenforced: [String] = []

        package init() {}

        /// `unjoined`: the kernel's reason by folder.
        package func unenforced(_ unjoined: [String: String]) -> [String] {
            unenforced
                + unjoined.sorted { $0.key < $1.key }.flatMap { folder, reason in
                    (titles[folder] ?? []).map { "\($0): its control group cannot be joined (\(reason))" }
                }
        }
    }

    /// The same for each start of one slot, and another for any other slot of this host.
    package let name: String
    private let plan: ControlGroupPlan

    package init(name: String, _ plan: ControlGroupPlan) {
        self.name = name
        self.plan = plan
    }

    /// Below the group of this process.
    init(_ slot: SlotLayout) {
        self.init(name: Self.name(slot), Self.plan(of: getpid()))
    }

    static func needed(_ limits: ServiceSpec.Limits) -> Bool {
        limits.memory != nil || limits.cpu != nil || limits.processes != nil
    }

    package func make(_ limits: ServiceSpec.Limits) -> Made {
        var made = Made()
        for step in plan.steps(limits) {
            guard let parent = step.parent else {
                made.unenforced.append("\(step.title): this host has no control group for it")
                continue
            }
            do {
                let home = try Self.home(parent, step.controller)
                let folder = home + "/" + name
                try Disk.makeFolder(folder)
                if !made.folders.contains(folder) { made.folders.append(folder) }
                try Self.write(step.value, to: folder + "/" + step.file)
                made.titles[folder, default: []].append(step.title)
            } catch let error as SystemError {
                made.unenforced.append("\(step.title): no control group may be made (\(error.reason))")
            } catch {
                made.unenforced.append("\(step.title): \(SuperviseError.sentence(error))")
            }
        }
        return made
    }

    /// The groups of this slot that a process is in.
    func folders(of pid: Int32) -> [String] {
        Set(Self.plan(of: pid).places.values.map(\.folder)).filter { lastName(of: $0) == name }.sorted()
    }

    /// Those that may be left over from an earlier wrapper.
    func leftovers() -> [String] {
        Set(plan.places.values.map { Self.base($0) + "/" + name }).filter(Files.isFolder).sorted()
    }

    /// Ends all that is in a group, also what forks without end.
    static func kill(_ folder: String) {
        if Files.exists(folder + "/cgroup.kill") { return (try? write("1", to: folder + "/cgroup.kill")) ?? () }
        // Under version one a group that has this file was made for it, and is given its limit anew at each start.
        let most = folder + "/pids.max"
        if !Files.exists(folder + "/cgroup.type"), Files.exists(most) { try? write("0", to: most) }
        for _ in 0..<mostRounds {
            let pids = pids(in: folder)
            if pids.isEmpty { return }
            for pid in pids { Glibc.kill(pid, SIGKILL) }
        }
    }

    private static let mostRounds = 100

    /// Ends what is still in a group and removes it; false while something is.
    static func remove(_ folder: String) -> Bool {
        for pid in pids(in: folder) { Glibc.kill(pid, SIGKILL) }
        do { try Disk.removeFolder(folder) } catch { return !Files.isFolder(folder) }
        return true
    }

    /// Lets the service manager put a new wrapper into our unit's group while programs run on below it: under version
    /// two a group whose children have limits takes no process. To be called in the group that systemd makes for what
    /// runs before the wrapper; that limits the programs again when it takes them over.
    package static func makeWay() {
        for place in Set(plan(of: getpid()).places.values) where place.version == .two {
            guard lastName(of: place.folder) == ".control" else { continue }
            let file = parent(of: place.folder) + "/cgroup.subtree_control"
            for word in (try? words(file)) ?? [] { try? write("-" + word, to: file) }
        }
    }

    private static func plan(of pid: Int32) -> ControlGroupPlan {
        ControlGroupPlan(
            membership: (try? Files.text("/proc/\(pid)/cgroup")) ?? "",
            mounts: (try? Files.text("/proc/self/mountinfo")) ?? "")
    }

    private static func name(_ slot: SlotLayout) -> String {
        // Two nodes on one host may have apps of one name; the place of their folder tells them apart.
        "slipway-\(slot.app.name)-\(slot.generation)-\(SlotRemains.place(of: slot.app, "-"))"
    }

    private static func base(_ place: ControlGroupPlan.Place) -> String {
        place.version == .two && lastName(of: place.folder) == ControlGroupPlan.ownGroup
            ? parent(of: place.folder) : place.folder
    }

    /// The folder below which a group with this controller can be made.
    private static func home(
        _ place: ControlGroupPlan.Place, _ controller: ControlGroupPlan.Controller
    ) throws -> String {
        let base = base(place)
        let word = controller.rawValue
        let switchFile = base + "/cgroup.subtree_control"
        guard place.version == .two, try !words(switchFile).contains(word) else { return base }
        do {
            try write("+" + word, to: switchFile)
        } catch let error as SystemError where error.code == EBUSY && pids(in: base) == [getpid()] {
            let own = base + "/" + ControlGroupPlan.ownGroup
            try Disk.makeFolder(own)
            try write("0", to: own + "/cgroup.procs")
            try write("+" + word, to: switchFile)
        }
        return base
    }

    static func pids(in folder: String) -> [Int32] {
        ((try? words(folder + "/cgroup.procs")) ?? []).compactMap { Int32($0) }.filter { $0 > 0 }
    }

    private static func words(_ path: String) throws -> [String] {
        try Files.text(path).split(whereSeparator: \.isWhitespace).map(String.init)
    }

    private static func write(_ value: String, to path: String) throws {
        let file = try Disk.create(path, appending: true)
        try Disk.write(Array(value.utf8), to: file, path)
    }
}
