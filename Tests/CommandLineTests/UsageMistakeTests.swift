import ArgumentParser
import SlipwayModel
import Testing

@testable import SlipwayVerbs
@testable import slipway

@Suite struct UsageMistakeTests {
    @Test(arguments: [
        (["depoy"], "there is no verb depoy", "did you mean slipway deploy?"),
        (["image", "lst"], "there is no verb image lst", "did you mean slipway image list?"),
        (["help", "depoy"], "there is no verb depoy", "did you mean slipway deploy?"),
        (["help", "image", "lst"], "there is no verb image lst", "did you mean slipway image list?"),
        (["config", "xyzzy"], "there is no verb config xyzzy", "the verbs are get, set, unset"),
    ])
    func anUnknownVerbIsToldWithTheNearestOne(_ words: [String], _ sentence: String, _ hint: String) {
        let refusal = #expect(throws: Refusal.self) { try UsageMistake.refuseUnknownVerb(words, of: Slipway.tree) }
        #expect(refusal?.code == .usage)
        #expect(refusal?.sentence == sentence)
        #expect(refusal?.hint == hint)
    }

    @Test(arguments: [
        ["deploy", "x"], ["image", "list"], ["help", "deploy"], ["help", "image", "list"], ["help"], ["--help"], [],
        ["config"],
    ])
    func whatIsAVerbPasses(_ words: [String]) throws {
        try UsageMistake.refuseUnknownVerb(words, of: Slipway.tree)
    }

    @Test(arguments: [
        (["deploy", "x", "--foo"], "unknown option --foo", "slipway deploy --help"),
        (["deploy", "--foo"], "unknown option --foo", "slipway deploy --help"),
        (["deploy", "x", "--sett=a"], "unknown option --sett", "did you mean --set? see slipway deploy --help"),
        (["deploy"], "missing expected argument <ref>", "slipway deploy --help"),
        (["deploy", "x", "--app"], "missing value for --app <app>", "slipway deploy --help"),
        (["image", "update", "a", "b"], "unexpected argument b", "slipway image update --help"),
        (
            ["completions", "tcsh"], "the value tcsh is invalid for <shell>",
            "one of bash, zsh or fish; see slipway completions --help"
        ),
        (["start"], "name one app or more, or give --all", "slipway start --help"),
        (["stop", "a", "--all"], "name apps or give --all, not both", "slipway stop --help"),
        (["dump", "a"], "say which dump: --threads or --heap", "slipway dump --help"),
        (["logs", "a", "--lines", "0"], "--lines takes a number from 1 to 10000, not 0", "slipway logs --help"),
        (["logs", "a", "--lines", "-1"], "--lines takes a number from 1 to 10000, not -1", "slipway logs --help"),
        (["logs", "a", "--generation", "-1"], "-1 is no generation", "slipway logs --help"),
        (["rollback", "a", "--to", "-1"], "-1 is no generation", "slipway rollback --help"),
        (["rollback", "a", "--to", "0"], "0 is no generation", "slipway rollback --help"),
        (["pin", "a", "-1"], "-1 is no generation", "slipway pin --help"),
    ])
    func whatTheParserRefusesIsOneSentence(_ words: [String], _ sentence: String, _ hint: String) {
        let refusal = #expect(throws: Refusal.self) { try Slipway.tree.parsed(words) }
        #expect(refusal?.code == .usage)
        #expect(refusal?.sentence == sentence)
        #expect(refusal?.hint == hint)
    }

    @Test func aGenerationCannotBeInspected() throws {
        var command = try Slipway.tree.parsed(["inspect", "hello@current"])
        let refusal = #expect(throws: Refusal.self) { try command.run() }
        #expect(refusal?.code == .usage)
        #expect(refusal?.hint == "inspect is for releases; for an app: slipway status, diff, verify")
    }

    @Test func apostrophesWithinWordsStay() {
        #expect(UsageMistake.refusal("Can't read 'x y'. More.", [], of: Slipway.tree).sentence == "can't read x y")
    }
}
