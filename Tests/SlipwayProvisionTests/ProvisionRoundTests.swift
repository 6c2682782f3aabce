import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayProvision

/// The system's ssh and Debian's sshd, from the first greeting to the last line.
@Suite(.serialized) struct ProvisionRoundTests {
    private let far: FarHosts

    init() throws { far = try FarHosts() }

    @Test func threeHostsAreProvisionedAndNothingIsLeftOnThem() throws {
        for name in ["h1", "h2", "h3"] { try far.add(name) }
        let installer = try far.installer("echo installing \"$@\"; echo careful >&2")
        let (outcomes, said) = try far.run(far.order(installer, "h1", "h2", "h3"))
        #expect(outcomes.map(\.host.text) == ["h1", "h2", "h3"])
        for outcome in outcomes {
            #expect(outcome.refusal == nil, "\(outcome)")
            #expect(outcome.sent == installer.size)
            #expect(outcome.machine?.isEmpty == false)
            let own = said.filter { $0.hasPrefix(outcome.host.text + ": ") }.map { $0.dropFirst(4) }
            #expect(own.first == "› connecting")
            #expect(own.contains("installing --yes"), "\(said)")
            #expect(own.contains("careful"))
            #expect(try far.left(on: outcome.host.text) == [])
        }
        // No login outlives it.
        #expect(try Files.names(in: "/proc").allSatisfy { Int32($0) == nil || !holds("/proc/\($0)/cmdline") })
    }

    private func holds(_ path: String) -> Bool {
        (try? Files.text(path))?.contains(far.folder.path + "/config") == true
    }

    @Test func oneThatFailsStopsNoOther() throws {
        for name in ["good", "bad", "last"] { try far.add(name) }
        try far.add("locked", allowed: "nobody")
        try far.add("stranger", key: "strange")
        let script = """
            case $XDG_CACHE_HOME in
              *bad/*) echo "slipway: port 80 is taken by nginx" >&2; echo "hint: stop it" >&2; exit 75 ;;
            esac
            """
        let installer = try far.installer(script)
        var order = try far.order(installer, "good", "bad", "locked", "stranger", "nowhere.invalid", "last")
        order.jobs = 2
        let outcomes = try far.run(order).outcomes
        #expect(outcomes.map { $0.refusal?.code } == [nil, .busy, .notPermitted, .notPermitted, .unreachable, nil])
        #expect(outcomes[1].refusal == Refusal(.busy, "port 80 is taken by nginx", hint: "stop it"))
        #expect(outcomes[2].refusal?.sentence == "locked does not let this user in")
        #expect(outcomes[3].refusal?.sentence == "stranger has another host key than the one that is known")
        #expect(outcomes[4].refusal?.sentence == "the name of nowhere.invalid is not known here")
        // The file stays for the next try, which does not send it again.
        #expect(try far.left(on: "bad") == [installer.name + ".run"])
        let again = try far.run(far.order(installer, "bad"))
        #expect(again.outcomes[0].sent == 0)
        #expect(again.said.contains("bad: › the file is there already"))
    }

    @Test func aHostWhoseKeyNobodyKnowsIsNotTrusted() throws {
        try far.add("new")
        try far.folder.write("new.known", "")
        let outcome = try far.run(far.order(far.installer("true"), "new")).outcomes[0]
        #expect(outcome.refusal?.sentence == "the host key of new is not known yet")
        #expect(try far.left(on: "new") == [])
    }

    @Test func aCopyThatWasInterruptedGoesOnWhereItWas() throws {
        try far.add("h1")
        let installer = try far.installer("echo ran")
        let whole = try Files.read(installer.path)
        let part = "h1/cache/slipway/\(installer.name).part"
        try far.folder.write(part, String(decoding: whole[..<1_000_000], as: UTF8.self))
        let first = try far.run(far.order(installer, "h1"))
        #expect(first.outcomes[0].refusal == nil)
        #expect(first.outcomes[0].sent == installer.size - 1_000_000)
        #expect(first.said.contains("h1: ran"))

        // What is there may be anything: then it begins anew.
        try far.folder.write(part, "something else")
        let second = try far.run(far.order(installer, "h1"))
        #expect(second.outcomes[0].refusal == nil)
        #expect(second.outcomes[0].sent == installer.size)
    }

    @Test func secretsGoToTheInstallerAndToNoCommandLine() throws {
        try far.add("h1")
        let script = """
            for word; do case $word in db=*) printf 'got '; cat "${word#db=}"; echo; ls -l "${word#db=}" ;; esac; done
            cat /proc/*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -c "[s]ecret-of-the-test" || true
            """
        var order = try far.order(far.installer(script), "h1")
        order.secrets = [.init(name: "db", content: Array("secret-of-the-test".utf8))]
        let (outcomes, said) = try far.run(order)
        #expect(outcomes[0].refusal == nil, "\(outcomes)")
        #expect(said.contains("h1: got secret-of-the-test"))
        #expect(said.contains { $0.hasPrefix("h1: -rw------- ") })
        #expect(said.last == "h1: 0")
        // The folder that it lay in is gone, and so is all the rest.
        #expect(try Files.names(in: far.folder("h1")) == ["cache"])
    }
}
