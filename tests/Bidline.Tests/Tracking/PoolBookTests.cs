using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Tracking;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Tracking;

public sealed class PoolBookTests
{
    private static readonly DateTimeOffset Now = Given.Monday9Am;
    private static readonly VisitorId[] Visitors = [.. Enumerable.Range(0, 8).Select(_ => VisitorId.New(TimeProvider.System))];

    [Fact]
    public void The_number_that_has_been_free_for_longest_is_lent()
    {
        var (book, pool) = (BookOf(3), Given.APool());
        for (var visitor = 0; visitor < 3; visitor++) Lend(book, pool, visitor, Now.AddMinutes(visitor));

        // All three are free again; the first was given back last.
        book.Free(book.Find(Given.PooledNumber(1))!, Now.AddMinutes(5));
        book.Free(book.Find(Given.PooledNumber(2))!, Now.AddMinutes(6));
        book.Free(book.Find(Given.PooledNumber(0))!, Now.AddMinutes(7));

        Lend(book, pool, 5, Now.AddMinutes(10)).ShouldBe(Given.PooledNumber(1));
        Lend(book, pool, 6, Now.AddMinutes(10)).ShouldBe(Given.PooledNumber(2));
    }

    [Fact]
    public void A_visitor_who_comes_back_gets_its_number_as_long_as_nobody_has_had_it()
    {
        var (book, pool) = (BookOf(3), Given.APool());
        var had = Lend(book, pool, 0, Now);

        Lend(book, pool, 0, Now.AddHours(2)).ShouldBe(had);
    }

    [Fact]
    public void An_empty_pool_lends_nothing_until_a_hold_is_over()
    {
        var (book, pool) = (BookOf(1), Given.APool(1));
        Lend(book, pool, 0, Now).ShouldNotBeNull();

        Lend(book, pool, 1, Now.AddMinutes(29)).ShouldBeNull();
        book.IsFull(Now.AddMinutes(29)).ShouldBeTrue();
        Lend(book, pool, 1, Now.AddMinutes(31)).ShouldNotBeNull();
    }

    [Fact]
    public void A_number_of_the_visitors_area_comes_first_where_the_pool_is_sorted()
    {
        var book = BookOf(2);
        book.Add(new PooledNumber(PhoneNumber.Parse("+12125550100")));
        var pool = Given.APool();

        book.Choose(pool with { SortsByArea = true }, Visitors[0], "212", null, Now)!.Number.AreaCode.ShouldBe("212");
        book.Choose(pool with { SortsByArea = true }, Visitors[0], "907", null, Now).ShouldNotBeNull();
        book.Choose(pool, Visitors[0], "212", null, Now)!.Number.AreaCode.ShouldBe("305");
    }

    [Fact]
    public void One_address_gets_so_many_numbers_and_no_more()
    {
        var (book, pool) = (BookOf(3), Given.APool() with { NumbersPerAddress = 2 });

        Lend(book, pool, 0, Now, "a").ShouldNotBeNull();
        Lend(book, pool, 1, Now, "a").ShouldNotBeNull();
        Lend(book, pool, 2, Now, "a").ShouldBeNull();
        book.IsFull(Now).ShouldBeFalse();
        Lend(book, pool, 3, Now, "b").ShouldNotBeNull();
    }

    [Fact]
    public void A_number_that_left_the_pool_is_lent_no_more()
    {
        var (book, pool) = (BookOf(2), Given.APool());
        var had = Lend(book, pool, 0, Now)!.Value;

        book.Keep(new HashSet<PhoneNumber> { Given.PooledNumber(had == Given.PooledNumber(0) ? 1 : 0) });

        book.HeldBy(Visitors[0], Now).ShouldBeNull();
        Lend(book, pool, 1, Now).ShouldNotBe(had);
    }

    /// <summary>Whatever visitors do and however time passes, no number is two visitors' at once.</summary>
    [Fact]
    public void No_number_is_lent_inside_a_hold() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 40], Gen.Bool).Array[1, 120].Sample(steps =>
        {
            var (book, pool, now) = (BookOf(4), Given.APool(4), Now);
            var held = new Dictionary<PhoneNumber, (VisitorId Visitor, DateTimeOffset Until)>();
            foreach (var (index, minutes, givesBack) in steps)
            {
                now = now.AddMinutes(minutes);
                var visitor = Visitors[index];
                if (givesBack && book.HeldBy(visitor, now) is { } own)
                {
                    book.Free(own, now);
                    held.Remove(own.Number);
                    continue;
                }

                if (book.HeldBy(visitor, now) is not null || Lend(book, pool, index, now) is not { } number) continue;
                if (held.TryGetValue(number, out var other) && other.Until > now && other.Visitor != visitor) return false;
                held[number] = (visitor, now + pool.Hold);
            }

            return true;
        });

    private static PhoneNumber? Lend(PoolBook book, NumberPool pool, int visitor, DateTimeOffset now, string? address = null)
    {
        if (book.Choose(pool, Visitors[visitor], null, address, now) is not { } number) return null;
        book.Lend(number, Given.AVisit(visitor: Visitors[visitor]), address, now, now + pool.Hold);
        return number.Number;
    }

    private static PoolBook BookOf(int numbers)
    {
        var book = new PoolBook();
        for (var index = 0; index < numbers; index++) book.Add(new PooledNumber(Given.PooledNumber(index)));
        return book;
    }
}
