import SlipwayBuild
import SlipwayModel
import Testing

struct TemplateRendererTests {
    private let renderer = TemplateRenderer(
        values: .group([
            "name": .text("shop"), "empty": .text(""),
            "properties": .properties(["db": "main", "db.url": "jdbc:a?b=1&c=<2>", "path": "C:\\x y"]),
            "listeners": .list([
                .group(["name": .text("http"), "port": .text("8080")]),
                .group(["name": .text("ajp"), "port": .text("8009")]),
            ]),
            "none": .list([]), "yes": .flag(true), "no": .flag(false),
            "cluster": .group(["name": .text("c"), "static": .flag(true)], text: "c"),
            "absent": .group(["name": .text(""), "static": .flag(false)], text: ""),
        ]))

    private func render(_ text: String, _ escaping: Escaping = .none) throws -> String {
        try renderer.render(text, escaping: escaping) { "t:\($0)" }
    }

    @Test(arguments: [
        ("no tags at all", "no tags at all"), ("{{name}}", "shop"), ("a {{ name }} b", "a shop b"),
        ("{{properties.db}} {{properties.db.url}}", "main jdbc:a?b=1&c=<2>"),
        ("{{#listeners}}{{name}}={{port}};{{/listeners}}", "http=8080;ajp=8009;"),
        ("{{#listeners}}\n- {{port}} of {{properties.db}}\n{{/listeners}}\n", "- 8080 of main\n- 8009 of main\n"),
        ("x{{! a comment }}y", "xy"), ("{{^empty}}none{{/empty}}{{#empty}}some{{/empty}}", "none"),
        ("{{#properties}}{{db.url}}{{/properties}}", "jdbc:a?b=1&c=<2>"),
        ("\n\n{{name}}\r\nend\r\n", "\n\nshop\r\nend\r\n"), ("${listen.http} {{name}}", "${listen.http} shop"),
        ("{{#name}}[{{.}}]{{/name}}", "[shop]"), ("{{#yes}}a{{/yes}}{{^yes}}b{{/yes}}", "a"),
        ("{{#no}}a{{/no}}{{^no}}{{name}}{{/no}} {{no}}", "shop false"), ("{{#no}}{{name}}{{/no}}", ""),
        ("{{#cluster.static}}{{cluster.name}} {{name}}{{/cluster.static}}", "c shop"),
        ("{{#cluster}}{{name}}{{/cluster}}", "c"), ("{{#absent}}{{name}}{{/absent}}{{^absent}}-{{/absent}}", "-"),
        ("{{#absent.static}}x{{/absent.static}}", ""), ("{{#none}}{{a}}{{#b}}{{c}}{{/b}}{{/none}}x", "x"),
        ("{{^none}}{{name}}{{/none}}", "shop"),
    ])
    func whatIsKnownIsFilledIn(_ text: String, _ result: String) throws {
        #expect(try render(text) == result)
    }

    @Test func valuesAreEscapedForTheKindOfFile() throws {
        #expect(try render("<a b=\"{{properties.db.url}}\"/>", .xml) == "<a b=\"jdbc:a?b=1&amp;c=&lt;2&gt;\"/>")
        #expect(try render("p={{properties.path}}", .properties) == "p=C:\\\\x y")
        #expect(
            try render("{{{properties.db.url}}} {{&properties.db.url}}", .xml) == "jdbc:a?b=1&c=<2> jdbc:a?b=1&c=<2>")
        #expect(Escaping.forFile("conf/server.xml") == .xml)
        #expect(Escaping.forFile("conf/a.properties") == .properties)
        #expect(Escaping.forFile("conf/run.sh") == .none)
    }

    @Test(arguments: [
        ("a\nb {{nam}}", "t:2: `{{nam}}` is not known here"), ("{{properties.db.user}}", "t:1: "),
        ("{{#nothing}}{{/nothing}}", "t:1: `{{nothing}}` is not known here"),
        ("{{^nothing}}{{/nothing}}", "t:1: `{{nothing}}` is not known here"),
        ("{{#listeners}}\n\n{{prot}}{{/listeners}}", "t:3: `{{prot}}` is not known here"),
        ("{{listeners}}", "t:1: `{{listeners}}` is not one value"), ("{{.}}", "t:1: `{{.}}` is not known here"),
        ("{{#listeners}}", "t:1: the section `{{#listeners}}` has no end"),
        ("{{/name}}", "t:1: `{{/name}}` ends a section that was not begun"),
        ("{{#listeners}}{{#name}}{{/listeners}}{{/name}}", "ends a section that was not begun"),
        ("\n{{name", "t:2: a {{ without its }}"), ("{{{name}}", "t:1: a {{ without its }}"),
        ("{{#none}}{{#b}}{{/none}}", "ends a section that was not begun"),
        ("{{#no}}{{x}}{{/no}}", "`{{x}}` is not known"),
        ("{{> other}}", "is not a tag Slipway knows"), ("{{=<% %>=}}", "is not a tag Slipway knows"),
        ("{{% CONTENT_TYPE: HTML}}", "is not a tag Slipway knows"),
        ("{{uppercased(name)}}", "is not a tag Slipway knows"),
        ("{{}}", "is not a tag Slipway knows"), ("{{$block}}{{/block}}", "is not a tag Slipway knows"),
    ])
    func whatIsNotKnownIsRefusedWithItsLine(_ text: String, _ says: String) throws {
        let refusal = try #require(throws: Refusal.self) { try render(text) }
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence.contains(says), "\(refusal.sentence)")
    }

    @Test func theKnownNamesAreToldWithTheRefusal() throws {
        let refusal = try #require(throws: Refusal.self) { try render("{{db.url}}") }
        #expect(refusal.hint?.contains("properties.db.url") == true)
    }
}

struct PropertiesTextTests {
    @Test(arguments: [
        ("plain", "plain"), (" led", "\\ led"), ("a b", "a b"), ("a\\b", "a\\\\b"), ("x=y:z", "x=y:z"),
        ("=x", "\\=x"), ("#x", "\\#x"), ("l1\nl2\r\tz", "l1\\nl2\\r\\tz"), ("é", "\\u00e9"), ("🚢", "\\ud83d\\udea2"),
        ("", ""), ("\u{0}\u{7f}", "\\u0000\\u007f"),
    ])
    func aValueReadsAsItWas(_ value: String, _ written: String) {
        #expect(PropertiesText.value(value) == written)
    }

    @Test func aFileIsSortedByItsKeys() {
        let text = PropertiesText.file(["b": "2", "a b": "1", "B": "3", "é": "4"])
        #expect(text == "B=3\na\\ b=1\nb=2\n\\u00e9=4\n")
    }
}
