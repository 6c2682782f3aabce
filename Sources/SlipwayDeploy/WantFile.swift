package import SlipwayModel
import SlipwaySystem

/// The file `want.json` of one app; the switcher is its only writer.
package struct WantFile: Sendable {
    package let app: AppLayout

    package init(_ app: AppLayout) { self.app = app }

    package func read() throws -> Want? {
        guard Files.exists(app.want) else { return nil }
        let want = try JSONText.value(Want.self, from: try Files.read(app.want))
        try FormatVersion.check(want.schema, known: FormatVersion.want, app.want)
        return want
    }

    /// Replaces it unless it says the same already; returns the `rev` that holds now. `services` are the slots' own, as
    /// the node has configured them. `again`: says the same once more, under another `rev`.
    func write(
        _ slots: [Want.Slot], holding: Bool, held: Bool, again: Bool = false, _ services: [Int: ServiceSpec]
    ) throws -> Int {
        let before: Want?
        do { before = try read() } catch let refusal as Refusal { throw refusal } catch { before = nil }
        var ports: [ServiceSpec.Listener] = []
        for slot in slots {
            // A program that opens its sockets itself would find its port taken by the wrapper.
            guard let spec = services[slot.generation], spec.sockets != .own else { continue }
            for listener in spec.listen where !ports.contains(listener) { ports.append(listener) }
        }
        // While a handover holds the socket nobody runs, but the ports stay as they were.
        if slots.isEmpty, holding { ports = before?.ports ?? [] }
        let live = slots.first { $0.state == .live } ?? slots.first
        let policy = live.flatMap { services[$0.generation]?.restart } ?? before?.restart ?? RestartPolicy()
        var want = Want(
            rev: before?.rev ?? 0, slots: slots, listen: slots.isEmpty && !holding ? .closed : .held, restart: policy,
            ports: ports, held: held)
        if want == before, !again { return want.rev }
        want.rev += 1
        try DurableFile.replace(app.want, with: try JSONText.bytes(want, pretty: true))
        return want.rev
    }
}
