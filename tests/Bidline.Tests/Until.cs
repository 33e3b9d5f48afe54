namespace Bidline.Tests;

/// <summary>Waits for what another thread or program brings about, however busy the machine is.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task HoldsAsync(Func<bool> holds) => HoldsAsync(() => Task.FromResult(holds()));

    public static async Task HoldsAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await holds()) await Task.Delay(5, patience.Token);
    }
}
