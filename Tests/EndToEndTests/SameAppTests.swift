import SlipwayModel
import SlipwaySystem
import Testing

extension EndToEnd {
    /// All web apps in one server, each with jars of its own names, so that the jars of one hide nothing of another.
    @Test func aWarmTomcatIsTheSameAsAStockOne() throws {
        let same = try SameApp(SameApp.apps)
        for (app, baked) in zip(SameApp.apps, try same.baked()) {
            #expect(baked.scanned != nil && baked.pages != nil, "\(app): \(baked)")
        }
        try expectTheSame(same)
    }

    @Test func aSearchThatCannotBeBakedIsLeftToTomcat() throws {
        let same = try SameApp(SameApp.leftToTomcat)
        #expect(try same.baked().map(\.scanned) == [nil, nil])
        try expectTheSame(same)
    }

    /// One in a server of its own; where everything is proven each, the large one of the benchmarks too.
    @Test(arguments: Steady.provesAll ? SameApp.apps + SameApp.leftToTomcat + ["payload"] : ["pages"])
    func aWarmTomcatIsTheSameForOneApp(app: String) throws {
        try expectTheSame(try SameApp([app]))
    }

    private func expectTheSame(_ same: SameApp) throws {
        let apps = same.apps
        let warm = try same.observe(.warm)
        let archived = try same.observe(.archived)
        let stock = try same.observe(.stock)
        #expect(stock.filter { $0.hasSuffix(" state STARTED") }.count == apps.count)
        for (form, observed) in [("warm", warm), ("archived", archived)] {
            let difference = SameApp.difference(stock, observed)
            #expect(difference.isEmpty, "\(form):\n\(difference.joined(separator: "\n"))")
        }
        for (app, lines) in SameApp.found where apps.contains(app) {
            for line in lines { #expect(stock.contains { $0.hasPrefix(line) }, "\(line)") }
        }
    }
}

/// The comparison itself.
@Suite struct SameAppTests {
    @Test func aLineThatIsMissingMovedOrNewIsADifference() {
        let stock = ["/a servlet one", "/a listener x", "/a listener y"]
        #expect(SameApp.difference(stock, stock).isEmpty)
        #expect(SameApp.difference(stock, Array(stock.dropLast())) == ["- /a listener y"])
        #expect(SameApp.difference(stock, stock + ["/a tld z"]) == ["+ /a tld z"])
        #expect(SameApp.difference(stock, [stock[0], stock[2], stock[1]]).count == 2)
    }

    @Test func onlyWhatIsMeantIsLeftOut() {
        #expect(SameApp.difference(["/a ordered-lib left-plain.jar"], []).isEmpty)
        #expect(SameApp.difference(["/a ordered-lib left.jar"], []) == ["- /a ordered-lib left.jar"])
        #expect(
            SameApp.difference([], ["/a servlet-param jsp compilerClassName dev.slipway.tomcat.ReleasedPageCompiler"])
                .isEmpty)
        #expect(SameApp.difference([], ["/a servlet-param jsp fork false"]) == ["+ /a servlet-param jsp fork false"])
    }
}
