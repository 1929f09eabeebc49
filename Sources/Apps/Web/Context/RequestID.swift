import Foundation
import HTTPTypes

/// Which id a request carries (`operations.md` 11.4).
enum AppRequestID {
    /// The incoming id when it is well formed, else the root of Amazon's trace header, else a new UUID.
    static func choose(from headers: HTTPFields) -> String {
        if let offered = headers[HeaderName.requestID], isWellFormed(offered) { return offered }
        if let trace = headers[HeaderName.amazonTraceID], let root = traceRoot(trace) { return root }
        return UUID().uuidString.lowercased()
    }

    /// `^[A-Za-z0-9._-]{8,128}$`
    static func isWellFormed(_ text: String) -> Bool {
        (8...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// `Root` of `Root=1-67891233-abcdef012345678912345678;Parent=...;Sampled=1`.
    static func traceRoot(_ header: String) -> String? {
        for part in header.split(separator: ";") {
            let item = part.drop { $0 == " " }
            guard item.hasPrefix("Root=") else { continue }
            let root = String(item.dropFirst("Root=".count))
            return isWellFormed(root) ? root : nil
        }
        return nil
    }
}
