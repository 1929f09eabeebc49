import Ports

/// Cuts what is to be uploaded into parts of one size. It is asked by one task at a time.
actor PartSource {
    private enum Origin {
        case bytes([UInt8])
        case pieces(BlobSource)
    }

    private let origin: Origin
    private var taken = 0
    private var rest: [UInt8] = []
    private var isEnded = false

    init(_ bytes: [UInt8]) { origin = .bytes(bytes) }

    init(_ pieces: BlobSource) { origin = .pieces(pieces) }

    /// The next part: whole, but for the last one. Nil at the end.
    func next() async throws -> [UInt8]? {
        switch origin {
        case .bytes(let bytes):
            guard taken < bytes.count else { return nil }
            let part = Array(bytes[taken..<min(taken + S3Upload.partSize, bytes.count)])
            taken += part.count
            return part
        case .pieces(let source):
            var part = rest
            rest = []
            part.reserveCapacity(S3Upload.partSize)
            while part.count < S3Upload.partSize, !isEnded {
                guard let piece = try await source.next() else {
                    isEnded = true
                    break
                }
                let room = S3Upload.partSize - part.count
                part += piece.prefix(room)
                if piece.count > room { rest = Array(piece.dropFirst(room)) }
            }
            return part.isEmpty ? nil : part
        }
    }
}
