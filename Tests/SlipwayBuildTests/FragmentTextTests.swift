import SlipwayBuild
import Testing

/// Which web fragments change nothing.
@Suite struct FragmentTextTests {
    private static let head = "<web-fragment xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\""

    private func verdict(_ text: String) -> FragmentText.Verdict { FragmentText.verdict(Array(text.utf8)) }

    @Test(
        arguments: [
            ("\(head)><name>a</name><distributable/></web-fragment>", "a"),
            (
                "<?xml version='1.0' encoding='ISO-8859-1'?>\n\(head)>\n\t<distributable />\n\t<name> a b\n</name>\n</web-fragment>\n",
                "a b"
            ),
            (
                "<?xml version=\"1.0\"?><!-- x --> \(head) metadata-complete='true' id = 'x' ><!-- > < & --><distributable></distributable></web-fragment >",
                nil
            ),
            ("\(head) ><description>any</description><distributable/></web-fragment><!----> ", nil),
            (
                "<web-fragment xmlns=\"http://java.sun.com/xml/ns/javaee\"\n xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                    + " xsi:schemaLocation=\"a b\" version=\"3.0\"><distributable/></web-fragment>", nil
            ),
        ] as [(String, String?)])
    func nothingButAName(_ text: String, _ name: String?) {
        #expect(verdict(text) == .inert(name))
    }

    @Test(arguments: [
        "", "<web-fragment/>", "\(head)/>", "\(head)></web-fragment>", "\(head)><name>a</name></web-fragment>",
        "\(head)><distributable/><distributable/></web-fragment>", "\(head)><distributable/></web-fragment>x",
        "\(head)><name>a</name><name>b</name><distributable/></web-fragment>", "\(head)><distributable/>",
        "\(head)><distributable/></web-app>", "<web-app version='6.0'><distributable/></web-app>",
        "\(head)><ordering/><distributable/></web-fragment>", "\(head)><servlet/><distributable/></web-fragment>",
        "\(head)><distributable/><listener><listener-class>x</listener-class></listener></web-fragment>",
        "\(head) other='x'><distributable/></web-fragment>", "\(head) version='6.0'><distributable/></web-fragment>",
        "\(head)><name lang='x'>a</name><distributable/></web-fragment>", "\(head)>text<distributable/></web-fragment>",
        "\(head)><name>&a;</name><distributable/></web-fragment>", "\(head)><name/><distributable/></web-fragment>",
        "<!DOCTYPE web-fragment>\(head)><distributable/></web-fragment>",
        " <?xml version='1.0'?>\(head)><distributable/></web-fragment>",
        "<?xml version='1.1'?>\(head)><distributable/></web-fragment>",
        "<?xml version='1.0' encoding='UTF-7'?>\(head)><distributable/></web-fragment>",
        "<?xml version='1.0' standalone='no'?>\(head)><distributable/></web-fragment>",
        "\(head)><!-- -- --><distributable/></web-fragment>", "\(head)><![CDATA[x]]><distributable/></web-fragment>",
        "\(head)><name>\u{e4}</name><distributable/></web-fragment>",
        "\(head)><name>a]]>b</name><distributable/></web-fragment>",
        "\(head)><display-name>a</display-name><distributable/></web-fragment>",
        "\(head)><name>${a}</name><distributable/></web-fragment>",
        "<?xml version='1.0'/>\(head)><distributable/></web-fragment>",
        "<web-fragment version='6.0'><distributable/></web-fragment>",
        "<web-fragment xmlns='x' version='6.0'><distributable/></web-fragment>",
        "<web-fragment xmlns='https://jakarta.ee/xml/ns/jakartaee' version='9.0'><distributable/></web-fragment>",
        "\(head)a='x'><distributable/></web-fragment>", "\(head)><distributable>x</distributable></web-fragment>",
        "\(head)><distributable/></web-fragmentx>", "\(head) metadata-complete='yes'><distributable/></web-fragment>",
    ])
    func whateverElseItSaysMatters(_ text: String) {
        #expect(verdict(text) == .matters)
    }

    @Test func cutShortAnywhereItMatters() {
        let whole = "<?xml version='1.0'?>\(Self.head)><name>a</name><!-- b --><distributable/></web-fragment>"
        #expect(verdict(whole) == .inert("a"))
        for count in 0..<whole.utf8.count { #expect(verdict(String(whole.prefix(count))) == .matters) }
        #expect(verdict(whole + String(repeating: " ", count: 17 << 10)) == .matters)
    }
}
