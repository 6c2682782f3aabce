/// What one class file tells of what Tomcat may look for in it.
package struct ClassFacts: Hashable, Sendable {
    package var type: TypeKey
    /// Its super class and interfaces, without Java's own (`java/…`).
    package var parents: [TypeKey] = []
    /// Every type that one of its annotations may be of, without Java's own: those that it names at all, where it has
    /// any annotation.
    package var marks: [TypeKey] = []
    /// It may be a servlet, filter or listener by annotation.
    package var isServlet = false
    /// The names of the types that its `@HandlesTypes` lists, with slashes; nil without one.
    package var handled: [String]?

    package init(type: TypeKey) { self.type = type }
}
