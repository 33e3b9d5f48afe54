using Bidline.Server.Console.Frame;
using Microsoft.JSInterop;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Frame;

/// <summary>A browser that goes says so in two ways: what is under way is cancelled, what comes later is refused.</summary>
public sealed class BrowserScriptTests
{
    public static TheoryData<Exception> Goings => [new TaskCanceledException(), new JSDisconnectedException("gone")];

    [Theory]
    [MemberData(nameof(Goings), DisableDiscoveryEnumeration = true)]
    public async Task A_page_is_left_in_peace_when_its_browser_goes_meanwhile(Exception going) =>
        await Should.NotThrowAsync(() => BrowserScript.LeaveAsync(new Script(going)));

    [Theory]
    [MemberData(nameof(Goings), DisableDiscoveryEnumeration = true)]
    public async Task A_script_that_could_not_be_entered_any_more_is_none(Exception going) =>
        (await BrowserScript.EnterAsync(new Browser(new Script(going)), "./call.js")).ShouldBeNull();

    [Fact]
    public async Task A_mistake_in_a_script_is_not_taken_for_a_browser_that_has_gone() =>
        await Should.ThrowAsync<JSException>(() => BrowserScript.LeaveAsync(new Script(new JSException("a mistake"))));

    private sealed class Browser(Script script) : IJSRuntime
    {
        public ValueTask<T> InvokeAsync<T>(string identifier, object?[]? args) => new((T)(object)script);

        public ValueTask<T> InvokeAsync<T>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
            InvokeAsync<T>(identifier, args);
    }

    private sealed class Script(Exception going) : IJSObjectReference
    {
        public ValueTask<T> InvokeAsync<T>(string identifier, object?[]? args) => ValueTask.FromException<T>(going);

        public ValueTask<T> InvokeAsync<T>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
            ValueTask.FromException<T>(going);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
