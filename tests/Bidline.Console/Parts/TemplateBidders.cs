using System.Net.Http.Json;
using Bidline.Simulator;
using Xunit;

namespace Bidline.Console.Parts;

/// <summary>A quiet market with bidders that templates describe.</summary>
public sealed class TemplateBidders : IAsyncLifetime
{
    public AnsweringBidder Bidder { get; private set; } = null!;

    public Market Market { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Bidder = await AnsweringBidder.StartAsync();
        Market = await Market.OpenAsync(new WorldSettings(1, 1, 1));
        await PutAsync("json-desk", "JSON desk", new
        {
            protocol = "template",
            url = $"{Bidder.Address}ping?api_key=tell-nobody&campaign=7",
            headers = new Dictionary<string, string> { ["X-Api-Key"] = "also-secret" },
            body = """{"state":"{{caller.state}}","zip":"{{caller.zip|00000}}","age":"{{tags.age}}","token":"also-secret"}""",
            answer = new { bid = "data.bids[0].amount" },
        });
        await PutAsync("xml-desk", "XML desk", new
        {
            protocol = "template", url = $"{Bidder.Address}xml",
            answer = new { format = "xml", bid = "/reply/offer/price" },
        });
        await PutAsync("text-desk", "Text desk", new
        {
            protocol = "template", url = $"{Bidder.Address}text", answer = new { bid = "bid" },
        });
        await PutAsync("nobody-home", "Nobody home", new { protocol = "bidline", url = "http://127.0.0.1:9/bid" });
    }

    public async ValueTask DisposeAsync()
    {
        await Market.DisposeAsync();
        await Bidder.DisposeAsync();
    }

    private async Task PutAsync(string id, string name, object bidder)
    {
        var body = new { name, buyer = "steady", destination = "from_bid", price = new { bidder } };
        using var answer = await Market.Api.PutAsJsonAsync($"/v1/targets/{id}", body);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }
}
