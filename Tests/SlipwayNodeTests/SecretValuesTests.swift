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
        try folder.write("slot/store", "changeit1")
        try folder.write("other", "innocent")
        try Disk.symlink(to: folder("other"), at: folder("slot/link"))
        let values = SecretValues(["db", "gone"], in: folder("secrets"), files: folder("slot"))
        #expect(values.masked("hunter2! changeit1 innocent") == "(secret db) (secret store) innocent")
    }
}
