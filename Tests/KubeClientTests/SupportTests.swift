import Testing

@testable import KubeClient

@Suite struct SupportTests {
    @Test func timestampsAreReadAndWritten() throws {
        let moment = try #require(Timestamp("2026-02-28T23:59:59.123456Z"))
        #expect(moment.withMicroseconds == "2026-02-28T23:59:59.123456Z")
        #expect(moment.seconds == "2026-02-28T23:59:59Z")
        #expect(moment.advanced(by: .seconds(1)).seconds == "2026-03-01T00:00:00Z")
        #expect(Timestamp("2026-03-01T02:00:00+02:00")?.seconds == "2026-03-01T00:00:00Z")
        #expect(Timestamp("1969-12-31T23:59:59.9Z")?.withMicroseconds == "1969-12-31T23:59:59.900000Z")
        #expect(Timestamp("2024-02-29T00:00:00.1234567890Z")?.microseconds == 1_709_164_800_123_456)
        for text in [
            "", "2026", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z",
            "x",
        ] {
            #expect(Timestamp(text) == nil, "\(text)")
        }
        for day in stride(from: Int64(-800_000), to: 800_000, by: 37) {
            let (year, month, dayOfMonth) = CivilDay.date(fromDays: day)
            #expect(CivilDay.days(year: year, month: month, day: dayOfMonth) == day)
        }
        #expect(Timestamp(microseconds: .max).advanced(by: .seconds(Int64.max)).microseconds == .max)
        #expect(moment.duration(to: moment.advanced(by: .milliseconds(5))) == .milliseconds(5))
    }

    @Test func datesOfHTTPAreReadInAllForms() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        ] {
            #expect(HTTPDate.moment(text) == Timestamp("1994-11-06T08:49:37Z"), "\(text)")
        }
        for text in [
            "", "soon", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
            "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 -1:-1:-1 GMT",
        ] {
            #expect(HTTPDate.moment(text) == nil, "\(text)")
        }
    }

    @Test func base64IsExact() {
        for (plain, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            #expect(Base64.encode(Array(plain.utf8)) == text)
            #expect(Base64.decode(text) == Array(plain.utf8))
        }
        #expect(Base64.decode("Zm9v\nYmFy\r\n") == Array("foobar".utf8))
        for text in ["Z", "Zg=", "Zg", "Z===", "Zm9v====", "Zg==Zg==", "Zm9%"] {
            #expect(Base64.decode(text) == nil, "\(text)")
        }
        let bytes = (0..<256).map { UInt8($0) }
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }

    @Test func pathsAndQueriesAreEncoded() {
        #expect(PercentEncoding.segment("system:node/ä b%") == "system:node%2F%C3%A4%20b%25")
        for text in ["a%2Bb=%C3%A9", "plain", "%", "%4", "%zz%41"] {
            #expect(
                PercentEncoding.decode(Substring(text))
                    == ["a%2Bb=%C3%A9": "a+b=é", "%zz%41": "%zzA"][text, default: text])
        }
        #expect(PercentEncoding.query("a=b,c in (d)&é") == "a%3Db%2Cc%20in%20%28d%29%26%C3%A9")
    }
}
