using System.Collections.Frozen;
using Bidline.Adapters.Buyers;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Tests.Auctions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Buyers;

public sealed class WarmConnectionsTests : IDisposable
{
    private const string NotFound = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly BidderClientSettings _settings = new() { WarmEvery = TimeSpan.FromMilliseconds(150) };
    private readonly BookShelf _shelf = new();
    private readonly BidderClient _client;
    private readonly WarmConnections _warm;

    public WarmConnectionsTests()
    {
        _client = new BidderClient(_settings, new AddressPolicy(allowPrivate: true), TimeProvider.System);
        _warm = new WarmConnections(_client, _shelf, _settings, TimeProvider.System);
    }

    [Fact]
    public async Task Connections_are_open_to_each_host_before_the_first_call_and_it_uses_them()
    {
        await using var one = HostileBidder.Saying(NotFound);
        await using var two = HostileBidder.Saying(NotFound);
        _shelf.Swap(BookWith(one.Url, one.Url + "/other", two.Url));

        await _warm.RoundAsync(Stop);

        // Two as a rule; one when the first had been answered before the second was sent.
        one.Connections.ShouldBeInRange(1, 2);
        two.Connections.ShouldBeInRange(1, 2);
        var before = one.Connections;
        await _client.AskAsync(BuyerProtocols.All[0], Asked.Request(), Asked.Terms(one.Url));
        one.Connections.ShouldBe(before);
        await UntilAsync(() => _client.OpenTo(new Uri(one.Url), 9) == before);
    }

    [Fact]
    public async Task A_changed_market_opens_what_is_new_and_what_was_closed_is_opened_again()
    {
        await using var first = HostileBidder.Saying(NotFound);
        await using var second = new HostileBidder(async (stream, stop) =>
        {
            await HostileBidder.SendAsync(stream, NotFound, stop);
            await Task.Delay(100, stop);
            stream.Socket.Close();
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var keeping = _warm.KeepAsync(stop.Token);
        _shelf.Swap(BookWith(first.Url));
        await UntilAsync(() => first.Connections >= 1);

        _shelf.Swap(BookWith(first.Url, second.Url));
        await UntilAsync(() => second.Connections >= 5);

        first.Connections.ShouldBeLessThan(5);
        await stop.CancelAsync();
        await keeping;
    }

    [Fact]
    public async Task A_host_that_is_gone_is_tried_less_and_less()
    {
        await using var closing = new HostileBidder((stream, _) =>
        {
            stream.Socket.Close();
            return Task.FromException(new IOException("closed"));
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        _shelf.Swap(BookWith(closing.Url));
        var keeping = _warm.KeepAsync(stop.Token);

        await Task.Delay(1500, Stop);

        // Rounds at 0, 300 and 900 ms, of two requests that the client itself tries four times; not one each 150 ms.
        closing.Connections.ShouldBeInRange(8, 24);
        await stop.CancelAsync();
        await keeping;
    }

    [Fact]
    public async Task A_rehearsal_holds_auctions_and_leaves_nothing_behind() =>
        await Should.NotThrowAsync(() => Rehearsal.RunAsync(Some.Settings, TimeProvider.System, Stop));

    public void Dispose()
    {
        _warm.Dispose();
        _client.Dispose();
    }

    private static CampaignBook BookWith(params string[] urls) => CampaignBook.Empty with
    {
        Targets = urls.Select((url, i) => Some.Bidder("b" + i, url).Target).ToFrozenDictionary(target => target.Id),
    };

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var i = 0; i < 200 && !isSo(); i++) await Task.Delay(25, Stop);
        isSo().ShouldBeTrue();
    }
}
