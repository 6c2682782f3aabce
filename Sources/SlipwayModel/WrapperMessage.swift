/// One line from the daemon to a wrapper's `control.sock`.
package enum WrapperCommand: Codable, Hashable, Sendable {
    /// Read `want.json` again.
    case reload
    /// Send the status now and at each change, until the connection closes. The first answer carries the listening
    /// sockets as descriptors, in the order of `status.listen`, so that another process keeps a duplicate.
    case subscribe
    /// Signal the process group of a slot, unless its incarnation has changed meanwhile.
    case signal(generation: Int, incarnation: Int, number: Int32, reason: String)
    /// End: stop every process first, or leave them running for a successor.
    case quit(stopping: Bool)
    /// Become the wrapper program at this path, in place: the same process, children, sockets and logs.
    case upgrade(program: String)
}
