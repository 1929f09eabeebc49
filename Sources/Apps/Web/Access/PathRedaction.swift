/// Hides the secret part of links that were sent by mail before a path is logged (`operations.md` 11.5).
enum PathRedaction {
    private static let secretBelow = ["/accounts/verify_email/", "/accounts/reset/"]

    /// `/accounts/reset/NDI/1-2-3-abc/` as `/accounts/reset/***`, all else untouched.
    static func redact(_ path: String) -> String {
        for start in secretBelow where path.hasPrefix(start) {
            let rest = path.dropFirst(start.count)
            return rest.isEmpty || rest == "done/" ? path : "\(start)***"
        }
        return path
    }
}
