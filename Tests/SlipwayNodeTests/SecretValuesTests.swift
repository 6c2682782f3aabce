import SlipwayModel
import SlipwayNode
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct SecretValuesTests {
    private func values(_ secrets: [String: String]) -> SecretValues {
        SecretValues(secrets.sorted { $0.key < $1.key }.map { ($0.key, Array($0.value.utf8)) })
    }

    @Test func everyPlaceIsCovered() {
        let values = values(["db": "hunter2!", "mail": "s3cr3t"])
        let masked = values.masked("hunter2! user=hunter2!s3cr3t\nhunter2")
        #expect(masked == "(secret db) user=(secret db)(secret mail)\nhunter2")
        #expect(values.masked("") == "" && values.masked("hunter") == "hunter")
    }

    @Test func theLongestGoesFirst() {
        let values = values(["long": "password-and-more", "short": "password"])
        #expect(values.masked("password-and-more, password") == "(secret long), (secret short)")
    }

    @Test func theEndOfALineIsNoPartOfIt() {
        #expect(values(["db": "hunter2!\n"]).masked("a hunter2! b") == "a (secret db) b")
    }

    @Test func eachLineOfAKeyIsCovered() {
        let key = "-----BEGIN KEY-----\nMIIEvQIBADAN\nBgkqhkiG9w0B\n-----END KEY-----\n"
        #expect(values(["key": key]).masked("read BgkqhkiG9w0B from disk") == "read (secret key) from disk")
    }

    @Test func aVeryShortOneIsCoveredWhereItStandsAlone() {
        #expect(values(["pin": "7"]).masked("pid 17, pin 7, 7") == "pid 17, pin (secret pin), (secret pin)")
    }

    @Test func theyAreReadFromTheNodeAndFromTheSlotWithoutFollowingLinks() throws {
        let folder = try TemporaryFolder("masks")
        try folder.write("secrets/db", "hunter2!")
        try folder.write("slot/secrets/store", "changeit1")
        try folder.write("slot/secrets/other", "unnamed!")
        try folder.write("slot/secrets/long", String(repeating: "longest!", count: 10_000))
        try folder.write("elsewhere/mail", "innocent")
        try Disk.symlink(to: folder("elsewhere/mail"), at: folder("slot/secrets/mail"))
        let names = ["db", "gone", "store", "mail", "long"]
        let values = SecretValues(names, in: folder("secrets"), files: folder("slot/secrets"))
        #expect(
            values.masked("hunter2! changeit1 innocent unnamed! longest!longest!")
                == "(secret db) (secret store) innocent unnamed! longest!longest!")
        // Nor where the folder itself is one.
        try Disk.rename(folder("slot/secrets"), to: folder("slot/away"))
        try Disk.symlink(to: folder("elsewhere"), at: folder("slot/secrets"))
        let others = SecretValues(names, in: folder("secrets"), files: folder("slot/secrets"))
        #expect(others.masked("innocent hunter2!") == "innocent (secret db)")
    }

    @Test func aCoverIsNeverCoveredAgain() {
        // Each value stands in every cover.
        let secrets = (0..<40).map {
            (name: "n\($0)", bytes: Array((["secret", "(sec", "ret "][$0 % 3] + "\($0)").utf8))
        }
        let values = SecretValues(secrets + [("all", Array("secret".utf8))])
        #expect(values.masked("a secret b") == "a (secret all) b")
        #expect(values.masked("secret0 secret") == "(secret n0) (secret all)")
    }

    @Test func whatOverlapsIsCoveredWhole() {
        let values = values(["begin": "pass-word", "end": "word-and-more", "x": "pass"])
        #expect(values.masked("pass-word-and-more, pass-wor") == "(secret begin), (secret x)-wor")
    }

    @Test func aLongOneIsCoveredWholeAndAnOldOneStays() {
        let long = (0..<500).map { "line of \($0)\n" }.joined()
        let values = values(["key": long])
        let masked = values.masked("<" + long + ">")
        #expect(masked.hasPrefix("<(secret key)") && masked.hasSuffix(")>") && !masked.contains("line"))
        let both = self.values(["db": "new-value"]).with(self.values(["db": "old-value"]))
        #expect(both.masked("old-value new-value") == "(secret db) (secret db)")
        #expect(both.latest(1, within: 100).masked("old-value new-value") == "old-value (secret db)")
        #expect(both.latest(2, within: 5).masked("new-value") == "new-value")
    }
}
