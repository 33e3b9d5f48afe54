using System.Text;
using System.Text.Json.Nodes;
using Bidline.Adapters.Buyers;
using Bidline.Auctions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>
/// Runs every JSON case that lies beside a dialect: what is sent for a request, and what an answer means. A case is
/// data; a new one needs no code.
/// </summary>
public sealed class BuyerProtocolTests
{
    public static TheoryData<string> Cases => [.. Directory
        .EnumerateFiles(CasesFolder.Path, "*.json", SearchOption.AllDirectories)
        .Where(file => file.Contains("/cases/", StringComparison.Ordinal))
        .Select(file => System.IO.Path.GetRelativePath(CasesFolder.Path, file))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_holds(string file)
    {
        var one = ProtocolCase.Load(file);

        if (one.Sends is { } sends) one.Sent().ToJsonString().ShouldBe(sends.ToJsonString());
        if (one.Shown is { } shown) one.Disclosed().ToJsonString().ShouldBe(shown.ToJsonString());
        if (one.Means is { } means) one.Understood().ToJsonString().ShouldBe(means.ToJsonString());
        (one.Sends ?? one.Means).ShouldNotBeNull("a case says what is sent or what an answer means");
    }

    [Fact]
    public void Every_dialect_has_a_README_and_cases_for_yes_no_time_out_and_nonsense()
    {
        foreach (var protocol in BuyerProtocols.All)
        {
            var folder = protocol.GetType().Namespace!.Split('.')[^1];
            File.Exists(System.IO.Path.Combine(CasesFolder.Path, folder, "README.md")).ShouldBeTrue(folder);
            ShouldCover(folder + "/", protocol is IConfirmingProtocol);
            // Silence is the client's to notice (HostileBidderTests); these are the words that gateways have for it.
            Cases.Select(row => (string)row.Data).ShouldContain(folder + "/cases/supplemental/status-504.json");
            Cases.Select(row => (string)row.Data).ShouldContain(
                file => file.StartsWith(folder + "/cases/supplemental/time-out-", StringComparison.Ordinal), folder);
        }
    }

    [Fact]
    public void Every_partner_can_be_used_as_it_is_and_has_cases_for_yes_no_and_nonsense()
    {
        foreach (var partner in BuyerPartners.All.Values)
        {
            partner.Bidder.Protocol.ShouldBe("template");
            ShouldCover($"Partners/cases/{partner.Id}/", partner.Bidder.Confirm is not null);
        }
    }

    private static void ShouldCover(string folder, bool confirms)
    {
        var cases = Cases.Select(row => (string)row.Data)
            .Where(file => file.StartsWith(folder, StringComparison.Ordinal))
            .Select(ProtocolCase.Load)
            .ToLookup(one => one.IsConfirmation, one => one.Means);
        cases[false].ShouldContain(answer => answer != null && answer["bid"] != null, folder);
        cases[false].ShouldContain(answer => Reads(answer, "no_bid."), folder);
        cases[false].ShouldContain(answer => Reads(answer, "error.invalid"), folder);
        if (!confirms) return;
        cases[true].ShouldContain(answer => answer != null && answer["bid"] != null, folder);
        cases[true].ShouldContain(answer => Reads(answer, "no_bid."), folder);
    }

    [Fact]
    public void Random_damage_to_a_good_answer_never_throws()
    {
        var random = new Random(4711);
        foreach (var one in Cases.Select(row => ProtocolCase.Load((string)row.Data)).Where(one => one.Body is { Length: > 0 }))
        {
            for (var round = 0; round < 400; round++)
            {
                var damaged = Damage(one.Body!, random);
                Should.NotThrow(() => one.Read(damaged));
            }
        }
    }

    private static bool Reads(JsonNode? means, string prefix) =>
        ((string?)means?["reason"])?.StartsWith(prefix, StringComparison.Ordinal) == true;

    private static byte[] Damage(byte[] body, Random random)
    {
        var damaged = body.ToArray();
        for (var i = random.Next(1, 5); i > 0 && damaged.Length > 0; i--)
        {
            var likely = Encoding.ASCII.GetBytes("{}[]\",:\\u0e-9.");
            damaged[random.Next(damaged.Length)] = random.Next(3) == 0
                ? (byte)random.Next(256)
                : likely[random.Next(likely.Length)];
        }

        return damaged[..random.Next(damaged.Length / 2, damaged.Length + 1)];
    }
}
