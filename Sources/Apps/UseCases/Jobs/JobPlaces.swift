/// Places for jobs that run at once.
actor JobPlaces {
    private var free: Int
    private var waiter: CheckedContinuation<Void, Never>?

    init(_ count: Int) { free = max(1, count) }

    /// How many are free, as soon as one is. One caller at a time.
    func some() async -> Int {
        if free == 0 { await withCheckedContinuation { waiter = $0 } }
        return free
    }

    func take() { free -= 1 }

    func leave() {
        free += 1
        waiter?.resume()
        waiter = nil
    }
}
