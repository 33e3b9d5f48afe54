using System.Security.Claims;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;
using Bidline.Server.Console.Entrance;
using Bidline.Tracking.Carriers;

namespace Bidline.Server.Console.TrackingNumbers;

/// <summary>Looks for numbers at the carriers of trunks and rents them, for whoever may: as over the API.</summary>
internal sealed class RentalDesk(BookShelf shelf, NumberRental rental)
{
    private const int ShownMax = 10;

    /// <summary>Trunks whose carrier rents numbers.</summary>
    public IReadOnlyList<TrunkId> Trunks =>
    [
        .. shelf.Current.Trunks.Values.Where(trunk => trunk.Carrier is not null).Select(trunk => trunk.Id)
            .OrderBy(id => id.Value, StringComparer.Ordinal),
    ];

    public async Task<(IReadOnlyList<NumberForRent> Numbers, string? Complaint)> FindAsync(
        ClaimsPrincipal user, string trunk, string? area, bool isTollFree, CancellationToken cancel)
    {
        RequireFor(user);
        var code = string.IsNullOrWhiteSpace(area) ? null : area.Trim();
        if (code is not null && (code.Length != 3 || !code.All(char.IsAsciiDigit))) return ([], "An area code has three digits.");
        var wish = new NumberWish("US", isTollFree, code, null, ShownMax);
        var found = await rental.FindAsync(new TrunkId(trunk), wish, cancel).ConfigureAwait(false);
        return found switch
        {
            null => ([], "The trunk has left the market meanwhile."),
            { Trouble: CarrierAnswer.Refused refused } => ([], $"The carrier says: {refused.Why}"),
            { Trouble: CarrierAnswer.Unsure unsure } => ([], $"The carrier did not answer: {unsure.Why}"),
            { Numbers: [] } => ([], "The carrier has no such number. Try another area code."),
            _ => (found.Numbers, null),
        };
    }

    /// <summary>What came of it, in a sentence, and whether it is in the market.</summary>
    public async Task<(bool IsRented, string Said)> RentAsync(
        ClaimsPrincipal user, string trunk, PhoneNumber number, string campaign, string publisher, CancellationToken cancel)
    {
        RequireFor(user);
        var entry = new NumberEntry { Number = number.E164, Campaign = campaign, Publisher = publisher, Trunk = trunk };
        return await rental.RentAsync(entry, ConsoleAuthor.Of(user), cancel).ConfigureAwait(false) switch
        {
            RentalOutcome.Rented => (true, $"{number.E164} is ours and in use."),
            RentalOutcome.Invalid { Mistakes: [var first, ..] } => (false, first.Detail),
            RentalOutcome.Refused refused => (false, $"Nothing was rented. The carrier says: {refused.Why}"),
            RentalOutcome.Unsure unsure => (false, $"It may be ours: {unsure.Why}. Rent it again: nothing is ordered twice."),
            RentalOutcome.NotInMarket => (false, "It is ours, and the market does not take it: put it in with another campaign."),
            _ => (false, "The trunk has left the market meanwhile."),
        };
    }

    private static void RequireFor(ClaimsPrincipal user)
    {
        if (!NumberDesk.IsFor(user)) throw new UnauthorizedAccessException("This role rents no numbers.");
    }
}
