import SlipwayModel
import SlipwaySupervise
import SlipwaySystem
import Testing

@Suite struct JSONTests {
    static let restart = RestartPolicy(
        backoffFirst: .milliseconds(1), backoffMost: .seconds(2), resetAfter: .seconds(180), budget: 4,
        budgetWindow: .seconds(7200))
    static let want = Want(
        rev: 7, slots: [.init(generation: 1, state: .live), .init(generation: 2, state: .parked)], listen: .held,
        restart: restart, ports: [.init(name: "http", port: 8080), .init(name: "other", port: 0)],
        held: true)

    static let status: WrapperStatus = {
        let own = ProcessIdentity(pid: 12, startTime: .max)
        let exits = [WrapperStatus.Exit(at: -5, incarnation: 2, how: "signal \"9\"", wanted: true)]
        let full = WrapperStatus.Slot(
            generation: 3, phase: .running, incarnation: 4, process: own, privatePort: 4711, ready: true,
            admitting: false, restarts: 6, exits: exits, since: 1_800_000_000_000,
            complaint: "tab\t, line\n, \u{1}, /slash\\, \u{e9}\u{1f600}",
            unenforced: ["memory 1 bytes: no", "cpu 200%: no"])
        let bare = WrapperStatus.Slot(
            generation: 4, phase: .failed, incarnation: 0, process: nil, privatePort: nil, ready: false,
            admitting: true, restarts: 0, exits: [], since: 0, complaint: nil)
        return WrapperStatus(
            rev: 9, bootId: "b", wrapper: own, slots: [full, bare],
            listen: [.init(name: "http", port: 8080, inode: .max)], trouble: "it is \u{8}\u{c}\r", dropped: 3)
    }()

    @Test func aStatusIsWrittenAsJSONTextDoesAndReadBack() throws {
        var untroubled = Self.status
        untroubled.trouble = nil
        untroubled.logConfessed = 2
        for status in [Self.status, untroubled] {
            let bytes = StatusFormat.json(status).bytes
            #expect(String(decoding: bytes, as: UTF8.self) == (try JSONText.string(status)))
            #expect(try StatusFormat.status(try JSONReader.value(bytes)) == status)
        }
    }

    @Test func aSlotNamesItsProcessFlatAndOnlyWhileThereIsOne() throws {
        let slots = try StatusFormat.json(Self.status).list("slots")
        #expect(slots.map { $0.optional("pid") } == [.number("12"), nil])
        #expect(slots.map { $0.optional("startTime") } == [.number("\(UInt64.max)"), nil])
        #expect(slots.allSatisfy { $0.optional("process") == nil })
        let wrapper = try StatusFormat.json(Self.status).member("wrapper")
        #expect(try wrapper.number("pid") == Int32(12))
    }

    @Test func aPidWithoutItsStartTimeIsRefused() throws {
        let text = try JSONText.string(Self.status)
        let torn = text.replacing("1800000000000,\"startTime\":\(UInt64.max)", with: "1800000000000")
        #expect(torn != text)
        #expect(throws: SuperviseError.self) { try StatusFormat.status(try JSONReader.value(Array(torn.utf8))) }
        #expect(throws: DecodingError.self) { try JSONText.value(WrapperStatus.self, from: Array(torn.utf8)) }
    }

    @Test(arguments: [SlotPhase.stopped, .starting, .running, .stopping, .waiting, .failed])
    func everyPhaseComesThrough(phase: SlotPhase) throws {
        var status = Self.status
        status.slots[0].phase = phase
        #expect(try JSONText.value(WrapperStatus.self, from: StatusFormat.json(status).bytes) == status)
        #expect(try StatusFormat.status(StatusFormat.json(status)) == status)
    }

    @Test func aWantAsTheDaemonWritesItIsRead() throws {
        for pretty in [false, true] {
            let json = try JSONReader.value(try JSONText.bytes(Self.want, pretty: pretty))
            #expect(try WireFormat.want(json) == Self.want)
        }
    }

    @Test func aWantOfBeforeThereWasAHoldHoldsNothing() throws {
        let text = try JSONText.string(Self.want).replacing("\"held\":true,", with: "")
        #expect(!text.contains("held\":"))
        let read = try WireFormat.want(try JSONReader.value(Array(text.utf8)))
        #expect(!read.held && read.rev == Self.want.rev)
    }

    @Test(arguments: [
        WrapperCommand.reload, .subscribe, .signal(generation: 1, incarnation: 2, number: 9, reason: "it hangs"),
        .quit(stopping: true), .quit(stopping: false),
    ])
    func aCommandAsTheDaemonSendsItIsRead(command: WrapperCommand) throws {
        #expect(try WireFormat.command(try JSONReader.value(try JSONText.bytes(command))) == command)
    }

