using System.Diagnostics;
using System.Globalization;
using System.Text;
using Bidline.Billing;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Routing.Races;

/// <summary>
/// Caps, lines and holds against the model through kill -9: a child process of this test program walks until it is
/// killed, the next one takes up every walk and must get the model's answer at each step. BIDLINE_OPERATIONS makes it
/// longer, with a kill each hundred thousand; from about 200,000 on walks are long enough to reach the caps in all. On
/// 2026-11-27 a million on each store ended as the model, in 377 s together.
/// </summary>
public sealed class KilledKeeperTests
{
    private const string Place = "BIDLINE_TEST_WALK";

    // A call is refused when its keeper does not answer in time. That is right and no answer of the model, so that here
    // everybody waits, however busy the machine.
    private static readonly BuyerKeepingSettings Patient = BuyerKeepingSettings.Default with
    {
        Patience = TimeSpan.FromMinutes(5), EndPatience = TimeSpan.FromMinutes(5),
    };

    private const int LineLength = 10;

    private static int Buyers => Math.Clamp(Operations / 2_000, 32, 512);

    private static int Operations =>
        int.TryParse(Environment.GetEnvironmentVariable("BIDLINE_OPERATIONS"), out var asked) ? asked : 9_600;

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Keepers_that_are_killed_go_on_exactly_as_the_model_says(StoreKind kind)
    {
        var settings = await TestStore.NewSettingsAsync(kind);
        var kills = Math.Clamp(Operations / 100_000, 2, 10);
        for (var round = 1; round <= kills; round++) await WalkAsync(settings, killAt: Operations / (kills + 1) * round);
        await WalkAsync(settings, killAt: null);

        await ShouldAllBeAsTheModelAsync(settings);
        Directory.Delete(settings.DataDirectory, recursive: true);
    }

    [Fact(Explicit = true)]
    public async Task Child_walks_until_it_is_killed()
    {
        var place = Environment.GetEnvironmentVariable(Place).ShouldNotBeNull().Split('|');
        var settings = new StoreSettings(Enum.Parse<StoreKind>(place[0]), place[1], place[2]);
        await using var store = await Store.OpenAsync(settings, TimeProvider.System, CancellationToken.None);
        await using var host = await KeepingHost.StartAsync(store, Patient, null);

        await Task.WhenAll(Walks(settings).Select(walk => WalkOnAsync(settings, walk, host)));
    }

    private static async Task WalkOnAsync(StoreSettings settings, KeeperWalk walk, KeepingHost host)
    {
        await using var file = new FileStream(
            DiaryOf(settings, walk), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.SetLength(walk.Step * LineLength);
        file.Seek(0, SeekOrigin.End);
        while (walk.Step < Operations / Buyers)
        {
            var (expected, ask) = walk.Next();
            var answer = await ask(host);
            if (answer != expected)
                throw new InvalidOperationException($"{walk.Buyer}, step {walk.Step}: {answer}, and the model says {expected}");
            file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{walk.Step:D9}\n")));
        }
    }

    /// <summary>Every buyer's walk, at the last step whose answer is written down.</summary>
    private static KeeperWalk[] Walks(StoreSettings settings) => [.. Enumerable.Range(0, Buyers).Select(buyer =>
    {
        var walk = new KeeperWalk(buyer);
        for (var done = StepsIn(DiaryOf(settings, walk)); walk.Step < done;) walk.Next();
        return walk;
    })];

    private static async Task ShouldAllBeAsTheModelAsync(StoreSettings settings)
    {
        await using var store = await Store.OpenAsync(settings, TimeProvider.System, CancellationToken.None);
        await using var host = await KeepingHost.StartBesideAsync(store);
        var accounts = await host.Ledger.AccountsAsync(TestContext.Current.CancellationToken);
        var balances = accounts.ToDictionary(each => each.Account, each => each.Balance.Units);
        foreach (var walk in Walks(settings)) await ShouldBeAsTheModelAsync(store, walk, balances);
    }

    private static async Task ShouldBeAsTheModelAsync(
        Store store, KeeperWalk walk, IReadOnlyDictionary<Account, decimal> balances)
    {
        walk.Step.ShouldBe(Operations / Buyers);
        await using var db = store.Read();
        var open = await db.Set<HoldRow>().Where(row => row.Buyer == walk.Buyer.Value && row.State == "open")
            .Select(row => row.Id).ToListAsync();
        open.ShouldBe(walk.Open.Select(hold => hold.ToString()), ignoreOrder: true, $"open holds of {walk.Buyer}");
        balances.GetValueOrDefault(ChartOfAccounts.Prepaid(walk.Buyer))
            .ShouldBe(walk.Balance, $"balance of {walk.Buyer}");
    }

    private static async Task WalkAsync(StoreSettings settings, int? killAt)
    {
        string[] arguments = ["-explicit", "only", "-method", "*Child_walks_until_it_is_killed*"];
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        start.Environment[Place] = $"{settings.Kind}|{settings.DataDirectory}|{settings.PostgresConnection}";
        using var child = Process.Start(start)!;
        var said = child.StandardOutput.ReadToEndAsync();
        if (killAt is { } steps)
        {
            while (!child.HasExited && Done(settings) < steps) await Task.Delay(20);
            child.HasExited.ShouldBeFalse(child.HasExited ? await said : null);
            child.Kill();
        }

        await child.WaitForExitAsync();
        if (killAt is null) child.ExitCode.ShouldBe(0, await said);
    }

    private static int Done(StoreSettings settings) =>
        Directory.EnumerateFiles(settings.DataDirectory, "*.diary").Sum(StepsIn);

    private static string DiaryOf(StoreSettings settings, KeeperWalk walk) =>
        Path.Combine(settings.DataDirectory, $"{walk.Buyer}.diary");

    // What is over was being written when the child was killed.
    private static int StepsIn(string diary) =>
        File.Exists(diary) ? (int)(new FileInfo(diary).Length / LineLength) : 0;
}
