using Bidline.Server.Workers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Workers;

public sealed class RoundWorkerTests
{
    [Fact]
    public async Task A_round_that_fails_is_tried_again_and_the_last_one_is_made_when_the_server_stops()
    {
        var clock = new FakeTimeProvider();
        using var worker = new Failing(clock);
        await worker.StartAsync(TestContext.Current.CancellationToken);

        await Until.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return worker.Rounds >= 3;
        });
        worker.Lasts.ShouldBe(0);
        await worker.StopAsync(TestContext.Current.CancellationToken);

        worker.Lasts.ShouldBe(1);
        worker.ExecuteTask!.IsCompletedSuccessfully.ShouldBeTrue();
    }

    private sealed class Failing(TimeProvider clock)
        : RoundWorker("failing", TimeSpan.FromSeconds(1), clock, NullLogger.Instance)
    {
        public int Rounds { get; private set; }

        public int Lasts { get; private set; }

        protected override Task RoundAsync(CancellationToken stopping) => throw new InvalidOperationException($"{++Rounds}");

        protected override Task LastAsync() => throw new InvalidOperationException($"{++Lasts}");
    }
}
