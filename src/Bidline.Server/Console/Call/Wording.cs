namespace Bidline.Server.Console.Call;

/// <summary>Codes of the trace in words.</summary>
internal static class Wording
{
    /// <summary>"first price" of "first_price".</summary>
    public static string Of(string code) => code.Replace('_', ' ');
}
