import SlipwaySupervise
import Testing

@Suite struct DescriptorStorePlanTests {
    private typealias Entry = DescriptorStorePlan.Entry
    private let http = Entry(name: "http", inode: 1)
    private let https = Entry(name: "https", inode: 2)

    @Test func whatIsOpenIsKept() {
        let plan = DescriptorStorePlan(stored: [], open: [http, https])
        #expect(plan.added == [http, https])
        #expect(plan.released == [])
        #expect(DescriptorStorePlan(stored: plan.kept, open: [http, https]).added == [])
    }

    @Test func whatWasClosedIsLetGoOf() {
        let plan = DescriptorStorePlan(stored: [http, https], open: [https])
        #expect(plan.released == ["http"])
        #expect(plan.added == [])
        #expect(plan.kept == [https])
    }

    @Test func anotherSocketOfTheSameNameTakesThePlaceOfTheFirst() {
        let other = Entry(name: "http", inode: 9)
        let plan = DescriptorStorePlan(stored: [http], open: [other])
        #expect(plan.released == ["http"])
        #expect(plan.added == [other])
    }

    @Test func twoOfOneNameInTheStoreAreLetGoOfTogether() {
        let old = Entry(name: "http", inode: 9)
        let plan = DescriptorStorePlan(stored: [http, old], open: [http])
        #expect(plan.released == ["http"])
        #expect(plan.added == [http])
    }

    @Test func oneSocketOfTwoNamesIsKeptOnce() {
        let second = Entry(name: "admin", inode: 1)
        let plan = DescriptorStorePlan(stored: [], open: [http, second])
        #expect(plan.kept == [http])
        #expect(DescriptorStorePlan(stored: plan.kept, open: [second]).released == ["http"])
    }

    @Test(arguments: ["", "a:b", "a b", "slipway.log", "ü", "a\n"])
    func aNameThatTheProtocolCannotTellIsNotKept(_ name: String) {
        #expect(DescriptorStorePlan(stored: [], open: [Entry(name: name, inode: 1)]).kept == [])
    }
}
