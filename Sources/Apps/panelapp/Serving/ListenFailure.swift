import Foundation
import NIOCore

/// Why the server could not listen, naming the address.
struct ListenFailure: Error, CustomStringConvertible {
    let description: String

    /// Nil when the error is about something else.
    /// - Parameter variable: where the address came from.
    init?(_ error: any Error, bind: BindTarget, variable: String = "GUNICORN_BIND") {
        switch error {
        case let error as IOError:
            let reason =
                switch error.errnoCode {
                case EADDRINUSE: "the address is already in use; stop the other program or set \(variable)"
                case EACCES: "the system does not permit it; ports below 1024 need privileges"
                case EADDRNOTAVAIL: "this machine does not have that address"
                default: String(cString: strerror(error.errnoCode))
                }
            description = "Cannot listen on \(bind): \(reason)"
        case is SocketAddressError:
            description = "Cannot listen on \(bind): the host name cannot be resolved"
        default: return nil
        }
    }
}
