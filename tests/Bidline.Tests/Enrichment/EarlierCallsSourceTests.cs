using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Enrichment;

public sealed class EarlierCallsSourceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_days_since_the_last_call_of_this_caller_to_this_campaign_are_known(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        await test.Store.Commits.CommitAsync(StoredCall.Of(Noon.AddDays(-9)).Unit(8));
        await test.Store.Commits.CommitAsync(StoredCall.Of(Noon.AddDays(-3)).Unit(8));
        await test.Store.Commits.CommitAsync((StoredCall.Of(Noon.AddDays(-1)) with { Campaign = "home" }).Unit(8));
        await test.Store.Commits.CommitAsync((StoredCall.Of(Noon.AddDays(-1)) with { Caller = "+13055550143" }).Unit(8));
        var source = new EarlierCallsSource(new EarlierCalls(), test.Store);

        (await DaysAsync(source, "+13055550142")).ShouldBe("3");
        (await DaysAsync(source, "+13055550144")).ShouldBeNull();
        (await DaysAsync(source, null)).ShouldBeNull();
    }

    private static async Task<string?> DaysAsync(EarlierCallsSource source, string? caller)
    {
        var question = new CallerQuestion(
            caller is null ? default : PhoneNumber.Parse(caller), new CampaignId("auto-fl"), new CallId(Guid.CreateVersion7(Noon)), Noon);
        var answer = await source.LookUpAsync(question, TestContext.Current.CancellationToken);
        return answer.Facts.SingleOrDefault()?.Value;
    }
}
