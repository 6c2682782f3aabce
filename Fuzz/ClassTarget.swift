import SlipwayBuild

extension FuzzTarget {
    /// A class file or web fragment of a stranger's jar, and what is kept of it: whatever is understood is read the same again.
    static let type = FuzzTarget(name: "class") { bytes, _ in
        if let kept = bytes.withUnsafeBytes({ ScanFacts(bytes: $0) }) {
            try Contradiction.check(kept.bytes.count <= bytes.count, "facts that grow when they are written")
        }
        if case .inert(let name?) = FragmentText.verdict(bytes) {
            try Contradiction.check(!name.isEmpty, "a fragment whose name is nothing")
        }
        let found = try ClassFileReader.facts(bytes)
        try Contradiction.check(try ClassFileReader.facts(bytes) == found, "a class of two meanings")
        var facts = ScanFacts()
        facts.add([found])
        let again = facts.bytes.withUnsafeBytes { ScanFacts(bytes: $0) }
        try Contradiction.check(again == facts, "facts that read differently once written")
        try Contradiction.check(facts.holds(found.type), "a class that its facts do not hold")
        for parent in found.parents {
            try Contradiction.check(facts.children(of: parent).contains(found.type), "a parent that is lost")
        }
        try Contradiction.check(found.marks.allSatisfy { facts.isMarked($0) }, "an annotation that is lost")
    }
}
