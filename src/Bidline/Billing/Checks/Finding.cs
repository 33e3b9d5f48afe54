namespace Bidline.Billing.Checks;

/// <summary>Makes a result of what a check found.</summary>
internal static class Finding
{
    private const int ShownMax = 5;

    /// <param name="broken">One sentence for each offender; none means that it holds.</param>
    /// <param name="seen">What was looked at, said when it holds.</param>
    public static InvariantResult Of(string id, string title, IEnumerable<string> broken, string seen)
    {
        var all = broken.ToArray();
        var more = all.Length > ShownMax ? $"; and {all.Length - ShownMax} more" : "";
        return all.Length == 0
            ? new InvariantResult(id, title, true, seen)
            : new InvariantResult(id, title, false, string.Join("; ", all.Take(ShownMax)) + more);
    }
}
