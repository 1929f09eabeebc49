import Foundation

/// One static file in memory: its bytes, both compressed and not, under the name that its content gives it.
struct StaticFile: Sendable {
    /// Path below the static root, e.g. `css/app.css`.
    let name: String
    /// The same with the fingerprint before the extension, e.g. `css/app.1a2b3c4d.css`.
    let fingerprintedName: String
    let contentType: String
    let body: CachedBody

    /// - Parameter fingerprint: 8 hexadecimal digits of the content's SHA-256.
    static func fingerprinted(_ name: String, _ fingerprint: String) -> String {
        let nameStart = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
        guard let dot = name[nameStart...].lastIndex(of: "."), dot != nameStart else { return "\(name).\(fingerprint)" }
        return "\(name[..<dot]).\(fingerprint)\(name[dot...])"
    }

    static func contentType(of name: String) -> String {
        MediaType.forExtension((name as NSString).pathExtension.lowercased())
    }
}
