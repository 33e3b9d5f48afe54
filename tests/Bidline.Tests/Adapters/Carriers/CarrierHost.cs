using Bidline.Adapters.Carriers;
using Bidline.Adapters.Postbacks;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Tests.Postbacks;
using Bidline.Tracking.Carriers;
using Microsoft.AspNetCore.Http;

namespace Bidline.Tests.Adapters.Carriers;

/// <summary>A carrier's adapter over the real client, towards a real server that answers as the carrier does.</summary>
internal sealed class CarrierHost : IAsyncDisposable
{
    private readonly PostbackClient _client = new(new PostbackClientSettings(), new AddressPolicy(true), TimeProvider.System);

    private CarrierHost(Receiver receiver, string name)
    {
        Receiver = receiver;
        Carrier = NumberCarriers.All(_client.AskAsync).Single(carrier => carrier.Form.Name == name);
    }

    public static PhoneNumber Number { get; } = PhoneNumber.Parse("+13055550142");

    public Receiver Receiver { get; }

    public INumberCarrier Carrier { get; }

    public Dictionary<string, string> Settings => new()
    {
        ["api_url"] = Receiver.Url.GetLeftPart(UriPartial.Authority), ["api_key"] = "KEY01", ["connection_id"] = "16839",
        ["account_sid"] = "AC01", ["auth_token"] = "secret", ["trunk_sid"] = "TK01",
    };

    public static async Task<CarrierHost> StartAsync(string name) => new(await Receiver.StartAsync(), name);

    public void Answer(int status, string body) => Receiver.Answers = (_, context) =>
    {
        context.Response.StatusCode = status;
        return status == StatusCodes.Status204NoContent ? Task.CompletedTask : context.Response.WriteAsync(body);
    };

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Receiver.DisposeAsync();
    }
}
