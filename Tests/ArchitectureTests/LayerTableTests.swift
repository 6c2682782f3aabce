import Testing

/// The table itself keeps the promises of the house.
@Suite struct LayerTableTests {
    private func imports(of layer: Layer) -> [Int] { layer.imports.compactMap { LayerTable.modules[$0]?.level } }

    @Test func theManifestDeclaresWhatTheTableGrants() throws {
        let free = LayerTable.plain.union(["Foundation"])
        let granted = LayerTable.modules.mapValues { $0.allowed.subtracting(free) }
        let declared = ManifestReader.dependencies(in: try SourceTree.text("Package.swift"))
        for name in Set(granted.keys).union(declared.keys).sorted() {
            #expect(declared[name] == granted[name], "Package.swift and the table differ on \(name)")
        }
    }

    @Test func theManifestIsReadAsWritten() {
        let text = """
            .executable(name: "b", targets: ["b"]),
            func module(_ name: String) -> Target { .target(name: name, dependencies: ["Wrong"]) }
                targets: [
                    .systemLibrary(name: "C"),
                    module("A", ["C", .product(name: "Yams", package: "yams-package")]),
                    .executableTarget(
                        name: "b", dependencies: ["A"], swiftSettings: house),
                    tests("ATests", ["A"]),
            """
        #expect(ManifestReader.dependencies(in: text) == ["C": [], "A": ["C", "Yams"], "b": ["A"]])
    }

    @Test func arrowsPointDown() {
        for (name, layer) in LayerTable.modules {
            #expect(imports(of: layer).allSatisfy { $0 < layer.level }, "\(name) imports its own level or one above")
        }
    }

    @Test func onlyTheseHaveNeighbours() {
        let exceptions = LayerTable.modules.filter { !$0.value.neighbours.isEmpty }
        #expect(
            exceptions.mapValues(\.neighbours) == [
                "SlipwayBuild": ["SlipwayRecipe"], "SlipwayInstall": ["SlipwayNode"],
                "SlipwayVerbs": ["SlipwayNode", "SlipwayInstall"],
            ])
        for (name, layer) in exceptions {
            for neighbour in layer.neighbours {
                #expect(LayerTable.modules[neighbour]?.level == layer.level, "\(name), \(neighbour)")
                #expect(!LayerTable.linked(by: neighbour).contains(name), "\(name) and \(neighbour) go in a circle")
            }
        }
    }

    @Test func eachCModuleHasOneImporter() {
        for library in LayerTable.modules.keys where LayerTable.modules[library]?.level == 0 {
            let importers = LayerTable.modules.filter { $0.value.allowed.contains(library) }
            #expect(importers.count == 1, "\(library) is imported by \(importers.keys.sorted())")
        }
    }

    @Test(arguments: LayerTable.nodePrograms)
    func aNodeProgramLinksNothingHeavy(program: String) {
        let linked = LayerTable.linked(by: program)
        #expect(linked.contains("CSlipwayLinux"))
        #expect(linked.intersection(LayerTable.heavy) == [])
    }

    @Test func theBuilderIsKnownToBeHeavy() {
        #expect(LayerTable.linked(by: "slipway").isSuperset(of: LayerTable.heavy))
    }
}
