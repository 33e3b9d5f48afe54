using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bidline.Adapters.Buyers;
using Bidline.Auctions;
using Bidline.Connecting;
using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>
/// Tens of thousands of damaged answers: none throws, and none is believed to be a price that a strict reader does not
/// find in it (F28). BIDLINE_MUTATIONS runs more of them.
/// </summary>
public sealed partial class AnswerMutationTests
{
    private static readonly int Rounds =
        int.TryParse(Environment.GetEnvironmentVariable("BIDLINE_MUTATIONS"), out var rounds) ? rounds : 40_000;

    [Fact]
    public void No_damage_to_a_native_answer_throws_or_invents_a_price()
    {
        var (mutator, bids) = (new Mutator(4711), 0);
        var cases = Exemplary.Where(one => one.Protocol.Name == "bidline").ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var one = cases[round % cases.Length];
            var damaged = mutator.Damage(one.Body!);
            // "-0" is zero, and zero is no bid.
            if (one.Read(damaged) is not BidAnswer.Bid { Price.IsZero: false } bid) continue;
            bids++;
            OnlyPriceIn(damaged).ShouldBe(bid.Price, Encoding.UTF8.GetString(damaged));
        }

        bids.ShouldBeGreaterThan(Rounds / 50, "damage must be small enough to leave something to read");
    }

    [Fact]
    public void No_damage_to_any_dialects_answer_throws()
    {
        var mutator = new Mutator(815);
        var cases = Exemplary;
        for (var round = 0; round < Rounds; round++)
        {
            var damaged = mutator.Damage(cases[round % cases.Length].Body!);
            if (cases[round % cases.Length].Read(damaged) is BidAnswer.Bid bid)
                bid.Price.IsNegative.ShouldBeFalse(Encoding.UTF8.GetString(damaged));
        }
    }

    [Fact]
    public async Task No_damage_to_the_HTTP_around_it_is_more_than_one_reason()
    {
        var (mutator, answer) = (new Mutator(1984), Encoding.ASCII.GetBytes(HostileBidder.Json("""{"bid":"31.50"}""")));
        await using var bidder = new HostileBidder(async (stream, stop) =>
        {
            byte[] damaged;
            lock (mutator) damaged = mutator.Damage(answer);
            await stream.WriteAsync(damaged, stop);
            stream.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Both);
            throw new IOException("done");
        });
        using var client = new BidderClient(
            new BidderClientSettings { LateFor = TimeSpan.FromMilliseconds(200) }, new AddressPolicy(allowPrivate: true),
            TimeProvider.System);
        var codes = new List<string>();

        for (var round = 0; round < Math.Max(Rounds / 40, 100); round++)
        {
            var reply = await client.AskAsync(BuyerProtocols.All[0], Asked.Request(200), Asked.Terms(bidder.Url, 200));
            codes.Add(reply.Answer switch
            {
                BidAnswer.Bid => "bid",
                BidAnswer.NoBid no => no.Reason.Code,
                BidAnswer.Invalid invalid => invalid.Reason.Code,
                BidAnswer.Failed failed => failed.Reason.Code,
                _ => "?",
            });
        }

        codes.Distinct().ShouldBeSubsetOf(
            ["bid", "no_bid.declined", "no_bid.zero_price", "error.http", "error.invalid", "error.unreachable", "error.timeout"]);
        codes.ShouldContain("bid");
        codes.ShouldContain("error.invalid");
    }

    private static ProtocolCase[] Exemplary { get; } = [.. BuyerProtocolTests.Cases.Select(row => (string)row.Data)
        .Where(file => file.Contains("/exemplary/", StringComparison.Ordinal))
        .Select(ProtocolCase.Load)
        .Where(one => one.Body is { Length: > 0 })];

    // Another reader than ours, as strict as one can be: the amount by its text, from the only "bid" there is.
    private static Money? OnlyPriceIn(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var bids = document.RootElement.EnumerateObject().Where(property => property.Name == "bid").ToArray();
        if (bids.Length != 1) return null;
        var text = bids[0].Value.ValueKind == JsonValueKind.String
            ? bids[0].Value.GetString()!
            : bids[0].Value.GetRawText();
        return PlainAmount().IsMatch(text)
            ? Money.Usd(decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture))
            : null;
    }

    [GeneratedRegex(@"^(\d{1,13}(\.\d{0,6}0*)?|\.\d{1,6}0*)$")]
    private static partial Regex PlainAmount();
}
