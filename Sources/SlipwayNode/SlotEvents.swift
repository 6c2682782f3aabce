package import SlipwayControl
package import SlipwayModel

/// Tells what has happened to an app's processes from two statuses of its wrapper, one after the other.
package enum SlotEvents {
    package struct Happening: Hashable, Sendable {
        package var what: EventDocument.What
        package var generation: Int?
        package var pid: Int32?
        package var detail: String
        package init(_ what: EventDocument.What, _ generation: Int?, _ pid: Int32?, _ detail: String) {
            self.what = what
            self.generation = generation
            self.pid = pid
            self.detail = detail
        }
    }

    package static func between(_ old: WrapperStatus, _ new: WrapperStatus) -> [Happening] {
        var all: [Happening] = []
        if old.wrapper != new.wrapper {
            all.append(Happening(.wrapperStarted, nil, new.wrapper.pid, "pid \(new.wrapper.pid)"))
        }
        for slot in new.slots { all += between(old.slot(slot.generation), slot) }
        // A wrapper goes on counting where the one before was; one of an earlier version begins anew.
        let lost = new.dropped - (new.dropped >= old.dropped ? old.dropped : 0)
        if lost > 0 { all.append(Happening(.logLost, nil, nil, "\(lost) \(lost == 1 ? "line" : "lines") of the log")) }
        return all
    }

    private static func between(_ old: WrapperStatus.Slot?, _ new: WrapperStatus.Slot) -> [Happening] {
        var all: [Happening] = []
        let last = old?.exits.last
        let known = last.map { last in new.exits.lastIndex { $0 == last }.map { $0 + 1 } ?? 0 } ?? 0
        for exit in new.exits[known...] {
            let how = [exit.how, exit.outOfMemory].compactMap(\.self).joined(separator: ", ")
            all.append(
                Happening(.exited, new.generation, exit.pid, how + (exit.wanted ? ", as asked" : ", unasked")))
        }
        let isSame = old?.incarnation == new.incarnation
        if let process = new.process, old?.process != process {
            all.append(
                Happening(.started, new.generation, process.pid, "pid \(process.pid), incarnation \(new.incarnation)"))
        }
        if new.ready, !(isSame && old?.ready == true) {
            all.append(Happening(.ready, new.generation, new.process?.pid, "it is up"))
        }
        if new.phase == .failed, old?.phase != .failed {
            let how = new.exits.last.map { ", at last with \($0.how)" } ?? ""
            let why = new.complaint ?? "it has ended too often" + how
            all.append(Happening(.failed, new.generation, nil, "\(why); it is started again less often"))
        }
        return all
    }
}
