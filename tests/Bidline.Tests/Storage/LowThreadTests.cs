using Bidline.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Storage;

public sealed class LowThreadTests
{
    [Fact]
    public async Task Work_is_done_in_turn_on_the_one_thread_with_its_name()
    {
        using var low = new LowThread("quiet");
        var done = new List<string?>();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => low.RunAsync(() => done.Add(Thread.CurrentThread.Name + i))));

        done.ShouldBe(Enumerable.Range(0, 100).Select(i => $"quiet{i}"));
    }

    [Fact]
    public async Task What_breaks_is_told_the_one_who_asked_and_the_next_is_done()
    {
        using var low = new LowThread("quiet");

        await Should.ThrowAsync<InvalidDataException>(() => low.RunAsync(() => throw new InvalidDataException("torn")));

        var isDone = false;
        await low.RunAsync(() => isDone = true);
        isDone.ShouldBeTrue();
    }

    [Fact]
    public async Task It_gives_way_to_the_threads_that_serve_calls()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has a priority for each thread");
        using var low = new LowThread("quiet");
        var stat = "";

        await low.RunAsync(() => stat = File.ReadAllText("/proc/thread-self/stat"));

        // proc(5): the nineteenth field, the sixteenth after the name in brackets that may have blanks in it.
        int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16]).ShouldBeGreaterThanOrEqualTo(10);
    }

    [Fact]
    public void What_was_asked_for_is_done_before_it_is_gone()
    {
        var done = 0;
        using (var low = new LowThread("quiet"))
        {
            for (var i = 0; i < 50; i++) _ = low.RunAsync(() => done++);
        }

        done.ShouldBe(50);
    }
}
