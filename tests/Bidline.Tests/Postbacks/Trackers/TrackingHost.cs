using System.Collections.Frozen;
using Bidline.Accounts;
using Bidline.Adapters.Postbacks;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Postbacks;
using Bidline.Postbacks.Ads;
using Bidline.Postbacks.Notices;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bidline.Tests.Postbacks.Trackers;

/// <summary>Keepers, an outbox and a sender whose market has Zeta with a tracker; only the sender's clock is the test's.</summary>
internal sealed class TrackingHost : IAsyncDisposable
{
    private readonly PostbackClient _client = new(new PostbackClientSettings(), new AddressPolicy(true), TimeProvider.System);
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly PostbackSender _sender;

    private TrackingHost(KeepingHost keeping)
    {
        Keeping = keeping;
        var outbox = new Outbox(keeping.Store, _clock);
        var secrets = new NoticeSecrets(keeping.Store, new Audit(keeping.Store, _clock), _clock);
        var address = new NoticeAddress(keeping.Shelf, secrets);
        _sender = new PostbackSender(
            outbox, address.FindAsync, _client.SendAsync,
            new AdDesk(AdPlatforms.All(_client.AskAsync, _clock), keeping.Log).TellAsync, _clock,
            NullLogger<PostbackSender>.Instance);
        keeping.Notices = new NoticeDesk(keeping.Shelf, outbox, keeping.Log);
    }

    public KeepingHost Keeping { get; }

    public static async Task<TrackingHost> StartAsync(string url, bool ended = false, StoreKind kind = StoreKind.Sqlite)
    {
        var host = new TrackingHost(await KeepingHost.StartAsync(kind));
        host.Tell(url, ended);
        await host.Keeping.TopUpAsync(100m);
        return host;
    }

    /// <summary>From now on Zeta's tracker is there.</summary>
    public void Tell(string url, bool ended = false)
    {
        var zeta = new Publisher(Orders.Zeta, "Zeta", false, "p-7f3a")
        {
            Tracker = new TrackerTerms(new TrackerUrl(url), Paid: true, ended),
        };
        Keeping.Shelf.Swap(CampaignBook.Empty with
        {
            Version = 1,
            Publishers = new[] { zeta }.ToFrozenDictionary(publisher => publisher.Id),
        });
    }

    /// <summary>From now on Zeta has ads on a platform, and no tracker.</summary>
    public void Advertise(AdTerms terms)
    {
        var zeta = new Publisher(Orders.Zeta, "Zeta", false, "p-7f3a") { Ads = [terms] };
        Keeping.Shelf.Swap(CampaignBook.Empty with
        {
            Version = 2,
            Publishers = new[] { zeta }.ToFrozenDictionary(publisher => publisher.Id),
        });
    }

    public async Task<LoggedCall> SettleAsync(double seconds, SaleTerms? terms = null)
    {
        var call = await new LoggedCall(Keeping) { Terms = terms ?? Orders.Terms() }.ToAsync(Stage.Connected);
        await call.EndAsync(TimeSpan.FromSeconds(seconds));
        await Keeping.Settlement.SettleAsync(call.Id, CancellationToken.None);
        return call;
    }

    /// <summary>Sends what is due in a minute.</summary>
    public async Task SendAsync()
    {
        _clock.Advance(TimeSpan.FromMinutes(1));
        await await _sender.SweepAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Keeping.DisposeAsync();
    }
}
