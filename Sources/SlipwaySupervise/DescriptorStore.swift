import SlipwayModel
import SlipwaySystem

/// Has the service manager keep duplicates of the listening sockets and of the log's pipe, for a wrapper that it starts
/// in the place of this one.
final class DescriptorStore {
    /// The name of the pipe, which no listener has.
    static let log = "slipway.log"
    /// Milliseconds: so long a port that was closed may be open still.
    private static let patience: Int64 = 1000

    private let notice: SystemdNotice
    private var stored: [DescriptorStorePlan.Entry]
    /// What the program before us has stored is given once more, which changes nothing where it is there.
    private var isFirst = true

    /// `stored`: names of what the manager may hold already.
    init(_ notice: SystemdNotice, stored: [DescriptorStorePlan.Entry], log: Int32) {
        self.notice = notice
        self.stored = stored
        // Each wrapper opens it anew, and to the manager that is another one each time.
        notice.release(Self.log)
        notice.keep(log, as: Self.log)
    }

    /// Makes it what is open now. What was closed is closed for everybody when it returns.
    func sync(_ sockets: [WrapperStatus.Socket], _ descriptors: [Int32]) {
        let open = sockets.map { DescriptorStorePlan.Entry(name: $0.name, inode: $0.inode) }
        let plan = DescriptorStorePlan(stored: stored, open: open)
        for name in plan.released { notice.release(name) }
        let given = isFirst ? plan.kept : plan.added
        for entry in given {
            if let index = open.firstIndex(of: entry) { notice.keep(descriptors[index], as: entry.name) }
        }
        (stored, isFirst) = (plan.kept, false)
        if !plan.released.isEmpty { notice.awaitTaken(within: Self.patience) }
    }
}
