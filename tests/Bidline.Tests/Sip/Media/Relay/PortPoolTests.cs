using System.Net;
using Bidline.Sip.Media;
using Bidline.Sip.Media.Relay;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media.Relay;

public sealed class PortPoolTests
{
    private static readonly MediaSettings TenPairs = new(20_000, 20_019, IPAddress.Loopback);

    private readonly FakeTimeProvider _clock = new();
    private readonly CountedSockets _sockets = new();

    [Fact]
    public void Every_pair_of_the_range_is_lent_once_and_then_none()
    {
        PortPool pool = Pool(budget: 100);

        int[] ports = [.. Enumerable.Range(0, 10).Select(_ => pool.Lend().ShouldNotBeNull().Port)];

        ports.Order().ShouldBe(Enumerable.Range(0, 10).Select(i => 20_000 + (2 * i)));
        ports.SequenceEqual(ports.Order()).ShouldBeFalse();
        pool.Lend().ShouldBeNull();
    }

    [Fact]
    public void A_returned_pair_rests_before_it_is_lent_again()
    {
        PortPool pool = Pool(budget: 2);
        PortPair pair = pool.Lend().ShouldNotBeNull();

        pool.Return(pair);
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        PortPair? tooEarly = pool.Lend();
        _clock.Advance(TimeSpan.FromSeconds(0.2));

        tooEarly.ShouldBeNull();
        pool.Lend().ShouldBe(pair);
    }

    [Fact]
    public void No_socket_is_opened_beyond_the_budget()
    {
        PortPool pool = Pool(budget: 7);

        int lent = Enumerable.Range(0, 10).Count(_ => pool.Lend() is not null);

        lent.ShouldBe(3);
        _sockets.Open.ShouldBe(6);
    }

    [Fact]
    public void A_port_that_another_program_has_is_passed_over()
    {
        _sockets.Taken.UnionWith([20_001, 20_006]);
        PortPool pool = Pool(budget: 100);

        int[] ports = [.. Enumerable.Range(0, 8).Select(_ => pool.Lend().ShouldNotBeNull().Port)];

        ports.ShouldNotContain(20_000);
        ports.ShouldNotContain(20_006);
        pool.Lend().ShouldBeNull();
        _sockets.Open.ShouldBe(16);
    }

    [Fact]
    public void Whatever_is_lent_and_returned_no_pair_has_two_owners_and_none_is_lost() =>
        Gen.Int[0, 2].Array[1, 200].Sample(steps =>
        {
            PortPool pool = Pool(budget: 100);
            HashSet<PortPair> lent = [];
            foreach (int step in steps)
            {
                Take(step, pool, lent);
            }

            pool.Lent.ShouldBe(lent.Count);
            lent.ToList().ForEach(pool.Return);
            _clock.Advance(TimeSpan.FromSeconds(3));
            Enumerable.Range(0, 10).ShouldAllBe(_ => pool.Lend() != null);
        }, threads: 1);

    private void Take(int step, PortPool pool, HashSet<PortPair> lent)
    {
        if (step == 0 && pool.Lend() is { } pair)
        {
            lent.Add(pair).ShouldBeTrue();
        }
        else if (step == 1 && lent.Count > 0)
        {
            PortPair returned = lent.First();
            lent.Remove(returned);
            pool.Return(returned);
        }
        else
        {
            _clock.Advance(TimeSpan.FromSeconds(0.7));
        }
    }

    private PortPool Pool(int budget) => new(_sockets, IPAddress.Loopback, TenPairs, new SocketBudget(budget), _clock);
}
