import SlipwayBuild
import SlipwayModel
import Testing

/// Tomcat's properties for a start that looks into few jars.
@Suite struct CatalinaPropertiesTests {
    private static let stock = """
        # A comment of \\
        common.loader="${catalina.base}/lib",\\
          "${catalina.home}/lib/*.jar"
        server.loader=

        tomcat.util.scan.StandardJarScanFilter.jarsToSkip=\\
        a.jar,\\
        b*.jar
        tomcat.util.scan.StandardJarScanFilter.jarsToScan=\\
        c.jar
        last=1

        """

    private func warm(
        _ scanned: [String]?, _ text: String = stock, registering: [String]? = nil, flat: Bool = true
    ) throws -> String {
        let searched = scanned.map { CatalinaProperties.Searched(all: $0, registering: registering ?? $0) }
        return try CatalinaProperties.warm(text, searched: searched, image: "t", flat: flat)
    }

    private func values(_ text: String) -> [String: String] { PropertiesFile(reading: Array(text.utf8)).values }

    @Test func threeSettingsChangeAndAllElseStays() throws {
        #expect(
            try warm(["y.jar", "x.jar", "y.jar"]) == """
                # A comment of \\
                common.loader=
                server.loader=

                tomcat.util.scan.StandardJarScanFilter.jarsToSkip=?*.jar
                tomcat.util.scan.StandardJarScanFilter.jarsToScan=x.jar,y.jar
                last=1

                """)
    }

    @Test func jarsWithTagLibrariesAloneAreLeftOutOfTheOtherSearch() throws {
        let read = values(try warm(["tags.jar", "x.jar"], registering: ["x.jar"]))
        #expect(read[StockSkips.scanKey] == "tags.jar,x.jar" && read[CatalinaProperties.registeringKey] == "x.jar")
        #expect(values(try warm(["tags.jar"], registering: []))[CatalinaProperties.registeringKey] == "")
        #expect(values(try warm(["x.jar"]))[CatalinaProperties.registeringKey] == nil)
        // Then nothing is known of either search.
        #expect(values(try warm(["a*.jar"], registering: []))[CatalinaProperties.registeringKey] == nil)
    }

    @Test func withNothingToLookIntoTomcatStillLooksAtClasses() throws {
        let text = try warm([])
        #expect(values(text)[StockSkips.scanKey] == "")
        let skips = StockSkips(PropertiesFile(reading: Array(text.utf8)))
        #expect(skips.skips("a.jar") && !skips.skips(".jar") && !skips.skips("classes"))
    }

    @Test(arguments: ["a b.jar", "naïve.jar", "😀.jar", "a\\b.jar", "a=b:c#d!.jar", "#x.jar", "=.jar", "a\tb.jar"])
    func aStrangeNameIsReadAgainByJava(_ name: String) throws {
        let text = try warm([name, "zz.jar"])
        #expect(text.utf8.allSatisfy { $0 < 128 })
        let read = values(text)[StockSkips.scanKey] ?? ""
        #expect(read.split(separator: ",").contains { $0 == name })
        let skips = StockSkips(PropertiesFile(reading: Array(text.utf8)))
        #expect(!skips.skips(name) && skips.skips("other.jar"))
    }

    @Test(arguments: ["a,b.jar", "a*.jar", "a?.jar", " a.jar", "${x}.jar", ""])
    func aNameThatCannotBeWrittenLeavesTomcatItsLists(_ name: String) throws {
        #expect(!CatalinaProperties.canName([name]))
        let read = values(try warm([name]))
        #expect(read[StockSkips.skipKey] == "slipway-tomcat.jar,a.jar,b*.jar" && read[StockSkips.scanKey] == "c.jar")
        #expect(read["common.loader"] == "")
    }

    @Test func ourJarIsNamedOnce() throws {
        let extended = try CatalinaProperties.extended(Self.stock, image: "t")
        #expect(values(try warm(nil, extended))[StockSkips.skipKey] == "slipway-tomcat.jar,a.jar,b*.jar")
        #expect(values(try warm(nil, "common.loader=\n"))[StockSkips.skipKey] == "slipway-tomcat.jar")
    }

    @Test func theClassPathStaysWhereItIsNotFlat() throws {
        let read = values(try warm(["x.jar"], flat: false))
        #expect(read["common.loader"] == "\"${catalina.base}/lib\",\"${catalina.home}/lib/*.jar\"")
        #expect(read[StockSkips.scanKey] == "x.jar")
    }

    @Test func oddlyWrittenSettingsAreFoundAndCountOnce() throws {
        let text = "  common.loader : a\r\ncommon.loader=b\r\n\(StockSkips.skipKey) x\\\r\n  y\r\nz=1\r\n"
        let read = values(try warm(["x.jar"], text))
        #expect(read == ["common.loader": "", StockSkips.skipKey: "?*.jar", StockSkips.scanKey: "x.jar", "z": "1"])
    }

    @Test func propertiesWithoutALoaderAreRefused() {
        #expect(throws: Refusal.self) { try warm([], "x=1\n") }
    }
}
