using Bidline.Accounts;
using Bidline.Tests.Postbacks;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class TrackerRoutesTests
{
    private const string Path = "/v1/publishers/zeta/tracker/test";

    [Fact]
    public async Task A_test_tells_the_tracker_at_once_and_says_what_it_answered()
    {
        await using var tracker = await Receiver.StartAsync();
        await using var server = await ApiServer.StartAsync(allowPrivate: true);
        using var client = await server.ClientAsync(Role.Operator);
        var set = await client.SendAsync(
            "PATCH", "/v1/publishers/zeta", $"{{\"tracker\":{{\"url\":\"{tracker.Url}?p={{{{payout}}}}&c={{{{tags.click_id}}}}\"}}}}");
        set.Status.ShouldBe(200, set.Text);

        var good = await client.SendAsync("POST", Path);
        tracker.Status = 404;
        var bad = await client.SendAsync("POST", Path);

        (good.Of("accepted"), good.Of("status"), good.Of("url")).ShouldBe(
            ("True", "200", $"{tracker.Url}?p=0.01&c=test"));
        (bad.Of("accepted"), bad.Of("status")).ShouldBe(("False", "404"));
        tracker.All.Select(one => one.Line).ShouldAllBe(line => line == "GET /notices?p=0.01&c=test");
        (await client.SendAsync("GET", "/v1/notices")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Who_has_no_tracker_cannot_be_tested()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        (await client.SendAsync("POST", Path)).Status.ShouldBe(404);
        (await client.SendAsync("POST", "/v1/publishers/nobody/tracker/test")).Status.ShouldBe(404);
    }
}
