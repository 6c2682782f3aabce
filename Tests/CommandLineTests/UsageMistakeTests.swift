import SlipwayModel
import Testing

@testable import slipway

@Suite struct UsageMistakeTests {
    @Test(arguments: [
        (["depoy"], "there is no verb depoy", "did you mean slipway deploy?"),
        (["image", "lst"], "there is no verb image lst", "did you mean slipway image list?"),
        (["config", "xyzzy"], "there is no verb config xyzzy", "the verbs are get, set, unset"),
    ])
    func anUnknownVerbIsToldWithTheNearestOne(_ words: [String], _ sentence: String, _ hint: String) {
        let refusal = #expect(throws: Refusal.self) { try UsageMistake.refuseUnknownVerb(words) }
        #expect(refusal?.code == .usage)
        #expect(refusal?.sentence == sentence)
        #expect(refusal?.hint == hint)
    }

    @Test(arguments: [["deploy", "x"], ["image", "list"], ["help", "deploy"], ["--help"], [], ["config"]])
    func whatIsAVerbPasses(_ words: [String]) throws {
        try UsageMistake.refuseUnknownVerb(words)
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
    ])
    func whatTheParserRefusesIsOneSentence(_ words: [String], _ sentence: String, _ hint: String) {
        let refusal = #expect(throws: Refusal.self) { try Slipway.parsed(words) }
        #expect(refusal?.code == .usage)
        #expect(refusal?.sentence == sentence)
        #expect(refusal?.hint == hint)
    }

    @Test func apostrophesWithinWordsStay() {
        #expect(UsageMistake.refusal("Can't read 'x y'. More.", []).sentence == "can't read x y")
    }
}
