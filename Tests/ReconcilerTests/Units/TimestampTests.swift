import Reconciler
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2023-11-14T22:13:20Z", 1_700_000_000), ("2000-02-29T12:00:00Z", 951_825_600),
        ("1969-12-31T23:59:59Z", -1), ("1600-03-01T00:00:00Z", -11_670_912_000),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
    ]) func readsAndWrites(_ text: String, _ seconds: Int64) {
        #expect(Timestamp(text)?.seconds == seconds)
        #expect(Timestamp(seconds: seconds).description == text)
    }

    @Test func fractionsAndOffsets() {
        #expect(Timestamp("2023-11-14T22:13:20.25Z")?.sinceEpoch == .milliseconds(1_700_000_000_250))
        #expect(Timestamp("2023-11-15T00:13:20+02:00")?.seconds == 1_700_000_000)
        #expect(Timestamp("2023-11-14T20:43:20.999999999-01:30")?.seconds == 1_700_000_000)
    }

    @Test(arguments: [
        "", "2023-11-14", "2023-11-14T22:13:20", "2023-13-14T22:13:20Z", "2023-11-14T25:13:20Z",
        "2023-11-14T22:13:20ZZ",
        "2023-11-14T22:13:20.Z", "２023-11-14T22:13:20Z", "2023-11-14T22:13:20+0200",
    ]) func refusesWhatIsNoTime(_ text: String) { #expect(Timestamp(text) == nil) }

    @Test func everyDayOfFourCenturiesReturns() {
        for day in stride(from: Int64(-200_000), to: 200_000, by: 7) {
            let time = Timestamp(seconds: day * 86_400)
            #expect(Timestamp(time.description) == time)
        }
    }
}
