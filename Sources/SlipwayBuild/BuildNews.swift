/// What a build is doing, for whoever looks on.
package enum BuildNews: Sendable {
    case step(String)
    /// Bytes of a long step; `total` is 0 when nobody knows it.
    case progress(String, done: Int64, total: Int64)
}

package typealias BuildReport = (BuildNews) -> Void
