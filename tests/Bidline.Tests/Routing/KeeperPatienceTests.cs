using Bidline.Routing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Routing;

public sealed class KeeperPatienceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private int _asked;

    [Fact]
    public async Task A_request_that_ran_out_of_time_before_it_was_placed_is_asked_again()
    {
        var answer = await AskAsync(Long, () => _asked < 3 ? throw new OperationCanceledException("Message expired") : 7, Stop);

        (answer, _asked).ShouldBe((7, 3));
    }

    [Fact]
    public async Task One_that_never_gets_there_is_a_time_out_and_not_a_caller_who_hung_up()
    {
        var thrown = await Should.ThrowAsync<TimeoutException>(() =>
            AskAsync(TimeSpan.Zero, () => throw new OperationCanceledException("Message expired"), Stop));

        thrown.InnerException.ShouldBeOfType<OperationCanceledException>();
    }

    [Fact]
    public async Task A_caller_who_hangs_up_is_not_asked_for_again()
    {
        using var hungUp = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(() => AskAsync(
            Long,
            () =>
            {
                hungUp.Cancel();
                throw new OperationCanceledException(hungUp.Token);
            },
            hungUp.Token));

        _asked.ShouldBe(1);
    }

    [Fact]
    public async Task What_will_not_pass_is_thrown_at_once()
    {
        await Should.ThrowAsync<ArgumentException>(() => AskAsync(Long, () => throw new ArgumentException("no such hold"), Stop));

        _asked.ShouldBe(1);
    }

    private Task<int> AskAsync(TimeSpan patience, Func<int> keeper, CancellationToken cancel) =>
        KeeperPatience.AskAsync(
            () =>
            {
                _asked++;
                return Task.FromResult(keeper());
            },
            patience, TimeProvider.System, cancel);
}
