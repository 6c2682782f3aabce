/// Bytes as people read them: `512 B`, `4.1 KB`, `96.0 MB`; powers of 1000.
package enum Sizes {
    package static func text(_ bytes: Int64) -> String {
        if bytes < 1000 { return "\(bytes) B" }
        var tenths = bytes
        for unit in ["KB", "MB", "GB", "TB"] {
            tenths = (unit == "KB" ? bytes / 100 + (bytes % 100 + 50) / 100 : (tenths + 500) / 1000)
            if tenths < 10_000 { return "\(tenths / 10).\(tenths % 10) \(unit)" }
        }
        return "\(tenths / 10) TB"
    }
}
