import CZlib

/// One use of zlib's compressor. zlib's state points back at the `z_stream`, which therefore stays at one place.
final class Deflater {
    private let stream: UnsafeMutablePointer<z_stream>

    /// zlib counts in 32 bits, so longer input goes in pieces of 1 GiB.
    private static let pieceSize = 1 << 30

    /// Nil when there is no memory.
    init?(level: Int32) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard panelapp_gzip_init(stream, level) == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Compresses everything.
    func run(_ bytes: [UInt8]) -> [UInt8] {
        // zlib's own bound for the result makes room for all of it at once.
        let bound = Int(deflateBound(stream, UInt(bytes.count)))
        return [UInt8](unsafeUninitializedCapacity: bound) { output, written in
            bytes.withUnsafeBufferPointer { input in
                var consumed = 0
                repeat {
                    let piece = min(Self.pieceSize, input.count - consumed)
                    stream.pointee.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + consumed) }
                    stream.pointee.avail_in = UInt32(piece)
                    consumed += piece
                    written += deflate(into: output, from: written, isLast: consumed == input.count)
                } while consumed < input.count
            }
        }
    }

    /// Compresses the input at hand and answers how many bytes came out.
    private func deflate(into output: UnsafeMutableBufferPointer<UInt8>, from start: Int, isLast: Bool) -> Int {
        var written = start
        var code = Z_OK
        repeat {
            let room = min(Self.pieceSize, output.count - written)
            stream.pointee.next_out = output.baseAddress.map { $0 + written }
            stream.pointee.avail_out = UInt32(room)
            code = CZlib.deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
            written += room - Int(stream.pointee.avail_out)
        } while code == Z_OK && (isLast || stream.pointee.avail_in > 0)
        return written - start
    }
}
