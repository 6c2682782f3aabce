/// What the initializers of a web app ask for with `@HandlesTypes`, and every class that is of such a type.
struct WantedTypes: Hashable, Sendable {
    private struct Wish: Hashable, Sendable {
        var type: TypeKey
        /// For people.
        var words: String
    }

    /// Each type once, in the order of their names.
    private var wishes: [Wish] = []
    /// Classes and interfaces below them, with the number of the first wish each is of.
    private var kinds: [TypeKey: Int] = [:]
    /// Why any jar may hold one.
    private(set) var everywhere: [String] = []

    /// `parts`: all that classes come from, but Java itself.
    init(_ parts: [ScanFacts]) {
        var asked: [String: Set<String>] = [:]
        for initializer in Set(parts.flatMap(\.initializers)).sorted() {
            let type = TypeKey(initializer)
            if !parts.contains(where: { $0.holds(type) }) {
                everywhere.append("the initializer \(initializer) is nowhere to be found")
            }
            for part in parts {
                for handler in part.handlers where handler.type == type {
                    for name in handler.handled { asked[name, default: []].insert(initializer) }
                }
            }
        }
        for (name, initializers) in asked.sorted(by: { $0.key < $1.key }) {
            let dotted = String(name.map { $0 == "/" ? "." : $0 })
            let who = initializers.sorted().joined(separator: ", ")
            let type = TypeKey(name)
            wishes.append(Wish(type: type, words: "classes of the type \(dotted), for \(who)"))
            if name.hasPrefix("java/") || !parts.contains(where: { $0.holds(type) }) {
                everywhere.append("\(who) asks for \(dotted), which is neither the web app's nor Tomcat's")
            }
        }
        descend(parts)
    }

    private mutating func descend(_ parts: [ScanFacts]) {
        var open = Array(wishes.indices.map { (type: wishes[$0].type, wish: $0) }.reversed())
        while let (type, wish) = open.popLast() {
            for part in parts {
                for child in part.children(of: type) where kinds[child] == nil {
                    kinds[child] = wish
                    open.append((child, wish))
                }
            }
        }
    }

    /// Why a jar needs looking into, for people; empty when nobody asks for anything in it.
    func reasons(of facts: ScanFacts) -> [String] {
        var found: Set<Int> = []
        for (number, wish) in wishes.enumerated()
        where facts.isMarked(wish.type) || !facts.children(of: wish.type).isEmpty {
            found.insert(number)
        }
        for (type, wish) in kinds where !found.contains(wish) && facts.holds(type) { found.insert(wish) }
        return found.sorted().map { wishes[$0].words }
    }
}
