using Bidline.Billing;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Routing;

public sealed class HoldStatementsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_transaction_that_many_post_at_once_is_written_once(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var keeper = await TakeOverAsync(test, "first");
        var posting = Posting();

        var written = await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(_ => test.Store.Commits.CommitAsync(keeper.Post(posting, Now))));

        written.Count(it => it).ShouldBe(1);
        (await LinesAsync(test)).ShouldBe([1, 2, 3]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_replaced_keeper_posts_nothing_in_a_group_with_the_one_that_took_over(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var replaced = await TakeOverAsync(test, "first");
        var keeper = await TakeOverAsync(test, "second");
        var posting = Posting();

        var written = await Task.WhenAll(
            test.Store.Commits.CommitAsync(replaced.Post(Posting(), Now)),
            test.Store.Commits.CommitAsync(keeper.Post(posting, Now)),
            test.Store.Commits.CommitAsync(replaced.Post(posting, Now)));

        written.ShouldBe([false, true, false]);
        (await LinesAsync(test)).ShouldBe([1, 2, 3]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_transaction_of_any_number_of_lines_is_written_whole_and_in_order(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var keeper = await TakeOverAsync(test, "first");
        foreach (var lines in (int[])[2, 8, 9, 20])
        {
            var entries = Enumerable.Range(1, lines - 1)
                .Select(i => LedgerEntry.Debit(ChartOfAccounts.Payable(new PublisherId($"p{i:D2}")), Money.Usd(i)));
            var all = Money.Usd(lines * (lines - 1) / 2);
            var posting = new LedgerTransaction(
                TransactionId.New(TimeProvider.System), TransactionKind.Adjustment, $"lines:{lines}", "",
                [.. entries, LedgerEntry.Credit(ChartOfAccounts.PlatformRevenue, all)]);

            (await test.Store.Commits.CommitAsync(keeper.Post(posting, Now))).ShouldBeTrue();

            (await LinesAsync(test, posting.Id)).ShouldBe(Enumerable.Range(1, lines));
        }
    }

    private static LedgerTransaction Posting()
    {
        var terms = Orders.Terms();
        var account = ChartOfAccounts.Prepaid(Orders.Acme);
        return CallPosting.Of(CallId.New(TimeProvider.System), Pricing.Of(terms, true, true), terms, account)!;
    }

    private static async Task<HoldStatements> TakeOverAsync(TestStore test, string token)
    {
        var fence = new Fence(Orders.Acme.Value, token);
        await test.Store.Commits.CommitAsync(fence.TakeOver(Now));
        return new HoldStatements(Orders.Acme, fence);
    }

    private static async Task<List<int>> LinesAsync(TestStore test, TransactionId? only = null)
    {
        await using var db = test.Store.Read();
        var id = only?.ToString();
        return await db.Set<LedgerEntryRow>().Where(row => id == null || row.TransactionId == id)
            .OrderBy(row => row.TransactionId).ThenBy(row => row.Line).Select(row => row.Line)
            .ToListAsync(CancellationToken.None);
    }
}
