using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Server.Console.Calls;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Calls;

public sealed class CallsExportTests
{
    [Fact]
    public async Task A_line_says_what_the_row_shows_and_masks_what_it_masks()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        var call = StoredCall.New();
        var journal = new CallLog(test.Store, new CallFeed(), TimeProvider.System).Start(call.Id);
        foreach (var happened in call.All()) await journal.WriteDurablyAsync(happened);
        var queries = new CallQueries(test.Store);
        var row = (await queries.FindAsync(call.Id, TestContext.Current.CancellationToken))!;
        var terms = await queries.TermsAsync([call.Id], TestContext.Current.CancellationToken);

        CallsExport.Line(row, terms[call.Id]).ShouldBe(
            $"2026-09-21T14:13:20.000Z,{call.Id},'+1 (305) •••-••42,FL,auto-fl,zeta,connected,pay.qualified,acme-fl,acme,34.00,"
            + "131,60,34.00,27.20,6.80,USD,");
        CallsExport.Line(row with { Outcome = null, Phase = "dialing", Attempts = 2, Test = true, Revenue = null, TalkTime = null }, null)
            .ShouldBe($"2026-09-21T14:13:20.000Z,{call.Id},'+1 (305) •••-••42,FL,auto-fl,zeta,dialing,pay.qualified,acme-fl,acme,34.00,"
                + ",,,27.20,6.80,USD,test rerouted unsettled");
    }

    [Fact]
    public void A_caller_who_withheld_the_number_is_an_empty_cell() => default(PhoneNumber).ToString().ShouldBe("");
}
