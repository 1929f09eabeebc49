import CZlib

/// Reads gzip piece by piece, for files that should not be in memory as a whole.
public final class GzipDecompressor {
    private let stream: UnsafeMutablePointer<z_stream>
    private let limit: Int
    private var output = [UInt8](repeating: 0, count: GzipDecompressor.outputSize)
    private var consumed = 0
    private var produced = 0
    /// Whether the input so far ends with a complete member.
    private var isBetweenMembers = false

    /// The result comes in pieces of up to this size: 64 KiB.
    private static let outputSize = 65_536
    /// zlib counts in 32 bits.
    private static let pieceSize = 1 << 30

    /// - Parameter limit: how many bytes the result may have.
    public init(limit: Int = .max) throws(GzipError) {
        self.limit = limit
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard panelapp_gunzip_init(stream) == Z_OK else {
            stream.deallocate()
            throw GzipError(reason: .outOfMemory, position: 0)
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Reads the next piece of input and gives what it holds to `receive`, piece by piece.
    public func append(_ input: [UInt8], _ receive: (UnsafeRawBufferPointer) -> Void) throws(GzipError) {
        var offset = 0
        while offset < input.count {
            let piece = min(Self.pieceSize, input.count - offset)
            try input.withUnsafeBufferPointer { buffer in
                Result { () throws(GzipError) in
                    try append(UnsafeBufferPointer(rebasing: buffer[offset..<(offset + piece)]), receive)
                }
            }.get()
            offset += piece
        }
    }

    /// Says that the input is complete. Throws when its end is missing.
    public func finish() throws(GzipError) {
        guard isBetweenMembers else { throw GzipError(reason: .truncated, position: consumed) }
    }

    private func append(
        _ input: UnsafeBufferPointer<UInt8>, _ receive: (UnsafeRawBufferPointer) -> Void
    ) throws(GzipError) {
        stream.pointee.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0) }
        stream.pointee.avail_in = UInt32(input.count)
        let start = consumed
        repeat {
            if isBetweenMembers {
                inflateReset(stream)
                isBetweenMembers = false
            }
            let (code, count) = inflateOnce()
            consumed = start + input.count - Int(stream.pointee.avail_in)
            guard produced + count <= limit else { throw GzipError(reason: .tooLong(limit: limit), position: consumed) }
            produced += count
            if count > 0 { output.withUnsafeBytes { receive(UnsafeRawBufferPointer(rebasing: $0[..<count])) } }
            switch code {
            case Z_OK: break
            case Z_STREAM_END:
                isBetweenMembers = true
                if stream.pointee.avail_in == 0 { return }
            // No more input, and no more output for it.
            case Z_BUF_ERROR where stream.pointee.avail_in == 0: return
            case Z_MEM_ERROR: throw GzipError(reason: .outOfMemory, position: consumed)
            default: throw GzipError(reason: reason(), position: consumed)
            }
        } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
    }

    private func inflateOnce() -> (code: Int32, count: Int) {
        output.withUnsafeMutableBufferPointer { buffer in
            stream.pointee.next_out = buffer.baseAddress
            stream.pointee.avail_out = UInt32(buffer.count)
            let code = inflate(stream, Z_NO_FLUSH)
            return (code, buffer.count - Int(stream.pointee.avail_out))
        }
    }

    private func reason() -> GzipError.Reason {
        guard let message = stream.pointee.msg.map({ String(cString: $0) }) else { return .damaged("unknown") }
        return message == "incorrect header check" ? .notGzip : .damaged(message)
    }
}
