import FileBlobStore
import Foundation
import Ports
import S3BlobStore

/// A store of files for a one-off command, which needs no other adapter.
struct OpenedStore<Store: Sendable>: Sendable {
    let store: Store
    let close: @Sendable () async -> Void
}

extension Composition {
    /// The uploaded files of the configured mode.
    static func mediaStore(_ launch: Launch, role: String) throws -> OpenedStore<any BlobStore> {
        let settings = launch.settings
        guard let aws = settings.aws, let bucket = aws.media else {
            return OpenedStore(store: FileBlobStore(folder: settings.mediaFolder)) {}
        }
        let connection = try AWSConnection(aws, role: role, book: launch.book)
        return OpenedStore(store: S3BlobStore(try connection.bucket(bucket))) { await connection.close() }
    }

    /// Where static files are published.
    static func staticStore(_ launch: Launch, role: String) throws -> OpenedStore<any StaticStore> {
        let settings = launch.settings
        guard let aws = settings.aws, let bucket = aws.staticFiles else {
            return OpenedStore(store: FolderStaticStore(folder: settings.staticFolder)) {}
        }
        let connection = try AWSConnection(aws, role: role, book: launch.book)
        return OpenedStore(store: S3StaticStore(try connection.bucket(bucket))) { await connection.close() }
    }
}
