import SlipwayModel
import Testing

@testable import SlipwayBuild

struct PageFaultTests {
    private let report = """
        fragment\tparts/head.jsp
        fault\tpages/cart.jsp\t12\titem cannot be resolved
        fault\tWEB-INF/web.xml\t0\tno well-formed descriptor
        pages\t3
        class\torg/apache/jsp/index_jsp.class
        asked\tindex.jsp
        asked\tWEB-INF/a b.tld
        end

        """

    @Test func aReportIsReadWhole() throws {
        let report = try #require(PageReport(report))
        #expect(report.isUsual && report.pages == 3)
        #expect(report.fragments == ["parts/head.jsp"])
        #expect(report.classes == ["org/apache/jsp/index_jsp.class"])
        #expect(report.asked == ["index.jsp", "WEB-INF/a b.tld"])
        #expect(report.faults.map(\.line) == [12, 0])
    }

    @Test(arguments: ["", "pages\t1\n", "what\nend\n", "pages\tmany\nend\n", "fault\ta.jsp\tx\ty\nend\n"])
    func aReportThatIsCutShortOrStrangeIsNone(_ text: String) { #expect(PageReport(text) == nil) }

    @Test func theFirstFaultIsTheSentenceAndTheOthersFollow() throws {
        let faults = try #require(PageReport(report)).faults
        let refusal = try #require(PageFault.refusal(faults, shown: "shop.war"))
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence == "shop.war: pages/cart.jsp line 12: item cannot be resolved")
        #expect(refusal.detail == ["WEB-INF/web.xml: no well-formed descriptor"])
        #expect(refusal.hint?.contains("`warm-start: { pages: false }`") == true)
        #expect(PageFault.refusal([], shown: "shop.war") == nil)
    }

    @Test func manyFaultsAreCounted() throws {
        let faults = (1...70).map { PageFault(file: "a.jsp", line: $0, message: "wrong") }
        let refusal = try #require(PageFault.refusal(faults, shown: "shop.war"))
        #expect(refusal.detail.count == 51 && refusal.detail.last == "and 19 more")
    }
}
