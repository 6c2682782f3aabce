/// What a jar, or another part of a web app, holds of what Tomcat looks for when it starts: it follows from its bytes
/// alone.
package struct ScanFacts: Hashable, Sendable {
    /// What can be seen without any other jar.
    package struct Signs: OptionSet, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }
        package static let fragment = Signs(rawValue: 1)
        package static let tagLibrary = Signs(rawValue: 2)
        package static let resources = Signs(rawValue: 4)
        package static let initializer = Signs(rawValue: 8)
        package static let annotation = Signs(rawValue: 16)
        /// Its zip can be read, but another reader may read something else.
        package static let questions = Signs(rawValue: 32)
        /// It says in which order fragments come.
        package static let ordering = Signs(rawValue: 64)
        /// It sets how Tomcat looks for jars, or where they lie.
        package static let scanner = Signs(rawValue: 128)
        /// A services file of the time when servlets lay in `javax`.
        package static let olderInitializer = Signs(rawValue: 256)
    }

    /// Why nobody knows what is in it.
    package enum Doubt: UInt8, Hashable, Sendable, CaseIterable {
        case notZip = 1
        case damagedClass = 2
        case tooLarge = 3
    }

    /// One class with `@HandlesTypes`.
    package struct Handler: Hashable, Sendable {
        package var type: TypeKey
        /// With slashes.
        package var handled: [String]
        package init(type: TypeKey, handled: [String]) {
            self.type = type
            self.handled = handled
        }
    }

    package var signs: Signs = []
    package var doubt: Doubt?
    /// The classes that its services files name as initializers.
    package var initializers: [String] = []
    /// The same of the time when servlets lay in `javax`.
    package var olderInitializers: [String] = []
    /// A web fragment that gives no more than its name, which is empty where it has none; no sign tells of it.
    package var inertFragment: String?
    package var handlers: [Handler] = []
    /// What the `Class-Path` of its manifest names, without folders.
    package var classPath: [String] = []
    /// Its classes, sorted, each once.
    package private(set) var types: [TypeKey] = []
    /// Who has which super class or interface, sorted by the latter.
    package private(set) var parents: [TypeKey] = []
    package private(set) var children: [TypeKey] = []
    /// Types that something in it may be annotated with, sorted, each once.
    package private(set) var marks: [TypeKey] = []

    package init() {}

    package init(doubt: Doubt) { self.doubt = doubt }

    /// Of all these classes together with what `self` says already.
    package mutating func add(_ classes: [ClassFacts]) {
        var types = types
        var marks = Set(marks)
        var edges = zip(parents, children).map { (parent: $0, child: $1) }
        for facts in classes {
            types.append(facts.type)
            marks.formUnion(facts.marks)
            edges += facts.parents.map { (parent: $0, child: facts.type) }
            if facts.isServlet { signs.insert(.annotation) }
            if let handled = facts.handled { handlers.append(Handler(type: facts.type, handled: handled)) }
        }
        set(types: types, marks: marks, edges: edges)
    }

    /// All of these in one.
    package init(merging parts: [ScanFacts]) {
        var types: [TypeKey] = []
        var marks: Set<TypeKey> = []
        var edges: [(parent: TypeKey, child: TypeKey)] = []
        for part in parts {
            signs.formUnion(part.signs)
            doubt = doubt ?? part.doubt
            initializers += part.initializers
            olderInitializers += part.olderInitializers
            handlers += part.handlers
            classPath += part.classPath
            types += part.types
            marks.formUnion(part.marks)
            edges += zip(part.parents, part.children).map { (parent: $0, child: $1) }
        }
        set(types: types, marks: marks, edges: edges)
    }

    private mutating func set(
        types: [TypeKey], marks: Set<TypeKey>, edges: [(parent: TypeKey, child: TypeKey)]
    ) {
        self.types = Self.once(types.sorted())
        self.marks = marks.sorted()
        let sorted = edges.sorted { ($0.parent, $0.child) < ($1.parent, $1.child) }
        parents = sorted.map(\.parent)
        children = sorted.map(\.child)
    }

    private static func once(_ sorted: [TypeKey]) -> [TypeKey] {
        var result: [TypeKey] = []
        result.reserveCapacity(sorted.count)
        for key in sorted where result.last != key { result.append(key) }
        return result
    }

    /// As they were written down: already sorted.
    init(types: [TypeKey], parents: [TypeKey], children: [TypeKey], marks: [TypeKey]) {
        self.types = types
        self.parents = parents
        self.children = children
        self.marks = marks
    }

    package func holds(_ type: TypeKey) -> Bool { Self.has(types, type) }
    package func isMarked(_ type: TypeKey) -> Bool { Self.has(marks, type) }

    /// The classes of it that have this super class or interface.
    package func children(of type: TypeKey) -> ArraySlice<TypeKey> {
        let start = Self.first(parents, type)
        var end = start
        while end < parents.count, parents[end] == type { end += 1 }
        return children[start..<end]
    }

    private static func has(_ sorted: [TypeKey], _ key: TypeKey) -> Bool {
        let place = first(sorted, key)
        return place < sorted.count && sorted[place] == key
    }

    /// The first place whose key is not smaller.
    private static func first(_ sorted: [TypeKey], _ key: TypeKey) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Where its servlets lie: those that are asked for there alone count.
    func seen(by names: ServletNames) -> ScanFacts {
        var seen = self
        let hasOlder = signs.contains(.olderInitializer)
        switch names {
        case .jakarta: break
        case .javax:
            seen.initializers = olderInitializers
            seen.signs.remove(.initializer)
            if hasOlder { seen.signs.insert(.initializer) }
        case .unknown:
            seen.initializers += olderInitializers
            if hasOlder { seen.signs.insert(.initializer) }
        }
        seen.olderInitializers = []
        seen.signs.remove(.olderInitializer)
        return seen
    }
}

/// Where a Tomcat has its servlets: an initializer of the other place is nothing to it.
enum ServletNames {
    case jakarta, javax, unknown

    init(server: [ScanFacts]) {
        let names = ["jakarta", "javax"].map { TypeKey($0 + "/servlet/ServletContainerInitializer") }
        let held = names.map { name in server.contains { $0.holds(name) } }
        self = held[0] == held[1] ? .unknown : held[0] ? .jakarta : .javax
    }
}
