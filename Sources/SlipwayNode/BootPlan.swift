/// Decides which apps are started after a boot before which: those of the smallest `order` first, and those of one
/// order together.
struct BootPlan: Hashable, Sendable {
    /// An app that waits for its start.
    struct App: Hashable, Sendable {
        var name: String
        var order: Int
    }

    /// By name within each.
    let groups: [[String]]

    init(_ apps: [App]) {
        let orders = Set(apps.map(\.order)).sorted()
        groups = orders.map { order in apps.filter { $0.order == order }.map(\.name).sorted() }
    }
}
