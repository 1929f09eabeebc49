import Foundation

/// Real data that lies outside the project and is never copied into it: answers and databases of running services.
///
/// Tests look in the folder that `PANELAPP_SHARED` names, by default `../shared` beside the package. Where it is absent
/// they are skipped, and say so: `@Test(.enabled(if: SharedData.has("data/panels-uk"), "\(sharedDataAbsent)"))`.
public enum SharedData {
    public static let folder: URL = {
        if let named = ProcessInfo.processInfo.environment["PANELAPP_SHARED"], !named.isEmpty {
            return URL(fileURLWithPath: named, isDirectory: true)
        }
        return packageRoot.appendingPathComponent("../shared", isDirectory: true).standardizedFileURL
    }()

    /// Folder of the manifest.
    public static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    public static func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
    }

    public static func file(_ path: String) -> URL { folder.appendingPathComponent(path) }

    public static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: file(path))) }

    /// Files of a folder whose names end so, by name.
    public static func files(in path: String, ending suffix: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: file(path), includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.hasSuffix(suffix) }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }
}

/// Why a test on real data did not run.
public let sharedDataAbsent = "SKIPPED: no shared data here; set PANELAPP_SHARED to the folder that holds data/"
