using Bidline.Adapters.Postbacks;
using Bidline.Connecting;
using Bidline.Postbacks;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bidline.Tests.Postbacks;

/// <summary>An outbox on a real store and a sender with the real client; only the clock is the test's.</summary>
internal sealed class SendingHost : IAsyncDisposable
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly PostbackClient _client;

    private SendingHost(TestStore test, FakeTimeProvider clock, bool allowPrivate)
    {
        (Test, Clock) = (test, clock);
        var settings = new PostbackClientSettings { TimeMax = TimeSpan.FromSeconds(2), ConnectTimeout = TimeSpan.FromSeconds(1) };
        _client = new PostbackClient(settings, new AddressPolicy(allowPrivate), TimeProvider.System);
        Outbox = new Outbox(test.Store, clock);
        Log = new PostbackLog(test.Store);
        Sender = SenderOver(Outbox);
    }

    public TestStore Test { get; }

    public FakeTimeProvider Clock { get; }

    public Outbox Outbox { get; }

    public PostbackLog Log { get; }

    public PostbackSender Sender { get; }

    /// <summary>Nobody here advertises.</summary>
    public static TellAds NoAds { get; } = (_, _, _) => throw new InvalidOperationException("No platform was named.");

    /// <summary>Where each destination is; one that is not here is known to nobody.</summary>
    public Dictionary<string, Uri> Places { get; } = [];

    public static async Task<SendingHost> StartAsync(StoreKind kind = StoreKind.Sqlite, bool allowPrivate = true)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
        return new SendingHost(await TestStore.OpenAsync(kind, clock), clock, allowPrivate);
    }

    public PostbackSender SenderOver(Outbox outbox) =>
        new(outbox, FindAsync, _client.SendAsync, NoAds, Clock, NullLogger<PostbackSender>.Instance);

    public Task QueueAsync(string key, string destination = "target:acme", string? body = null) => Outbox.QueueAsync(
    [
        Outbox.Insert(new Postback(
            key, destination, Places.GetValueOrDefault(destination, new Uri("http://nowhere.invalid/")), "bid.won", null,
            body ?? $"{{\"type\":\"bid.won\",\"timestamp\":\"2026-09-21T00:00:00.000Z\",\"data\":{{\"key\":\"{key}\"}}}}")),
    ]);

    public async Task QueueAsync(int count, string destination = "target:acme")
    {
        for (var i = 0; i < count; i++) await QueueAsync($"{destination}-{i}", destination);
    }

    /// <summary>Sends everything that is due now.</summary>
    public async Task SweepAsync() => await await Sender.SweepAsync(CancellationToken.None);

    public async Task PassAsync(TimeSpan span)
    {
        Clock.Advance(span);
        await SweepAsync();
    }

    public async Task<IReadOnlyList<PostbackItem>> AllAsync() =>
        await Log.ListAsync(new PostbackQuery(null, null, null, null, null, 10_000), CancellationToken.None);

    public async Task<IReadOnlyList<PostbackAttempt>> AttemptsAsync(PostbackId id) =>
        (await Log.FindAsync(id, CancellationToken.None))!.Value.Attempts;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Test.DisposeAsync();
    }

    private Task<PostbackPlace?> FindAsync(string destination, CancellationToken cancel) => Task.FromResult(
        Places.TryGetValue(destination, out var url) ? new PostbackPlace(url, [Secret]) : null);
}
