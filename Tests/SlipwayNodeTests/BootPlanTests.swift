import Testing

@testable import SlipwayNode

@Suite struct BootPlanTests {
    @Test func theSmallestOrderIsFirstAndEqualOnesAreTogether() {
        let plan = BootPlan([
            .init(name: "web", order: 10), .init(name: "batch", order: 20), .init(name: "db", order: -5),
            .init(name: "api", order: 10),
        ])
        #expect(plan.groups == [["db"], ["api", "web"], ["batch"]])
    }

    @Test func nothingIsNothing() {
        #expect(BootPlan([]).groups == [])
    }
}
