import Foundation

/// Hides secret values in a query string before it is logged (`operations.md` 11.5).
enum QueryRedaction {
    private static let secretNames: Set<String> = [
        "token", "key", "password", "signature", "access_token", "csrfmiddlewaretoken",
    ]

    /// The query with `token=abc` as `token=***`, all else untouched.
    static func redact(_ query: String) -> String {
        guard query.utf8.contains(UInt8(ascii: "=")) else { return query }
        return query.split(separator: "&", omittingEmptySubsequences: false).map { pair in
            guard let equals = pair.firstIndex(of: "=") else { return String(pair) }
            let name = pair[..<equals]
            return isSecret(name) ? "\(name)=***" : String(pair)
        }.joined(separator: "&")
    }

    private static func isSecret(_ name: Substring) -> Bool {
        let plain = (String(name).removingPercentEncoding ?? String(name)).lowercased()
        return secretNames.contains(plain) || plain.hasPrefix("x-amz-")
    }
}
