/// This version of Slipway's programs.
package enum Program {
    package static let version = "0.1.0"
}
