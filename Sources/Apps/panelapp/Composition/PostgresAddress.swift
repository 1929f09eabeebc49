import PostgresDriver

/// `DATABASE_URL` of a PostgreSQL database, as its driver reads it.
enum PostgresAddress {
    /// Why the address is refused, as a sentence without subject and without the address; nil when it is fine.
    static func problem(_ url: String) -> String? {
        do throws(PostgresURLError) {
            _ = try PostgresConfiguration(url: url)
            return nil
        } catch {
            return "is refused: \(error.description)"
        }
    }
}
