using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Screening;
using Bidline.Storage;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Screening;

public sealed class CallerHistoryTests
{
    private static readonly DuplicateRule NobodyTwice = new(
        DuplicateScope.Buyer, ContactStage.Converted, TimeSpan.FromDays(30), DuplicateAction.Skip, UnpaidSide.Both);

    [Fact]
    public void A_new_caller_has_no_past_and_the_next_call_of_it_has() => With(world =>
    {
        world.Enter("c1").Past.ShouldBeNull();

        var contact = world.Enter("c1").Past.ShouldHaveSingleItem();
        (contact.Campaign.Value, contact.Target, contact.Live).ShouldBe(("auto-fl", null, true));
        world.Enter("c2").Past.ShouldBeNull();
    });

    [Fact]
    public void Who_withholds_the_number_has_no_past() => With(world =>
    {
        world.EnterAnonymously().Past.ShouldBeNull();
        world.EnterAnonymously().Past.ShouldBeNull();
    });

    [Fact]
    public void Of_two_calls_at_once_one_is_dialled_and_the_other_refused_by_a_rule_of_its_buyer() => With(world =>
    {
        var (first, second) = (world.Begin("c1"), world.Begin("c1"));

        world.Claim(second).Refused.ShouldBeNull();
        world.Claim(first).Refused.ShouldNotBeNull().Values["live"].ShouldBe("and that call goes on");
    });

    [Fact]
    public void A_thousand_calls_at_once_from_one_number_get_to_a_buyer_once() => With(world =>
    {
        var calls = Enumerable.Range(0, 1000).Select(_ => world.Begin("c1")).ToArray();
        var passed = 0;

        Parallel.ForEach(calls, call =>
        {
            if (world.Claim(call).Refused is null) Interlocked.Increment(ref passed);
        });

        passed.ShouldBe(1);
    });

    [Fact]
    public void A_flood_of_calls_does_not_hide_the_one_that_is_being_dialled() => With(world =>
    {
        var calls = Enumerable.Range(0, 3 * CallerHistory.ContactsMax).Select(_ => world.Begin("c1")).ToArray();

        world.Claim(calls[^1]).Refused.ShouldBeNull();

        calls[..^1].ShouldAllBe(call => world.Claim(call).Refused != null);
    });

    [Fact]
    public void A_flood_of_calls_does_not_hide_the_one_that_was_sold() => With(world =>
    {
        var sold = world.Begin("c1");
        world.Claim(sold);
        world.Connect(sold);
        world.Settle(sold, 20m, "pay.qualified");
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        var calls = Enumerable.Range(0, 3 * CallerHistory.ContactsMax).Select(_ => world.Begin("c1")).ToArray();

        calls.ShouldAllBe(call => world.Claim(call).Refused != null);
    });

    [Fact]
    public void A_dial_that_nobody_answered_lets_the_next_call_of_the_caller_through() => With(world =>
    {
        var (first, second) = (world.Begin("c1"), world.Begin("c1"));
        world.Claim(first);

        world.Tell(first, new CallEvent.HoldReleased(1, HoldId.For(first.Id, 1), world.Buyer.Id, Reason.Of("dial.busy")));

        world.Claim(second).Refused.ShouldBeNull();
    });

    [Fact]
    public void A_hold_that_was_refused_never_was() => With(
        world =>
        {
            var (first, second) = (world.Begin("c1"), world.Begin("c1"));
            world.Claim(first);

            world.Tell(first, new CallEvent.HoldRefused(1, world.Target.Id, world.Buyer.Id, Reason.Of("rejected.balance")));

            world.Claim(second).Refused.ShouldBeNull();
        },
        NobodyTwice with { Since = ContactStage.Called });

    [Theory]
    [InlineData(34, "pay.qualified", true)]
    [InlineData(0, "pay.too_short", false)]
    [InlineData(0, "pay.duplicate", false)]
    public void What_a_call_came_to_counts_once_it_is_settled(decimal revenue, string verdict, bool converted) => With(world =>
    {
        var first = world.Begin("c1");
        world.Claim(first);
        world.Connect(first);

        world.Settle(first, revenue, verdict);

        (world.Claim(world.Begin("c1")).Refused is not null).ShouldBe(converted);
        (world.Begin("c1"), world.Claim(world.Begin("c2")).Refused).Item2.ShouldBeNull();
    });

    [Fact]
    public void The_window_ends_and_then_the_caller_is_new() => With(world =>
    {
        var first = world.Begin("c1");
        world.Claim(first);
        world.Connect(first);
        world.Settle(first, 34, "pay.qualified");

        world.Clock.Advance(TimeSpan.FromDays(30));
        world.Claim(world.Begin("c1")).Refused.ShouldNotBeNull();
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Enter("c3");
        world.Enter("c1").Past.ShouldNotBeNull().ShouldAllBe(contact => contact.Live);
    });

    [Fact]
    public void A_duplicate_that_may_pass_unpaid_is_told_so_at_the_dial() => With(
        world =>
        {
            var (first, second) = (world.Begin("c1"), world.Begin("c1"));

            world.Claim(first).Unpaid.ShouldBeNull();
            var claim = world.Claim(second);

            claim.Refused.ShouldBeNull();
            claim.Unpaid!.Buyer!.Code.ShouldBe("pay.duplicate");
        },
        NobodyTwice with { Action = DuplicateAction.AllowUnpaid });

