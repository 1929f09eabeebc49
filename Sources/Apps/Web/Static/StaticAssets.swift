import Crypto
import Foundation
import NIOCore

/// The site's own files (style sheet, script, icons), read once at start and served from memory.
///
/// Pages name a file by `url(for:)`, whose fingerprint changes with the content, so that clients may keep it for ever.
/// The plain name is served as well, for references between the files themselves, but has to be asked for again.
public struct StaticAssets: Sendable {
    let files: [String: StaticFile]
    private let byFingerprint: [String: StaticFile]
    /// What addresses begin with, ending in `/`: `/static/`, or a CDN's address.
    public let base: String

    /// - Parameters:
    ///   - folder: read with its subfolders; names beginning with a dot are skipped.
    ///   - base: `STATIC_URL`.
    /// - Throws: when the folder or a file in it cannot be read.
    public init(folder: URL, base: String = "/static/", gzip: GzipEncoder) throws {
        var files: [String: StaticFile] = [:]
        for name in try Self.names(in: folder) {
            let data = try Data(contentsOf: folder.appending(path: name))
            files[name] = Self.file(name, data, gzip)
        }
        self.init(files: files, base: base)
    }

    /// From bytes in memory, for tests and for files that are made at start.
    public init(_ contents: [String: [UInt8]], base: String = "/static/", gzip: GzipEncoder) {
        var files: [String: StaticFile] = [:]
        for (name, bytes) in contents { files[name] = Self.file(name, Data(bytes), gzip) }
        self.init(files: files, base: base)
    }

    private init(files: [String: StaticFile], base: String) {
        self.files = files
        self.base = base
        byFingerprint = Dictionary(
            files.values.map { ($0.fingerprintedName, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The address of a file, with its fingerprint. A name that does not exist gives the plain address, which answers
    /// 404 and so shows the slip where it was made.
    public func url(for name: String) -> String { base + (files[name]?.fingerprintedName ?? name) }

    /// All names, sorted.
    public var names: [String] { files.keys.sorted() }

    /// A file by its plain or fingerprinted name.
    func find(_ name: Substring) -> (file: StaticFile, isFingerprinted: Bool)? {
        let key = String(name)
        if let file = byFingerprint[key] { return (file, true) }
        return files[key].map { ($0, false) }
    }

    private static func file(_ name: String, _ data: Data, _ gzip: GzipEncoder) -> StaticFile {
        let digest = SHA256.hash(data: data).prefix(4)
        let fingerprint = digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        let type = StaticFile.contentType(of: name)
        let encoder = MediaType.isCompressible(type) ? gzip : GzipEncoder { _, _ in nil }
        let body = CachedBody(ByteBuffer(bytes: data), tag: fingerprint, gzip: encoder, effort: .thorough)
        _ = body.gzip()  // at start rather than in the first request
        return StaticFile(
            name: name, fingerprintedName: StaticFile.fingerprinted(name, fingerprint), contentType: type, body: body)
    }

    private static func names(in folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { name in
            var isFolder: ObjCBool = false
            let path = folder.appending(path: name).path
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
                && !name.split(separator: "/").contains { $0.hasPrefix(".") }
        }
    }
}
