/// Addresses that load balancers and monitors ask by IP address: exempt from the host check (they never build an
/// address from the host) and logged at DEBUG (`operations.md` 3.7 and 11.4).
public enum ProbePaths {
    private static let paths: Set<String> = ["/version/", "/ping/1/", "/readyz", "/health/1/", "/health_check/"]

    public static func contains(_ path: String) -> Bool {
        // All probe paths are short; a length test spares hashing long paths on every request.
        path.utf8.count <= 14 && paths.contains(path)
    }
}
