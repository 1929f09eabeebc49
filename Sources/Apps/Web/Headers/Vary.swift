import HTTPTypes

extension HTTPFields {
    /// Adds a name to `Vary` unless it is there; never replaces what is there (`api.md` 1.8).
    public mutating func appendVary(_ name: String) {
        guard let present = self[.vary] else {
            self[.vary] = name
            return
        }
        let isThere = present.split(separator: ",").contains { item in
            item.drop { $0 == " " }.lowercased() == name.lowercased()
        }
        if !isThere { self[.vary] = "\(present), \(name)" }
    }
}
