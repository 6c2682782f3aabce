import Glibc
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct UserFoldersTests {
    @Test(arguments: [
        (["XDG_CONFIG_HOME": "/c", "HOME": "/h"], "/c/slipway/keys"), (["HOME": "/h"], "/h/.config/slipway/keys"),
        (["XDG_CONFIG_HOME": "", "HOME": "/h"], "/h/.config/slipway/keys"),
        (["XDG_CONFIG_HOME": "c", "HOME": "/h"], "/h/.config/slipway/keys"),
        (["HOME": "/"], "/.config/slipway/keys"),
    ])
    func theEnvironmentTellsWhereKeysLie(_ environment: [String: String], _ path: String) {
        #expect(UserFolders.keys(environment) == path)
    }

    @Test func elseTheHostDoes() throws {
        #expect(UserFolders.keys([:]) == (try HostUser.home(of: geteuid()) ?? "") + "/.config/slipway/keys")
        let folder = try TemporaryFolder("users")
        let file = try folder.write("passwd", "ada:x:1000:1000::/home/ada:/bin/sh\nbob:x:1001:1001::relative:\n\nbad\n")
        #expect(try HostUser.home(of: 1000, in: file) == "/home/ada")
        #expect(try HostUser.home(of: 1001, in: file) == nil && HostUser.home(of: 7, in: file) == nil)
    }
}