    [Fact]
    public void Of_two_calls_at_once_the_earlier_may_be_sold_in_a_campaign_that_takes_nobody_twice() => With(
        world =>
        {
            var (first, second) = (world.Begin("c1"), world.Begin("c1"));

            world.Claim(second).Refused.ShouldNotBeNull();
            world.Claim(first).Refused.ShouldBeNull();
            world.Tell(second, new CallEvent.Ended(CallOutcome.NoBuyer, Reason.Of("call.no_targets"), null, default, null));
            world.Claim(first, attempt: 2).Refused.ShouldBeNull();
        },
        NobodyTwice with { Scope = DuplicateScope.Campaign, Since = ContactStage.Called });

    [Fact]
    public void A_repeat_within_seconds_is_refused_and_does_not_start_the_seconds_anew() => With(
        world =>
        {
            world.Begin("c1");
            world.Clock.Advance(TimeSpan.FromSeconds(20));
            var refused = world.Enter("c1").Refused.ShouldNotBeNull();
            refused.Code.ShouldBe("call.repeat");
            (refused.Values["ago"], refused.Values["window"]).ShouldBe(("20 seconds", "30 seconds"));

            world.Clock.Advance(TimeSpan.FromSeconds(10));
            world.Enter("c1").Refused.ShouldNotBeNull();
            world.Clock.Advance(TimeSpan.FromMilliseconds(1));
            world.Enter("c1").Refused.ShouldBeNull();
        },
        campaign: it => it with { Repeat = new RepeatTerms(TimeSpan.FromSeconds(30), RepeatAction.Block) });

    /// <summary>The model keeps a list of everything and looks through it.</summary>
    [Fact]
    public void What_is_remembered_is_what_a_plain_list_would_say() => Gen.Select(
        Gen.Int[0, 5], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Enum<ContactStage>(), Gen.Int[0, 2_000]).List[1, 60].Sample(calls =>
    {
        var (table, said) = (new ContactTable(), new List<(ulong Caller, string Campaign, string Target, ContactStage Stage, long At)>());
        var before = 0L;
        foreach (var (caller, campaign, target, stage, at) in calls)
        {
            table.Note(
                (ulong)caller, new CampaignId($"c{campaign}"), new TargetId($"t{target}"), new BuyerId($"b{target}"), stage, at + 1);
            said.Add(((ulong)caller, $"c{campaign}", $"t{target}", stage, at + 1));
            if (at % 7 != 0) continue;
            before = Math.Max(before, at / 2);
            table.Forget(before);
        }

        for (var caller = 0UL; caller < 6; caller++)
        {
            var known = table.Of(caller, before).Select(it => (it.Campaign.Value, it.Target!.Value.Value,
                UnixMicros.Of(it.Called), UnixMicros.Of(it.Connected), UnixMicros.Of(it.Converted)));
            known.Order().ShouldBe(said.Where(it => it.Caller == caller && it.At >= before)
                .GroupBy(it => (it.Campaign, it.Target))
                .Select(group => (group.Key.Campaign, group.Key.Target, group.Max(it => it.At),
                    Last(group, ContactStage.Connected), Last(group, ContactStage.Converted))).Order());
        }

        static long? Last(IEnumerable<(ulong, string, string, ContactStage Stage, long At)> of, ContactStage least) =>
            of.Where(it => it.Stage >= least).Select(it => (long?)it.At).Max();
    });

    private static void With(
        Action<World> test, DuplicateRule? rule = null, Func<Campaign, Campaign>? campaign = null) =>
        test(new World(rule ?? NobodyTwice, campaign ?? (it => it)));

    /// <summary>A market of one buyer with a rule, and a history that was told of nothing yet.</summary>
    private sealed class World
    {
        private readonly CallerHistory _history;
        private readonly CampaignBook _book;

        public World(DuplicateRule rule, Func<Campaign, Campaign> change)
        {
            _history = new CallerHistory(Clock);
            Buyer = Given.ABuyer() with { Duplicates = rule };
            _book = Given.ABook(change(Given.ACampaign("acme-fl")), Target);
            _history.Keep(TimeSpan.FromDays(30));
        }

        public FakeTimeProvider Clock { get; } = new(Given.Monday9Am);

        public Target Target { get; } = Given.ATarget();

        public Buyer Buyer { get; }

        public CallerEntry Enter(string caller) => _history.Enter(Inbound(caller), _book.Campaigns.Values.Single());

        public CallerEntry EnterAnonymously() =>
            _history.Enter(Inbound("c1") with { Caller = default }, _book.Campaigns.Values.Single());

        public LiveCall Begin(string caller)
        {
            var inbound = Inbound(caller);
            _history.Enter(inbound, _book.Campaigns.Values.Single());
            return new LiveCall(inbound, _book, null!, null!, Clock);
        }

        public CallerClaim Claim(LiveCall call, int attempt = 1) => _history.Claim(call, attempt, Target, Buyer);

        public void Connect(LiveCall call) => Tell(call, new CallEvent.Connected(1, Target.Id, TimeSpan.FromSeconds(4)));

        public void Settle(LiveCall call, decimal revenue, string verdict)
        {
            Tell(call, new CallEvent.Ended(CallOutcome.Connected, Reason.Of(verdict), EndedBy.Caller, TimeSpan.FromMinutes(2), null));
            Tell(call, new CallEvent.Settled(
                Reason.Of(verdict), Reason.Of(verdict), Money.Usd(revenue), Money.Usd(0), Money.Usd(revenue), null));
        }

        public void Tell(LiveCall call, CallEvent happened) =>
            _history.Learn(new CallLogEntry(call.Id, 1, Clock.GetUtcNow(), TimeSpan.Zero, happened));

        private InboundCall Inbound(string caller) => Given.AnInboundCall() with
        {
            Id = CallId.New(Clock),
            ReceivedAt = Clock.GetUtcNow(),
            Caller = PhoneNumber.Parse($"+1305555010{caller[1..]}"),
        };
    }
}
