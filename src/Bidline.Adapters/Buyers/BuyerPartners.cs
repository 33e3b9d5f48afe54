using System.Collections.Frozen;
using Bidline.Campaigns;

namespace Bidline.Adapters.Buyers;

/// <summary>
/// Bidders that are known by name. They are data: a new one is a file in the folder Partners with its cases, and no code.
/// </summary>
public static class BuyerPartners
{
    private const string Folder = "Partners.";

    /// <summary>By id. Throws when a file of this program cannot be read, which its tests would have noticed.</summary>
    public static IReadOnlyDictionary<string, PartnerEntry> All { get; } = Read();

    private static FrozenDictionary<string, PartnerEntry> Read()
    {
        var program = typeof(BuyerPartners).Assembly;
        return program.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name =>
            {
                using var reader = new StreamReader(program.GetManifestResourceStream(name)!);
                var (partner, mistakes) = PartnerFile.Read(reader.ReadToEnd());
                return mistakes.Count == 0
                    ? partner
                    : throw new InvalidDataException(mistakes[0].Describe(name));
            })
            .ToFrozenDictionary(partner => partner.Id);
    }
}
