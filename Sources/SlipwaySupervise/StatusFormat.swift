package import SlipwayModel

/// `status.json`, between its value and JSON.
package enum StatusFormat {
    package static func status(_ json: JSONValue) throws -> WrapperStatus {
        var status = WrapperStatus(
            rev: try json.number("rev"), bootId: try json.text("bootId"),
            wrapper: try identity(try json.member("wrapper")), slots: try json.list("slots").map(slot),
            listen: try json.list("listen").map(socket),
            trouble: try json.optionalText("trouble"), dropped: try json.number("dropped"))
        status.schema = try json.number("schema")
        status.logConfessed = try json.optionalNumber("logConfessed")
        return status
    }

    package static func json(_ status: WrapperStatus) -> JSONValue {
        .object(
            [
                number("schema", status.schema), number("rev", status.rev),
                .init("bootId", .text(status.bootId)), .init("wrapper", .object(members(status.wrapper))),
                .init("slots", .list(status.slots.map(json))), .init("listen", .list(status.listen.map(json))),
                number("dropped", status.dropped),
            ] + (status.logConfessed.map { [number("logConfessed", $0)] } ?? []) + text("trouble", status.trouble))
    }

    private static func slot(_ json: JSONValue) throws -> WrapperStatus.Slot {
        var slot = WrapperStatus.Slot(
            generation: try json.number("generation"), phase: try WireFormat.named(json, "phase"),
            incarnation: try json.number("incarnation"),
            process: try json.optional("pid").map { _ in try identity(json) },
            privatePort: try json.optionalNumber("privatePort"),
            ready: try json.flag("ready"), admitting: try json.flag("admitting"),
            restarts: try json.number("restarts"), exits: try json.list("exits").map(exit),
            since: try json.number("since"),
            complaint: try json.optionalText("complaint"),
            unenforced: try json.optional("unenforced").map { _ in try json.textList("unenforced") } ?? [])
        slot.isNodeFault = json.optional("nodeFault") != nil
        return slot
    }

    private static func json(_ slot: WrapperStatus.Slot) -> JSONValue {
        .object(
            [
                number("generation", slot.generation), .init("phase", .text(slot.phase.rawValue)),
                number("incarnation", slot.incarnation), .init("ready", .flag(slot.ready)),
                .init("admitting", .flag(slot.admitting)), number("restarts", slot.restarts),
                .init("exits", .list(slot.exits.map(json))), number("since", slot.since),
            ] + (slot.process.map(members) ?? [])
                + (slot.privatePort.map { [number("privatePort", $0)] } ?? []) + text("complaint", slot.complaint)
                + (slot.isNodeFault ? [.init("nodeFault", .flag(true))] : [])
                + (slot.unenforced.isEmpty
                    ? [] : [.init("unenforced", .list(slot.unenforced.map(JSONValue.text)))]))
    }

    private static func exit(_ json: JSONValue) throws -> WrapperStatus.Exit {
        WrapperStatus.Exit(
            at: try json.number("at"), incarnation: try json.number("incarnation"), how: try json.text("how"),
            wanted: try json.flag("wanted"), pid: try json.optionalNumber("pid"),
            outOfMemory: try json.optionalText("outOfMemory"))
    }

    private static func json(_ exit: WrapperStatus.Exit) -> JSONValue {
        .object(
            [
                number("at", exit.at), number("incarnation", exit.incarnation), .init("how", .text(exit.how)),
                .init("wanted", .flag(exit.wanted)),
            ] + (exit.pid.map { [number("pid", $0)] } ?? []) + text("outOfMemory", exit.outOfMemory))
    }

    private static func socket(_ json: JSONValue) throws -> WrapperStatus.Socket {
        WrapperStatus.Socket(
            name: try json.text("name"), port: try json.number("port"), inode: try json.number("inode"))
    }

    private static func json(_ socket: WrapperStatus.Socket) -> JSONValue {
        .object([.init("name", .text(socket.name)), number("port", socket.port), number("inode", socket.inode)])
    }

    private static func identity(_ json: JSONValue) throws -> ProcessIdentity {
        ProcessIdentity(pid: try json.number("pid"), startTime: try json.number("startTime"))
    }

    private static func members(_ identity: ProcessIdentity) -> [JSONValue.Member] {
        [number("pid", identity.pid), number("startTime", identity.startTime)]
    }

    private static func number(_ key: String, _ value: some BinaryInteger) -> JSONValue.Member {
        .init(key, .number("\(value)"))
    }

    private static func text(_ key: String, _ value: String?) -> [JSONValue.Member] {
        value.map { [.init(key, .text($0))] } ?? []
    }
}
