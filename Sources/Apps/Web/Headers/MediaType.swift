/// The content types this project sends, as header values.
public enum MediaType {
    /// Without charset, as API clients know it (`api.md` 1.6).
    public static let json = "application/json"
    public static let html = "text/html; charset=utf-8"
    public static let plainText = "text/plain; charset=utf-8"
    public static let css = "text/css; charset=utf-8"
    public static let javascript = "text/javascript; charset=utf-8"
    public static let tsv = "text/tab-separated-values; charset=utf-8"
    public static let csv = "text/csv; charset=utf-8"
    public static let binary = "application/octet-stream"

    /// By the extension of a static file's name, lower case, without the dot.
    static func forExtension(_ ext: String) -> String {
        switch ext {
        case "css": css
        case "js", "mjs": javascript
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "webp": "image/webp"
        case "gif": "image/gif"
        case "ico": "image/x-icon"
        case "woff2": "font/woff2"
        case "json", "map": json
        case "webmanifest": "application/manifest+json"
        case "html": html
        case "txt": plainText
        case "xml": "application/xml"
        case "pdf": "application/pdf"
        default: binary
        }
    }

    /// Whether bytes of this type get smaller by compression.
    static func isCompressible(_ type: String) -> Bool {
        type.hasPrefix("text/") || type.hasPrefix("application/json") || type.hasPrefix("application/xml")
            || type.hasPrefix("application/javascript") || type.hasPrefix("image/svg+xml")
            || type.hasPrefix("image/x-icon") || type.contains("+json") || type.contains("+xml")
    }
}
