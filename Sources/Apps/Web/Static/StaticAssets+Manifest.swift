import Ports

/// A file whose name cannot be an address.
public struct UnpublishableAsset: Error, CustomStringConvertible {
    public let name: String
    public var description: String { "the static file '\(name)' cannot be published under its name" }
}

extension StaticAssets {
    /// All files as pages refer to them, that is under the names with fingerprints. So a changed file is a new one, and
    /// the pages of the former release go on finding theirs.
    public func manifest() throws -> [StaticAsset] {
        try files.values.sorted { $0.name < $1.name }.map { file in
            guard let path = BlobKey(file.fingerprintedName) else { throw UnpublishableAsset(name: file.name) }
            return StaticAsset(path: path, bytes: Array(file.body.plain.readableBytesView))
        }
    }
}
