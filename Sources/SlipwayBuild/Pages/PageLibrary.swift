/// A jar that a release puts beside Tomcat's own.
struct PageLibrary {
    /// In the release.
    var name: String
    /// Where it lies now.
    var path: String
}
