using System.Net;
using System.Text;
using Bidline.Adapters.Conformance;
using Bidline.Adapters.Conformance.Reports;
using Bidline.Auctions;
using Bidline.Auctions.Trials;
using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Conformance.Reports;

public sealed class DiagramTests
{
    [Fact]
    public void A_late_answer_stands_below_the_deadline()
    {
        var drawn = Diagram.Of([Asked("""{"id":"auc_1"}""", """{"bid":"31.50"}""", doneMs: 212.4)], TimeSpan.FromMilliseconds(100));

        drawn.ReplaceLineEndings("\n").ShouldBe("""
                          a late one
                          exchange                                                  bidder
                  0.0 ms  |-- POST /bid, 14 bytes ---------------------------------------->|
                          |   {"id":"auc_1"}                                               |
                100.0 ms  |== deadline: 100.0 ms are over =================================|
                212.4 ms  |<------------------------------- 200, 15 bytes, 112.4 ms late --|
                          |   Content-Type: application/json                               |
                          |   {"bid":"31.50"}                                              |
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Strange_letters_are_escaped_and_long_bodies_cut()
    {
        var drawn = Diagram.Of([Asked("""{"name":"Zoë"}""", new string('x', 2000), doneMs: 5)], TimeSpan.FromMilliseconds(100));

        drawn.ShouldContain("""{"name":"Zo\u00eb"}""");
        drawn.ShouldContain("... 1469 more");
        drawn.ShouldAllBe(c => c == '\n' || (c >= ' ' && c <= '~'));
        drawn.Split('\n').ShouldAllBe(line => line.Length <= 81);
    }

    [Fact]
    public void Where_no_answer_came_the_reason_stands_in_its_place()
    {
        var asked = Asked("{}", "", doneMs: 2100) with
        {
            Answer = new BidAnswer.Failed(Reason.Of("error.unreachable", ("step", "connection"), ("message", "closed_early"))),
        };

        var drawn = Diagram.Of([asked with { Exchange = asked.Exchange! with { Answer = null } }], TimeSpan.FromMilliseconds(100));

        drawn.ShouldContain("(no answer: connection failed: closed_early)");
    }

    private static Asked Asked(string request, string answer, double doneMs)
    {
        var done = TimeSpan.FromMilliseconds(doneMs);
        var exchange = new BidderExchange(
            new SentRequest("POST", new Uri("http://127.0.0.1:9001/bid"), [], Encoding.UTF8.GetBytes(request)),
            new ReceivedAnswer(
                200, HttpVersion.Version11, [new("Content-Type", "application/json")], Encoding.UTF8.GetBytes(answer), IsCut: false),
            new ExchangeTimes(null, null, done, done),
            Tls: null);
        var question = new Question("a late one", SampleCaller.Floridian, Money.Usd(1), TimeSpan.FromMilliseconds(100));
        return new Asked(question, default, new BidAnswer.NoBid(Reason.Of("no_bid.declined")), exchange);
    }
}
