using System.Text.Json;
using Bidline.Adapters.Postbacks;
using Bidline.Connecting;
using Bidline.Postbacks;
using Bidline.Postbacks.Ads;
using Bidline.Primitives;
using Bidline.Tests.Postbacks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Bidline.Tests.Adapters.Postbacks;

/// <summary>A platform's adapter over the real client, towards a real server that answers as the platform does.</summary>
internal sealed class AdPlatformHost : IAsyncDisposable
{
    private readonly PostbackClient _client = new(new PostbackClientSettings(), new AddressPolicy(true), TimeProvider.System);

    private AdPlatformHost(Receiver receiver, string name)
    {
        Receiver = receiver;
        Platform = AdPlatforms.All(_client.AskAsync, Clock).Single(platform => platform.Form.Name == name);
    }

    public Receiver Receiver { get; }

    public IAdPlatform Platform { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 8, 6, 30, 0, TimeSpan.Zero));

    /// <summary>A call of 131 seconds on the night in which New York lost an hour.</summary>
    public static AdConversion Sold { get; } = new(
        "evt_0197", PhoneNumber.Parse("+16505550142"), new DateTimeOffset(2026, 3, 8, 1, 59, 50, TimeSpan.FromHours(-5)),
        new DateTimeOffset(2026, 3, 8, 7, 2, 1, TimeSpan.Zero), Money.Usd(27.333333m), new Dictionary<string, string>());

    public static async Task<AdPlatformHost> StartAsync(string name) => new(await Receiver.StartAsync(), name);

    /// <summary>What it answers by the end of the path.</summary>
    public void Answer(string path, int status, string body)
    {
        var before = Receiver.Answers;
        Receiver.Answers = (received, context) =>
        {
            if (!received.Line.EndsWith(path, StringComparison.Ordinal)) return before(received, context);
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        };
    }

    public Task<PostbackAnswer> SendAsync(
        IReadOnlyDictionary<string, string> settings, AdConversion? conversion = null) =>
        Platform.SendAsync(conversion ?? Sold, settings, CancellationToken.None);

    public static bool IsSame(JsonElement one, string other) => JsonElement.DeepEquals(one, JsonElement.Parse(other));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Receiver.DisposeAsync();
    }
}
