import SlipwayModel
import SlipwaySystem
import Testing

@testable import SlipwayProvision

@Suite struct SSHFaultTests {
    @Test(arguments: [
        ("Host key verification failed.", ExitCode.notPermitted, "host key of a@b is not known"),
        ("a@b: Permission denied (publickey).", .notPermitted, "a@b does not let this user in"),
        ("ssh: Could not resolve hostname b: Name or service not known", .unreachable, "name of a@b is not known"),
        ("ssh: connect to host b port 22: Connection refused", .unreachable, "nothing answers ssh on a@b"),
        ("ssh: connect to host b port 22: No route to host", .unreachable, "no way through the network to a@b"),
        ("ssh: connect to host b port 22: Connection timed out", .unreachable, "did not answer in time"),
        ("Timeout, server b not responding.", .unreachable, "connection to a@b was lost"),
        ("command-line: line 0: Bad configuration option: x", .usage, "ssh does not take its options"),
        ("something new", .unreachable, "a@b was not reached: something new"),
    ])
    func whatSSHSaysBecomesOneSentence(said: String, code: ExitCode, sentence: String) throws {
        let refusal = SSHFault.refusal(try RemoteHost("a@b"), ["", said + "\r"])
        #expect(refusal.code == code)
        #expect(refusal.sentence.contains(sentence), "\(refusal.sentence)")
        #expect(refusal.detail == [said])
    }

    @Test func aChangedKeyIsMoreThanAnUnknownOne() throws {
        let refusal = SSHFault.refusal(
            try RemoteHost("a@b"),
            ["@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @", "Host key verification failed."])
        #expect(refusal.sentence.contains("another host key"))
    }

    @Test func theInstallersOwnSentenceIsTold() {
        let refusal = InstallerEnd.refusal(
            .exited(73), ["starting", "slipway: there is too little room", "1 MB", "hint: make some"])
        #expect(refusal == Refusal(.noRoom, "there is too little room", hint: "make some", detail: ["1 MB"]))
    }

    @Test func anEndWithoutWordsIsToldAsItIs() {
        #expect(InstallerEnd.refusal(.exited(9), []).sentence == "the installer failed with exit status 9")
        #expect(InstallerEnd.refusal(.signalled(9), ["x"]).code == .failed)
    }

    @Test func theUsersOptionsStandBeforeOurs() throws {
        let call = SSHCall(host: try RemoteHost("b"), options: ["-p", "22"], control: "/c", asks: false)
        let words = call.arguments(RemoteScript(text: "true", words: []))
        #expect(words.prefix(4) == ["-p", "22", "-o", "BatchMode=yes"])
        #expect(words.suffix(3) == ["--", "b", "exec sh -c 'true' slipway"])
    }

    @Test func aHostMovesNoCursorHere() {
        var buffer = LineBuffer(longest: 10)
        #expect(buffer.lines(adding: Array("a\u{1b}[2Jb\r\nc".utf8)) == ["a[2Jb"])
        #expect(buffer.rest() == ["c"])
        #expect(buffer.lines(adding: Array("0123456789x\n".utf8)) == ["0123456789", "x"])
    }
}
