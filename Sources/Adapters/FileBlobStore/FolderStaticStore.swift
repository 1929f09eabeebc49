import Foundation
import LocalFiles
import Ports

/// Static files in a folder, for a web server of one's own to serve (`STATIC_ROOT`).
public struct FolderStaticStore: StaticStore {
    private let folder: URL
    private let files: FileBlobStore

    /// - Parameter folder: made by the first file.
    public init(folder: URL) {
        self.folder = folder
        files = FileBlobStore(folder: folder)
    }

    public func published() async throws(BlobFailure) -> [PublishedAsset] {
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        let names: [String]
        do { names = try FileManager.default.subpathsOfDirectory(atPath: folder.path) } catch {
            throw .unavailable("the folder of static files cannot be read: \(error.localizedDescription)")
        }
        return names.compactMap { name in
            // A name that is no key was put there by somebody else, and stays.
            guard !name.hasPrefix("\(FileShelf.reserved)/"), BlobKey(name) != nil,
                let facts = try? FileManager.default.attributesOfItem(atPath: folder.appending(path: name).path),
                facts[.type] as? FileAttributeType == .typeRegular
            else { return nil }
            return PublishedAsset(path: name, size: facts[.size] as? Int ?? 0, tag: "")
        }
    }

    public func holds(_ asset: StaticAsset, as published: PublishedAsset) async throws(BlobFailure) -> Bool {
        guard published.size == asset.bytes.count else { return false }
        return try await files.get(asset.path) == asset.bytes
    }

    public func publish(_ asset: StaticAsset) async throws(BlobFailure) {
        try await files.put(asset.path, asset.bytes, contentType: asset.path.contentType)
    }

    public func withdraw(_ path: String) async throws(BlobFailure) {
        guard let key = BlobKey(path) else { throw .unavailable("'\(path)' is no name of a static file") }
        try await files.delete(key)
    }
}
