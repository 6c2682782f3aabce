import Glibc
package import SlipwayModel

extension SystemError {
    /// The failed call as a person reads it, with the exit code of its kind.
    package var refusal: Refusal {
        switch code {
        case ENOSPC, EDQUOT: Refusal(.noRoom, description, hint: "make room there and try again")
        case EACCES, EPERM:
            Refusal(.notPermitted, description, hint: "this needs a user who may do that, or another place")
        case EROFS: Refusal(.notPermitted, description, hint: "it is mounted read-only")
        default: Refusal(.failed, description)
        }
    }
}
