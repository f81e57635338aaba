import KubeClient
import KubeModel
import Testing
import Values

@Suite struct ErrorTests {
    private func failure(_ reply: ScriptedTransport.Reply) async -> KubeError? {
        let transport = ScriptedTransport(replies: reply)
        do {
            _ = try await KubeAPI(transport: transport).resources(.configMaps, in: "ns").get("a")
        } catch let error as KubeError {
            return error
        } catch {}
        return nil
    }

    @Test func aStatusIsCarriedWhole() async throws {
        let body = """
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"ConfigMap \\"a\\" is invalid: x",
            "reason":"Invalid","details":{"name":"a","kind":"ConfigMap","causes":[{"reason":"FieldValueRequired",
            "message":"Required value","field":"data"}]},"code":422}
            """
        let error = try #require(await failure(.json(422, body)))
        #expect(error.code == .rejected)
        #expect(error.isInvalid)
        #expect(error.status?.causes == [.init(reason: "FieldValueRequired", message: "Required value", field: "data")])
        #expect(error.description == "ConfigMap \"a\" is invalid: x (GET /api/v1/namespaces/ns/configmaps/a)")
    }

    @Test func plainTextAnswersBecomeStatuses() async throws {
        let missing = try #require(await failure(.text(404, "404 page not found\n")))
        #expect(missing.isNotFound)
        #expect(missing.has(.notFound))
        let gateway = try #require(await failure(.text(502, "<html>bad gateway</html>")))
        #expect(gateway.isTransient)
        #expect(gateway.httpStatus == 502)
        let noReason = try #require(
            await failure(.json(500, #"{"kind":"Status","status":"Failure","message":"broken","code":500}"#)))
        #expect(noReason.message == "broken")
    }

    @Test func retryAfterComesFromHeaderOrBody() async throws {
        let header = try #require(await failure(.text(429, "slow down", headers: ["Retry-After": "7"])))
        #expect(header.retryAfter == .seconds(7))
        #expect(header.isTooManyRequests)
        let body = try #require(
            await failure(
                .json(504, #"{"kind":"Status","reason":"Timeout","details":{"retryAfterSeconds":1},"code":504}"#)))
        #expect(body.retryAfter == .seconds(1))
    }

    @Test func otherFailuresAreToldApart() async throws {
        #expect(await failure(.fail)?.code == .unreachable)
        #expect(await failure(.json(200, "{"))?.code == .undecodable)
        #expect(await failure(.json(200, #"["no object"]"#))?.code == .undecodable)
    }

    @Test func findAnswersNilForAbsence() async throws {
        let transport = ScriptedTransport(replies: .json(404, #"{"kind":"Status","reason":"NotFound","code":404}"#))
        #expect(try await KubeAPI(transport: transport).resources(.configMaps, in: "ns").find("a") == nil)
    }

    @Test(
        arguments: [
            ("conflict with \"alice\"", "alice", nil, nil),
            ("conflict with \"editor\" using apps/v1", "editor", nil, "apps/v1"),
            ("conflict with \"hpa\" with subresource \"scale\" using apps/v1", "hpa", "scale", "apps/v1"),
            ("conflict with \"a\\\"b\" using v1", "a\"b", nil, "v1"),
        ] as [(String, String, String?, String?)])
    func applyConflictsNameTheOwner(message: String, manager: String, subresource: String?, version: String?) throws {
        let cause = KubeStatus.Cause(reason: "FieldManagerConflict", message: message, field: ".data.x")
        let error = KubeError(
            .rejected, "", status: KubeStatus(code: 409, reason: .conflict, message: "", causes: [cause]))
        let conflict = try #require(error.applyConflicts.first)
        #expect(conflict.manager == manager)
        #expect(conflict.subresource == subresource)
        #expect(conflict.apiVersion == version)
        #expect(conflict.field == ".data.x")
    }
}
