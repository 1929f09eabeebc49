extension BlobKey {
    /// Pictures that a browser shows without running anything. All else is saved to disk (`operations.md` 5.6).
    public static let shownTypes: Set<String> = ["image/png", "image/jpeg", "image/gif", "image/webp"]

    /// The content type that the extension stands for (`operations.md` 5.3). What a client says of its own file is not
    /// believed.
    public var contentType: String {
        switch fileExtension {
        case "css": "text/css"
        case "js": "text/javascript"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "gif": "image/gif"
        case "webp": "image/webp"
        case "ico": "image/vnd.microsoft.icon"
        case "woff": "font/woff"
        case "woff2": "font/woff2"
        case "ttf": "font/ttf"
        case "eot": "application/vnd.ms-fontobject"
        case "json", "map": "application/json"
        case "html": "text/html"
        case "txt": "text/plain"
        case "md": "text/markdown"
        case "tsv": "text/tab-separated-values"
        case "csv": "text/csv"
        case "pdf": "application/pdf"
        default: "application/octet-stream"
        }
    }
}
