import Domain
import Ports
import Testing

@testable import UseCases

/// A store whose first read of the panels ends when the test says so.
private actor SlowStore {
    private(set) var total = 1
    private var reads = 0
    private var held: CheckedContinuation<Void, Never>?
    private var started: CheckedContinuation<Void, Never>?

    func stamp() -> CatalogueStamp { CatalogueStamp(panels: 0, total: total) }

    func panels() async -> [Panel] {
        reads += 1
        if reads == 1 {
            started?.resume()
            started = nil
            await withCheckedContinuation { held = $0 }
        }
        return []
    }

    func whenReading() async {
        if reads == 0 { await withCheckedContinuation { started = $0 } }
    }

    func change() { total += 1 }

    func release() { held?.resume() }
}

@Suite("Catalogue")
struct CatalogueTests {
    @Test("Who asks after a change never gets a catalogue whose reading began before it")
    func neverStale() async throws {
        let store = SlowStore()
        let catalogue = Catalogue(stamp: { await store.stamp() }, panels: { await store.panels() })
        async let early = catalogue.current()
        await store.whenReading()

        await store.change()
        async let late = catalogue.current()
        for _ in 1...100 { await Task.yield() }
        await store.release()

        #expect(try await early.stamp.total == 1)
        #expect(try await late.stamp.total == 2)
    }

    @Test("A catalogue that still holds is not read again")
    func kept() async throws {
        let store = SlowStore()
        let catalogue = Catalogue(stamp: { await store.stamp() }, panels: { await store.panels() })
        async let first = catalogue.current()
        await store.whenReading()
        await store.release()

        let kept = try await first
        #expect(try await catalogue.current() === kept)
    }
}
