import SlipwayModel
import Testing

@Suite struct ShellWordTests {
    @Test(
        arguments: [
            ("/home/ada/my-node_2.0", "/home/ada/my-node_2.0"), ("~/node", "~/node"),
            ("/srv/my node", "'/srv/my node'"),
            ("it's", "'it'\\''s'"), ("", "''"), ("$HOME", "'$HOME'"), ("Käse", "'Käse'"), ("a\nb", "'a\nb'"),
        ] as [(String, String)])
    func aWordIsQuotedWhereAShellWouldReadMoreIntoIt(_ word: String, _ text: String) {
        #expect(ShellWord.quoted(word) == text)
    }
}
