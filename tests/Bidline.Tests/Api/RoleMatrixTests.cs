using Bidline.Accounts;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class RoleMatrixTests
{
    /// <summary>Every route and the least role that may call it; null is everybody.</summary>
    private static readonly Dictionary<string, Role?> Wanted = Routes();

    [Fact]
    public async Task Each_route_is_for_its_roles_and_for_no_other()
    {
        await using var server = await ApiServer.StartAsync();
        var wrong = new List<string>();
        foreach (var caller in new Role?[] { null, Role.Viewer, Role.Operator, Role.Admin })
        {
            using var client = await server.ClientAsync(caller);
            foreach (var (route, least) in Wanted)
            {
                var answer = await AskAsync(client, route);
                var expected = least is null || caller >= least ? 0 : caller is null ? 401 : 403;
                var refused = answer.Status is 401 or 403 ? answer.Status : 0;
                if (refused != expected) wrong.Add($"{caller?.ToString() ?? "nobody"} {route}: {answer.Status}");
                if (refused != 0 && answer.Type != "application/problem+json") wrong.Add($"{route}: {answer.Type}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_matrix_names_every_route_of_the_reference()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(null);

        var document = (await client.SendAsync("GET", "/openapi/v1.json")).Json;

        var served = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));
        served.Order(StringComparer.Ordinal).ShouldBe(Wanted.Keys.Order(StringComparer.Ordinal));
    }

    private static async Task<Answer> AskAsync(HttpClient client, string route)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1].Replace("{id}", "none"));
        // The stream does not end by itself: its headers are enough.
        if (!path.EndsWith("/stream", StringComparison.Ordinal))
            return await client.SendAsync(method, path, method is "GET" or "DELETE" ? null : "{}");
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, "", default, null, []);
    }

    private static Dictionary<string, Role?> Routes()
    {
        var routes = new Dictionary<string, Role?>
        {
            ["POST /v1/apply"] = Role.Operator,
            ["POST /v1/periods/{id}/close"] = Role.Admin,
            ["GET /v1/calls/{id}/recordings"] = Role.Operator,
            ["POST /v1/calls/{id}/recordings/{attempt}/links"] = Role.Operator,
            ["GET /v1/calls/{id}/recordings/{attempt}/sound"] = null,
            ["DELETE /v1/calls/{id}/recordings/{attempt}"] = Role.Admin,
            ["GET /v1/debts"] = Role.Viewer,
            ["GET /v1/write-offs"] = Role.Viewer,
            ["POST /v1/write-offs"] = Role.Admin,
            ["POST /v1/write-offs/{id}/approve"] = Role.Admin,
            ["POST /v1/write-offs/{id}/reject"] = Role.Admin,
            ["GET /v1/payouts/due"] = Role.Viewer,
            ["POST /v1/payouts/{id}/paid"] = Role.Admin,
            ["POST /v1/payouts/{id}/cancel"] = Role.Admin,
            ["GET /v1/payout-batches"] = Role.Viewer,
            ["POST /v1/payout-batches"] = Role.Admin,
            ["GET /v1/payout-batches/{id}"] = Role.Viewer,
            ["GET /v1/payout-batches/{id}/csv"] = Role.Operator,
            ["GET /v1/payout-batches/{id}/pain.001"] = Role.Operator,
            ["GET /v1/reconciliation"] = Role.Viewer,
            ["POST /v1/carrier-records/import"] = Role.Operator,
            ["POST /v1/carrier-records/explain"] = Role.Operator,
            ["GET /v1/statements"] = Role.Viewer,
            ["GET /v1/statements/{id}"] = Role.Viewer,
            ["GET /v1/statements/{id}/page"] = Role.Viewer,
            ["GET /v1/statements/{id}/lines"] = Role.Viewer,
            ["POST /v1/top-ups/import"] = Role.Operator,
            ["GET /v1/buyers/{id}/wallet"] = Role.Viewer,
            ["POST /v1/payments/stripe"] = null,
            ["POST /v1/diff"] = Role.Viewer,
            ["GET /v1/diff"] = Role.Viewer,
            ["GET /v1/export"] = Role.Viewer,
            ["GET /v1/versions"] = Role.Viewer,
            ["GET /v1/checks"] = Role.Viewer,
            ["GET /v1/versions/{id}"] = Role.Viewer,
            ["POST /v1/versions/{id}/restore"] = Role.Operator,
            ["GET /v1/scheduled-changes"] = Role.Viewer,
            ["DELETE /v1/scheduled-changes/{id}"] = Role.Operator,
            ["GET /v1/calls"] = Role.Viewer,
            ["GET /v1/reports"] = Role.Viewer,
            ["GET /v1/retention"] = Role.Viewer,
            ["PUT /v1/retention/{id}"] = Role.Admin,
            ["GET /v1/erasures"] = Role.Admin,
            ["POST /v1/erasures"] = Role.Admin,
            ["GET /v1/erasures/{id}"] = Role.Admin,
            ["GET /v1/looks"] = Role.Admin,
            ["POST /v1/reports/query"] = Role.Viewer,
            ["GET /v1/calls/{id}"] = Role.Viewer,
            ["GET /v1/blocked-callers"] = Role.Viewer,
            ["POST /v1/blocked-callers"] = Role.Operator,
            ["DELETE /v1/blocked-callers/{id}"] = Role.Operator,
            ["GET /v1/blocked-callers/export"] = Role.Operator,
            ["POST /v1/blocked-callers/import"] = Role.Operator,
            ["GET /v1/disputes"] = Role.Viewer,
            ["POST /v1/disputes"] = Role.Operator,
            ["GET /v1/disputes/{id}"] = Role.Viewer,
            ["POST /v1/disputes/{id}/answer"] = Role.Operator,
            ["POST /v1/disputes/{id}/decide"] = Role.Operator,
            ["POST /v1/disputes/{id}/appeal"] = Role.Operator,
            ["GET /v1/adjustments"] = Role.Viewer,
            ["POST /v1/adjustments"] = Role.Operator,
            ["POST /v1/adjustments/{id}/approve"] = Role.Operator,
            ["POST /v1/adjustments/{id}/reject"] = Role.Operator,
            ["GET /v1/conversions"] = Role.Viewer,
            ["POST /v1/conversions/{id}"] = Role.Operator,
            ["GET /v1/conversions/{id}"] = Role.Operator,
            ["POST /v1/conversions/import"] = Role.Operator,
            ["GET /v1/ledger/accounts"] = Role.Viewer,
            ["GET /v1/ledger/entries"] = Role.Viewer,
            ["POST /v1/buyers/{id}/top-ups"] = Role.Operator,
            ["POST /v1/buyers/{id}/refunds"] = Role.Admin,
            ["GET /v1/targets/{id}/bid-rules"] = Role.Viewer,
            ["PUT /v1/targets/{id}/bid-rules"] = Role.Operator,
            ["GET /v1/lists"] = Role.Viewer,
            ["GET /v1/lists/{id}"] = Role.Viewer,
            ["GET /v1/lists/{id}/values"] = Role.Operator,
            ["PUT /v1/lists/{id}"] = Role.Operator,
            ["DELETE /v1/lists/{id}"] = Role.Operator,
            ["POST /v1/appends"] = Role.Operator,
            ["GET /v1/lookup-files"] = Role.Viewer,
            ["GET /v1/lookup-files/{id}"] = Role.Viewer,
            ["PUT /v1/lookup-files/{id}"] = Role.Operator,
            ["DELETE /v1/lookup-files/{id}"] = Role.Operator,
            ["GET /v1/notices"] = Role.Viewer,
            ["GET /v1/notices/{id}"] = Role.Viewer,
            ["POST /v1/notices/{id}/resend"] = Role.Operator,
            ["POST /v1/notices/resend"] = Role.Operator,
            ["POST /v1/publishers/{id}/tracker/test"] = Role.Operator,
            ["POST /v1/targets/{id}/notices/resume"] = Role.Operator,
            ["GET /v1/buyers/{id}/notice-secret"] = Role.Admin,
            ["POST /v1/buyers/{id}/notice-secret/rotate"] = Role.Admin,
            ["GET /v1/bidders"] = Role.Viewer,
            ["POST /v1/bidders/{id}/test"] = Role.Operator,
            ["DELETE /v1/bidders/{id}/left-out"] = Role.Operator,
            ["POST /v1/bidders/{id}/read"] = Role.Operator,
            ["POST /v1/bidders/from-curl"] = Role.Viewer,
            ["POST /v1/campaigns/{id}/simulate"] = Role.Operator,
            ["GET /v1/partners"] = Role.Viewer,
            ["GET /v1/numbers/use"] = Role.Viewer,
            ["POST /v1/numbers/import"] = Role.Operator,
            ["POST /v1/numbers/{id}/release"] = Role.Operator,
            ["POST /v1/numbers/{id}/test"] = Role.Operator,
            ["GET /v1/trunks/{id}/numbers"] = Role.Operator,
            ["POST /v1/trunks/{id}/numbers"] = Role.Operator,
            ["POST /v1/pools/{id}/check-page"] = Role.Operator,
            ["GET /v1/pools/{id}/use"] = Role.Viewer,
            ["GET /v1/visits"] = Role.Viewer,
            ["GET /v1/visits/{id}"] = Role.Viewer,
            ["GET /v1/pings"] = Role.Viewer,
            ["GET /v1/pings/use"] = Role.Viewer,
            ["GET /v1/pings/{id}"] = Role.Viewer,
            ["GET /v1/endpoints/{id}/key"] = Role.Operator,
            ["POST /v1/endpoints/{id}/key/rotate"] = Role.Operator,
            ["POST /v1/endpoints/{id}/signing-secret/rotate"] = Role.Operator,
            ["GET /v1/keys"] = Role.Admin,
            ["POST /v1/keys"] = Role.Admin,
            ["DELETE /v1/keys/{id}"] = Role.Admin,
            ["GET /v1/users"] = Role.Admin,
            ["POST /v1/users"] = Role.Admin,
            ["GET /v1/users/{id}"] = Role.Admin,
            ["PATCH /v1/users/{id}"] = Role.Admin,
            ["GET /v1/audit"] = Role.Admin,
            ["GET /v1/stream"] = Role.Viewer,
            ["GET /healthz/live"] = null,
            ["GET /healthz/ready"] = null,
            ["GET /metrics"] = null,
        };
        foreach (var section in new[]
        {
            "publishers", "buyers", "groups", "targets", "campaigns", "numbers", "trunks", "lookups", "endpoints", "pools",
        })
        {
            routes[$"GET /v1/{section}"] = Role.Viewer;
            routes[$"GET /v1/{section}/{{id}}"] = Role.Viewer;
            routes[$"PUT /v1/{section}/{{id}}"] = Role.Operator;
            routes[$"PATCH /v1/{section}/{{id}}"] = Role.Operator;
            routes[$"DELETE /v1/{section}/{{id}}"] = Role.Operator;
        }

        return routes;
    }
}
