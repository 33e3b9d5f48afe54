namespace Bidline.Server.Console.Call.Facts;

/// <summary>Numbers of ours, which nobody needs to hide.</summary>
internal static class Numbers
{
    /// <summary>"+1 (800) 555-0100" of a North American number; others as they are.</summary>
    public static string InFull(string e164) => e164 is ['+', '1', ..] && e164.Length == 12
        ? $"+1 ({e164[2..5]}) {e164[5..8]}-{e164[8..]}"
        : e164;
}