    @Test(arguments: [
        "{}", "[]", "{\"reload\":null}", "{\"go\":{}}", "{\"quit\":{}}", "{\"reload\":{},\"subscribe\":{}}",
    ])
    func whatIsNoCommandIsRefused(text: String) {
        #expect(throws: SuperviseError.self) { try WireFormat.command(try JSONReader.value(Array(text.utf8))) }
    }

    @Test func aReleaseAndItsConfigurationAreRead() throws {
        let spec = ServiceSpec(
            name: "shop", version: "1", runtime: .exec,
            launch: .init(command: ["a", "${b}"], env: ["K": "v"], folder: "sub"), sockets: .inherited,
            jvm: .init(heap: "512m", options: ["-Da=b"]), listen: [.init(name: "http", port: 80)],
            webapps: [.init(context: "/")], nodeFiles: ["app.conf"], shared: ["uploads"],
            limits: .init(memory: 1 << 40, cpu: 150, nofile: 1024), cluster: .init(name: "c", sessions: .none),
            hooks: .init(preStart: "hooks/x.sh"), secrets: ["one"], glibc: "2.34",
            health: [HealthCheck(http: "/", contains: "x")], start: .init(), stop: .init(deadline: .seconds(7)),
            switch: .init(), restart: .init(), keep: 5, order: 1)
        let read = try ProgramSpec(try JSONReader.value(try JSONText.bytes(spec)))
        #expect([read.name, read.version] == ["shop", "1"])
        #expect(read.launch == spec.launch)
        #expect(read.sockets == spec.sockets)
        #expect(read.jvm == spec.jvm)
        #expect(read.listen == spec.listen)
        #expect(read.nodeFiles == spec.nodeFiles)
        #expect(read.shared == spec.shared)
        #expect(read.limits == spec.limits)
        #expect(read.preStart == spec.hooks.preStart)
        #expect(read.secrets == spec.secrets)
        #expect(read.stopDeadline == .seconds(7))
        var bare = spec
        (bare.jvm, bare.limits, bare.hooks) = (.init(), .init(), .init())
        let bareRead = try ProgramSpec(try JSONReader.value(try JSONText.bytes(bare)))
        #expect(bareRead.jvm == .init() && bareRead.limits == .init() && bareRead.preStart == nil)
        let configuration = Configuration(overrides: ["listen.http": "1", "\u{e4}": "x=y"])
        let json = try JSONReader.value(try JSONText.bytes(configuration))
        #expect(try WireFormat.configuration(json) == configuration)
    }

    @Test(arguments: [
        ("\"\\u00e9\\ud83d\\ude00\\n\\/\"", "\u{e9}\u{1f600}\n/"), ("\"\\ud800x\"", "\u{fffd}x"),
        ("\"\\ud800\\u0041\"", "\u{fffd}"), (" \"a\" ", "a"), ("\"\"", ""),
    ])
    func textsAreUnescaped(text: String, value: String) throws {
        #expect(try JSONReader.value(Array(text.utf8)) == .text(value))
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "nul", "\"a", "\"\\x\"", "\"\\u12\"", "\"\n\"", "1 2", "+1", "{a:1}",
    ])
    func whatIsNoJSONIsRefused(text: String) {
        #expect(throws: SuperviseError.self) { try JSONReader.value(Array(text.utf8)) }
    }

    @Test func nestingHasAnEnd() throws {
        #expect(throws: SuperviseError.self) { try JSONReader.value([UInt8](repeating: 0x5b, count: 100_000)) }
    }

    @Test func numbersMustFit() throws {
        for text in ["{\"n\":1.5}", "{\"n\":99999999999}", "{\"n\":-1e3}", "{\"n\":\"1\"}", "{\"n\":null}", "{}"] {
            let json = try JSONReader.value(Array(text.utf8))
            #expect(throws: SuperviseError.self) { try json.number("n") as Int32 }
        }
    }

    @Test func noPrefixAndNoChangedByteCrashesTheReader() throws {
        let bytes = StatusFormat.json(Self.status).bytes
        for end in bytes.indices {
            #expect(throws: SuperviseError.self) { try JSONReader.value(Array(bytes[..<end])) }
        }
        var read = 0
        for index in bytes.indices {
            for byte: UInt8 in [0, 0x22, 0x5c, 0x7b, 0x5d, 0x2d, 0x39, 0x75, 0xff] {
                var changed = bytes
                changed[index] = byte
                if let json = try? JSONReader.value(changed), (try? StatusFormat.status(json)) != nil { read += 1 }
            }
        }
        #expect(read > 0)
    }
}
