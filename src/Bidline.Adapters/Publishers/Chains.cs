using Bidline.Auctions;

namespace Bidline.Adapters.Publishers;

/// <summary>The exchanges that a ping has passed through: "net-a.example:71;net-b.example:9", first one first.</summary>
internal static class Chains
{
    private const int HopsMax = 20;
    private const int NodeMax = 100;

    /// <summary>What stands behind a colon is the sender's own; a chain that is too long is cut at its end.</summary>
    public static IReadOnlyList<ChainNode> Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        var nodes = text.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. nodes.Take(HopsMax).Select((node, i) => new ChainNode(NameOf(node), i + 1))];
    }

    private static string NameOf(string node)
    {
        var name = node.Split(':')[0].Trim();
        return name.Length > NodeMax ? name[..NodeMax] : name;
    }
}
