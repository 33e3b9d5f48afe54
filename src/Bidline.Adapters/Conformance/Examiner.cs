using Bidline.Adapters.Buyers;
using Bidline.Adapters.Buyers.Bidline;
using Bidline.Adapters.Buyers.Watching;
using Bidline.Auctions;
using Bidline.Auctions.Trials;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;

namespace Bidline.Adapters.Conformance;

/// <summary>Asks as an exchange does: by the client and the protocol of the auctions, always with test: true.</summary>
internal sealed class Examiner(ConformanceSettings settings, TimeProvider clock) : IDisposable
{
    /// <summary>Waits longer than an auction would, to see how late an answer is.</summary>
    private static readonly BidderClientSettings Patient = new()
    {
        LateFor = TimeSpan.FromSeconds(2),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        ConnectionsPerHost = 200,
    };

    private static readonly AuctionSettings Exchange = new("conformance.bidline.example", new byte[32]);
    private static readonly CallerHash Hash = new(Exchange.CallerHashKey);
    private static readonly BuyerId Buyer = new("conformance");

    private readonly WatchedClient _client = NewClient(clock);
    private readonly BidderTerms _terms = new(
        "bidline", settings.Bidder, settings.Deadline, MaxBid: null, settings.ShareCaller);

    private int _count;

    /// <summary>Questions asked so far.</summary>
    public int Count => _count;

    /// <summary>How long an answer may take: what the bidder is told, and what is allowed for the way.</summary>
    public TimeSpan Allowed => settings.Deadline + Exchange.NetworkAllowance;

    public Question About(SampleCaller caller, string title = "an ordinary call") =>
        new(title, caller, settings.Floor, settings.Deadline);

    public Task<Asked> AskAsync(Question question) => AskAsync(question, _client);

    /// <summary>On a connection of its own.</summary>
    public async Task<Asked> AskOnNewConnectionAsync(Question question)
    {
        using var client = NewClient(clock);
        return await AskAsync(question, client).ConfigureAwait(false);
    }

    /// <summary>Sends what is no question: see <see cref="IBuyerProtocol"/> for who writes and reads it.</summary>
    public Task<WatchedReply> SendAsync(IBuyerProtocol protocol, Uri url, TimeSpan atMost) => _client.AskAsync(
        protocol,
        RequestOf(About(SampleCaller.Floridian), AuctionId.New(clock)),
        _terms with { Url = url, Timeout = atMost });

    public void Dispose() => _client.Dispose();

    // The bidder is where the person who typed its address says it is, also on this machine.
    private static WatchedClient NewClient(TimeProvider clock) =>
        new(Patient, new AddressPolicy(allowPrivate: true), clock);

    private async Task<Asked> AskAsync(Question question, WatchedClient client)
    {
        Interlocked.Increment(ref _count);
        var auction = question.Auction ?? AuctionId.New(clock);
        IBuyerProtocol protocol = new BidlineProtocol();
        if (question.Rewrite is { } rewrite) protocol = new RewritingProtocol(protocol, rewrite);
        var reply = await client.AskAsync(protocol, RequestOf(question, auction), _terms).ConfigureAwait(false);
        return new Asked(question, auction, reply.Answer, reply.Exchange);
    }

    private BidRequest RequestOf(Question question, AuctionId auction)
    {
        var profile = question.Caller.Profile();
        return new BidRequest(
            auction, CallId.New(clock), question.Deadline, question.Floor, Test: true, new CampaignId("conformance"),
            "p-7f3a", profile.AreaCode, profile.State, profile.Zip, profile.LineType, "A",
            settings.ShareCaller == ShareCaller.Full ? profile.Caller : null,
            settings.ShareCaller == ShareCaller.Hashed ? Hash.Of(Buyer, profile.Caller) : null,
            DuplicateDays: null, profile.Tags, [new ChainNode(Exchange.Node, 1)]);
    }

    private sealed class RewritingProtocol(IBuyerProtocol inner, Rewrite rewrite) : IBuyerProtocol
    {
        public string Name => inner.Name;

        public BidderHttpRequest Write(BidRequest request, BidderTerms terms)
        {
            var plain = inner.Write(request, terms);
            return plain with { Body = rewrite(plain.Body) };
        }

        public BidAnswer Read(BidderHttpAnswer answer, BidRequest request, BidderTerms terms) =>
            inner.Read(answer, request, terms);
    }
}
