import Foundation

/// The file by which an operator takes an instance out of service (`HEALTH_MAINTENANCE_LOCATION`).
struct MaintenanceFile: Sendable {
    /// Nil: there is no such file, ever.
    let path: String?

    /// Whether a regular file is there.
    var isPresent: Bool {
        guard let path else { return false }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.type] as? FileAttributeType == .typeRegular
    }
}
